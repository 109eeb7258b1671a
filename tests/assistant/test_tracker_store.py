"""`BoundedTrackerStore`: what is saved comes back, and long conversations stay small."""

from __future__ import annotations

import asyncio
import os
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor
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

from bot.assistant.tracker_store import (
    KEPT_IN_MEMORY,
    KEPT_TURNS,
    MAX_EVENTS,
    BoundedTrackerStore,
    compacted,
)

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
        """A store in a new database."""
        self.url = self._new_database()
        self.store = BoundedTrackerStore(DOMAIN, url=self.url)

    def _new_database(self) -> str:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        return f"sqlite:///{Path(folder.name) / 'trackers.db'}"

    def test_stores_that_open_at_once_make_one_table(self) -> None:
        with self.store._engine.begin() as connection:
            connection.execute(sa.text("DROP TABLE dialogue_trackers"))
        with ThreadPoolExecutor(4) as starting:
            stores = list(
                starting.map(lambda _: BoundedTrackerStore(DOMAIN, url=self.url), range(4))
            )
        self._save(stores[0], 1)
        self.assertIsNotNone(asyncio.run(stores[3].retrieve("somebody")))

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

    def _save(self, store: BoundedTrackerStore, number: int) -> DialogueStateTracker:
        """One turn more, kept by `store`."""
        tracker = asyncio.run(store.retrieve("somebody"))
        tracker = tracker or DialogueStateTracker.from_events("somebody", [], DOMAIN.slots)
        for event in turn(number):
            tracker.update(event, DOMAIN)
        asyncio.run(store.save(tracker))
        return tracker

    def test_what_is_at_hand_is_what_would_be_read(self) -> None:
        for number in range(40):
            kept = self._save(self.store, number)
            read = asyncio.run(BoundedTrackerStore(DOMAIN, url=self.url).retrieve("somebody"))
            at_hand = asyncio.run(self.store.retrieve("somebody"))
            dicts = [[e.as_dict() for e in t.events] for t in (at_hand, read)]
            self.assertEqual(*dicts)
            self.assertEqual(at_hand.current_state(), read.current_state())
        self.assertIs(at_hand, kept)

    def test_replicas_see_what_each_other_has_saved(self) -> None:
        stores = [self.store, BoundedTrackerStore(DOMAIN, url=self.url)]
        for number in range(30):
            self._save(stores[number % 2], number)
            for store in stores:
                tracker = asyncio.run(store.retrieve("somebody"))
                self.assertEqual(tracker.latest_message.text, f"问题{number}")
                self.assertEqual(tracker.get_slot("topic"), f"主题{number}")

    def test_a_turn_that_failed_midway_leaves_nothing_behind(self) -> None:
        kept = self._save(self.store, 0)
        kept.update(turn(1)[0], DOMAIN)
        self.assertEqual(asyncio.run(self.store.retrieve("somebody")).latest_message.text, "问题0")

    def test_more_conversations_than_memory_keeps(self) -> None:
        for number in range(KEPT_IN_MEMORY + 20):
            tracker = DialogueStateTracker.from_events(f"s{number}", turn(number), DOMAIN.slots)
            asyncio.run(self.store.save(tracker))
        self.assertEqual(len(self.store._kept), KEPT_IN_MEMORY)
        for number in (0, KEPT_IN_MEMORY + 19):
            tracker = asyncio.run(self.store.retrieve(f"s{number}"))
            self.assertEqual(tracker.latest_message.text, f"问题{number}")

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


class PostgresqlTrackerStoreTest(TrackerStoreTest):
    """The same on a real PostgreSQL, which whoever runs this has started."""

    def _new_database(self) -> str:
        url = os.environ["WENZHENG_TEST_POSTGRESQL"]
        engine = sa.create_engine(url, future=True)
        with engine.begin() as connection:
            connection.execute(sa.text("DROP TABLE IF EXISTS dialogue_trackers"))
        engine.dispose()
        self.addCleanup(lambda: self.store._engine.dispose())
        return url


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
