"""The journey to a person (转人工): ask for one, hear how long it takes, wait no longer."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.handoff_blocks import handoff_blocks
from actions.tracking import Events, language_of, latest_message
from actions.utterances import utter_blocks
from bot.turns import Say
from casework.answers import Answers
from casework.frontdesk import FrontDesk

OF_THE_QUEUE = re.compile(
    r"等(多|好)?久|多久.{0,4}(人|轮|接|到我)|没人|人呢|有人吗|轮到|排到|第几|前面.{0,4}人"
    r"|(不|别|没).{0,4}机器人|how (much )?long(er)?\b|my place|no (bot|robot)|nobody"
)
"""What somebody says who waits, and that is about the waiting."""
HEARD_BY = frozenset(
    (
        *("action_answer", "action_correct", "action_chat", "action_small_talk"),
        *("action_stop", "action_stop_waiting", "action_none_of_these"),
    )
)
"""Actions that the classifier sends such words to."""
LONGEST = 14
"""Characters of such words; longer ones ask of a matter as well."""


class ActionHuman(Action):
    """Puts the citizen into the queue, or says again where they stand in it."""

    def __init__(self, desk: FrontDesk, answers: Answers, say: Say) -> None:
        self._desk = desk
        self._answers = answers
        self._say = say

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_human"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Ask at the desk, and say what came of it."""
        language = language_of(tracker)
        channel = (tracker.latest_message.get("metadata") or {}).get("channel") or "web"
        # A form that waited for private words waits no longer: the next ones may be for a person.
        await asyncio.to_thread(self._answers.expect_nothing, tracker.sender_id)
        status = await asyncio.to_thread(
            self._desk.ask, tracker.sender_id, channel=channel, language=language
        )
        utter_blocks(dispatcher, *handoff_blocks(status, self._say, language))
        return []


class InQueue(Action):
    """An action of `HEARD_BY`, behind the queue: who waits and asks how long is told."""

    def __init__(self, action: Action, human: ActionHuman, desk: FrontDesk) -> None:
        """Run `action` for whoever does not wait, or says something else."""
        self._action = action
        self._human = human
        self._desk = desk

    def name(self) -> str:
        """The action's own name in domain.yml."""
        return str(self._action.name())

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Tell the place in the queue, or do what the action does."""
        text = latest_message(tracker).text.lower()
        if OF_THE_QUEUE.search(text) and len(text) <= LONGEST:
            if await asyncio.to_thread(self._desk.waits, tracker.sender_id):
                return await self._human.run(dispatcher, tracker, domain)
        return list(await self._action.run(dispatcher, tracker, domain) or ())


def in_queue(actions: list[Action], human: ActionHuman, desk: FrontDesk) -> list[Action]:
    """The actions, those of `HEARD_BY` behind the queue."""
    return [InQueue(a, human, desk) if a.name() in HEARD_BY else a for a in actions]


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
