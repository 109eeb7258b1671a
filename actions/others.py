"""What was offered is not it: the next ones, or a way on."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.findings import to_payload
from actions.memory import remembered
from actions.tracking import Events
from knowledge_base.answering import Answering, Decision, Finding, Match
from knowledge_base.finding import NO_MORE, NONE_RIGHT


class ActionAnother(Action):
    """Offers what else there was: 换一个."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_another"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Offer the next entries of the last search; own up where there are none left."""
        found = (self._answering.entry(entry_id) for entry_id in tracker.get_slot("more") or ())
        rest = tuple(Match(entry, 0.0) for entry in found if entry is not None)
        decision = Decision.CONFIRM if rest else Decision.UNKNOWN
        finding = Finding("", decision, rest, rule=NO_MORE)
        dispatcher.utter_message(json_message=to_payload([finding]))
        return remembered(finding, tracker)


class ActionNoneOfThese(Action):
    """Owns up that nothing offered was right."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_none_of_these"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Say that there is no sure answer; the turn counts as unanswered."""
        finding = Finding("", Decision.UNKNOWN, (), rule=NONE_RIGHT)
        dispatcher.utter_message(json_message=to_payload([finding]))
        return remembered(finding, tracker)
