"""Tests of bot.assistant. They run in Rasa's interpreter, so they are unittest's, not pytest's.

tests/integration/test_assistant_side.py runs each of these modules there.
"""
