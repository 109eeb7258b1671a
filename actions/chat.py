"""Greeting, thanks, farewell, anger, a step back from nowhere: one sentence of domain.yml each."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.tracking import Events, latest_message

RESPONSES = {
    "greet": "utter_greet",
    "thank": "utter_thank",
    "goodbye": "utter_goodbye",
    "bot_challenge": "utter_bot_challenge",
    "abuse": "utter_abuse",
}
"""Intent → response."""


class ActionChat(Action):
    """Says what the domain has for the intent."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_chat"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Say it; the rules send no other intent here."""
        dispatcher.utter_message(response=RESPONSES[latest_message(tracker).intent])
        return []


class ActionSmallTalk(Action):
    """Declines what is no question of policy."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_small_talk"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Say so; the knowledge has been asked before (`actions.knowledge_first`)."""
        dispatcher.utter_message(response="utter_small_talk")
        return []


class ActionStepBack(Action):
    """A step back (上一步) where no form is at hand."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_step_back"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Say that there is none."""
        dispatcher.utter_message(response="utter_nothing_before")
        return []
