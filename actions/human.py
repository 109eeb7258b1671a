"""The journey to a person (转人工): ask for one, hear how long it takes, wait no longer."""

from __future__ import annotations

import asyncio
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.person import Say, told
from actions.saying import say
from bot.turns import Language
from casework.answers import Answers
from casework.frontdesk import FrontDesk

Events = list[dict[str, Any]]


class ActionHuman(Action):
    """Puts the citizen into the queue, or says again where they stand in it."""

    def __init__(self, desk: FrontDesk, answers: Answers, wording: Say) -> None:
        self._desk = desk
        self._answers = answers
        self._wording = wording

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_human"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Ask at the desk, and say what came of it."""
        language: Language = "en" if tracker.get_slot("language") == "en" else "zh"
        channel = (tracker.latest_message.get("metadata") or {}).get("channel") or "web"
        # A form that waited for private words waits no longer: the next ones may be for a person.
        await asyncio.to_thread(self._answers.expect_nothing, tracker.sender_id)
        asked = await asyncio.to_thread(
            self._desk.ask, tracker.sender_id, channel=channel, language=language
        )
        say(dispatcher, *told(asked, self._wording, language))
        return []


class ActionStopWaiting(Action):
    """Takes the citizen out of the queue."""

    def __init__(self, desk: FrontDesk) -> None:
        self._desk = desk

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_stop_waiting"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Leave the queue; say so where they did not wait."""
        left = await asyncio.to_thread(self._desk.give_up, tracker.sender_id)
        response = "utter_human_given_up" if left else "utter_human_not_waiting"
        dispatcher.utter_message(response=response)
        return []
