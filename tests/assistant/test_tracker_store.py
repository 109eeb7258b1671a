"""`BoundedTrackerStore`: what is saved comes back, and long conversations stay small."""

from __future__ import annotations

import asyncio
import tempfile
import unittest
from pathlib import Path

import sqlalchemy as sa
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.assistant.tracker_store import KEPT_TURNS, MAX_EVENTS, BoundedTrackerStore, compacted

DOMAIN = Domain.from_yaml(
    """
version: "3.1"
intents: [ask]
slots:
  topic: {type: text, influence_conversation: false, mappings: [{type: custom}]}
  offered: {type: list, influence_conversation: false, mappings: [{type: custom}]}
actions: [action_answer]
"""
)


def turn(number: int) -> list:
    """The events of one turn."""
    return [
        UserUttered(f"问题{number}", {"name": "ask", "confidence": 1.0}),
        ActionExecuted("action_answer"),
        SlotSet("topic", f"主题{number}"),
        BotUttered(f"回答{number}"),
        ActionExecuted("action_listen"),
    ]


class TrackerStoreTest(unittest.TestCase):
    """Round trips on a real SQLite file."""

    def setUp(self) -> None:
        """A store on a new file."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.url = f"sqlite:///{Path(folder.name) / 'trackers.db'}"
        self.store = BoundedTrackerStore(DOMAIN, url=self.url)

    def _talk(self, turns: int) -> DialogueStateTracker:
        tracker = DialogueStateTracker.from_events("somebody", [], DOMAIN.slots)
        for number in range(turns):
            for event in turn(number):
                tracker.update(event, DOMAIN)
            asyncio.run(self.store.save(tracker))
            tracker = asyncio.run(self.store.retrieve("somebody"))
        return tracker

    def test_an_unknown_conversation_is_none(self) -> None:
        self.assertIsNone(asyncio.run(self.store.retrieve("nobody")))

    def test_a_conversation_comes_back_in_another_process(self) -> None:
        self._talk(2)
        other = BoundedTrackerStore(DOMAIN, url=self.url)
        tracker = asyncio.run(other.retrieve("somebody"))
        self.assertEqual(tracker.latest_message.text, "问题1")
        self.assertEqual(tracker.get_slot("topic"), "主题1")

    def test_a_thousand_turns_stay_small_and_keep_their_slots(self) -> None:
        tracker = self._talk(300)
        self.assertLessEqual(len(tracker.events), MAX_EVENTS)
        self.assertEqual(tracker.get_slot("topic"), "主题299")
        self.assertEqual(tracker.latest_message.text, "问题299")

    def test_a_conversation_can_be_forgotten(self) -> None:
        self._talk(1)
        asyncio.run(self.store.delete("somebody"))
        self.assertIsNone(asyncio.run(self.store.retrieve("somebody")))
        self.assertEqual(list(asyncio.run(self.store.keys())), [])

    def test_what_nobody_went_on_with_is_forgotten_at_the_next_start(self) -> None:
        self._talk(1)
        engine = sa.create_engine(self.url)
        with engine.begin() as connection:
            connection.execute(sa.text("update dialogue_trackers set saved_at = 0"))
        later = BoundedTrackerStore(DOMAIN, url=self.url)
        self.assertIsNone(asyncio.run(later.retrieve("somebody")))


class CompactionTest(unittest.TestCase):
    """`compacted` alone."""

    def _events(self, turns: int, *first: object) -> list:
        events = [*first, *(event for number in range(turns) for event in turn(number))]
        return [event.as_dict() for event in events]

    def test_short_conversations_are_left_as_they_are(self) -> None:
        events = self._events(3)
        self.assertIs(compacted(events), events)

    def test_the_last_turns_stay_as_they_were(self) -> None:
        events = self._events(100)
        self.assertEqual(compacted(events)[-5 * KEPT_TURNS :], events[-5 * KEPT_TURNS :])

    def test_old_slots_and_an_open_form_are_carried_over(self) -> None:
        events = self._events(100, SlotSet("offered", ["e1"]), ActiveLoop("some_form"))
        tracker = DialogueStateTracker.from_dict("x", compacted(events), DOMAIN.slots)
        self.assertEqual(tracker.get_slot("offered"), ["e1"])
        self.assertEqual(tracker.active_loop_name, "some_form")

    def test_one_endless_turn_is_kept_whole(self) -> None:
        events = [event.as_dict() for event in [*turn(0)[:1], *([SlotSet("topic", "x")] * 500)]]
        self.assertIs(compacted(events), events)


if __name__ == "__main__":
    unittest.main()
