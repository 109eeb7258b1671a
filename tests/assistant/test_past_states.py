"""Past states, followed event by event, are what a replay of the conversation comes to."""

from __future__ import annotations

import random
import unittest

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionReverted,
    ActiveLoop,
    BotUttered,
    DefinePrevUserUtteredFeaturization,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.assistant import lean_policies


class PastStatesTest(unittest.TestCase):
    """`lean_policies.past_states`, followed step by step, is what a replay comes to."""

    DOMAIN = Domain.from_yaml(
        """
version: "3.1"
intents: [ask, thank]
entities: [place]
slots:
  topic: {type: text, influence_conversation: true, mappings: [{type: custom}]}
  count: {type: any, mappings: [{type: custom}]}
actions: [action_answer, action_other]
forms: {some_form: {required_slots: []}}
"""
    )

    def _step(self, chance: random.Random, rare: bool) -> list:
        said = UserUttered("问", {"name": chance.choice(["ask", "thank"])}, [{"entity": "place"}])
        turn = [
            said,
            DefinePrevUserUtteredFeaturization(False),
            ActionExecuted("action_answer"),
            SlotSet("topic", chance.choice(["证", None])),
            BotUttered("答"),
            ActionExecuted("action_listen"),
        ]
        odd = [
            [Restarted()],
            [ActionExecuted("action_session_start"), SessionStarted()],
            [ActionReverted()],
            [UserUtteranceReverted()],
            [ActiveLoop("some_form"), ActionExecuted("some_form")],
            [ActionExecuted("some_form"), ActiveLoop(None)],
        ]
        return chance.choice(odd) if rare and chance.random() < 0.3 else turn

    def _agree(self, seed: int, rare: bool) -> int:
        chance = random.Random(seed)
        tracker = DialogueStateTracker.from_events("x", [], self.DOMAIN.slots)
        longest = 0
        for _ in range(12):
            for event in self._step(chance, rare):
                tracker.update(event, self.DOMAIN)
                lean_states = lean_policies.past_states(tracker, self.DOMAIN)
                stock = lean_policies._stock_past_states(tracker, self.DOMAIN)
                self.assertEqual(lean_states, stock)
                lean_states[-1].setdefault("user", {}).clear()  # as the featurizers do
                longest = max(longest, len(stock))
        return longest

    def test_plain_conversations(self) -> None:
        self.assertGreater(self._agree(1, rare=False), 20)

    def test_conversations_with_everything_that_changes_the_past(self) -> None:
        for seed in range(40):
            with self.subTest(seed=seed):
                self._agree(seed, rare=True)


if __name__ == "__main__":
    unittest.main()
