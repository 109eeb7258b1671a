"""The knowledge: entries, what they are made from, and how a question finds its answer.

Imports libraries only; nothing of the bot, the channels or Rasa.
"""
