"""Rasa custom actions, one module per journey, executed inside the service."""
