"""Greeting, thanks, farewell, anger: one sentence of domain.yml each."""

from __future__ import annotations

import asyncio
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.tracking import Events, latest_message
from casework.frontdesk import FrontDesk

RESPONSES = {
    "greet": "utter_greet",
    "thank": "utter_thank",
    "goodbye": "utter_goodbye",
    "bot_challenge": "utter_bot_challenge",
    "abuse": "utter_abuse",
}
"""Intent → response."""


class ActionChat(Action):
    """Says what the domain has for the intent; who says goodbye waits for nobody."""

    def __init__(self, desk: FrontDesk) -> None:
        self._desk = desk

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_chat"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Say it; the rules send no other intent here."""
        intent = latest_message(tracker).intent
        if intent == "goodbye" and await asyncio.to_thread(self._desk.give_up, tracker.sender_id):
            dispatcher.utter_message(response="utter_human_given_up")
        dispatcher.utter_message(response=RESPONSES[intent])
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
