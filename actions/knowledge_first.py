"""The knowledge answers before an action that is no answer to a question.

What kind of turn it is, the classifier guesses from a few words: 东街垃圾没人收 looks like abuse,
我妈80了 like a farewell, 退休 like a step back. An action is done at once where the words are its
phrase or name its errand (`actions.errands`). All else is first asked of the knowledge, which has
its say where it knows an answer, or a few that may be meant; where the words point to the action,
and there is something for it to act on, it must be sure. What it does not know is owned up to as a
question, never met with a phrase that has nothing to do with it. A question comes to its own
action, and is looked up once.
"""

from __future__ import annotations

import asyncio
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import ActionAnswer
from actions.errands import ERRANDS, Else
from actions.message import message_offer
from actions.parts import Parts
from actions.phrases import Phrases, phrases
from actions.tracking import Events, LatestMessage, language_of, latest_message
from actions.utterances import utter_blocks


class KnowledgeFirst(Action):
    """An action of `ERRANDS`, behind the knowledge."""

    def __init__(self, action: Action, answer: ActionAnswer, parts: Parts, known: Phrases) -> None:
        """Run `action` where its phrase was said, or `answer` has none."""
        self._action = action
        self._answer = answer
        self._parts = parts
        self._phrases = known
        self._errand = ERRANDS[action.name()]

    def name(self) -> str:
        """The action's own name in domain.yml."""
        return str(self._action.name())

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Do what the action does where it is meant; answer the question elsewhere."""
        turn = latest_message(tracker)
        if turn.text and not self._is_meant(turn):
            events = await self._answered(turn, dispatcher, tracker)
            if events is not None:
                if self._errand.offers_message:
                    utter_blocks(
                        dispatcher, message_offer(turn.text, language_of(tracker), self._parts)
                    )
                return events
        return list(await self._action.run(dispatcher, tracker, domain) or ())

    async def _answered(
        self, turn: LatestMessage, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events | None:
        """What the knowledge says to words that may be a question; None where the action acts."""
        likely = await self._is_likely(turn, tracker)
        alone = likely and self._errand.state is not None
        events = self._answer.surely(turn.text, dispatcher, tracker, alone=alone)
        if events is not None or likely or self._errand.unknown is Else.ACT:
            return events
        return self._answer.answer(turn.text, dispatcher, tracker)

    def _is_meant(self, turn: LatestMessage) -> bool:
        known = self._phrases.is_one(turn.intent, turn.text)
        return known or self._errand.words.search(turn.text.lower()) is not None

    async def _is_likely(self, turn: LatestMessage, tracker: Tracker) -> bool:
        """Whether words only point to the action, and it has something to act on."""
        if not self._errand.hints.search(turn.text.lower()):
            return False
        state = self._errand.state
        return state is None or await asyncio.to_thread(state, tracker, self._parts)


def behind_knowledge(actions: list[Action], answer: ActionAnswer, parts: Parts) -> list[Action]:
    """The actions, those of `ERRANDS` behind the knowledge."""
    known = phrases()
    return [KnowledgeFirst(a, answer, parts, known) if a.name() in ERRANDS else a for a in actions]
