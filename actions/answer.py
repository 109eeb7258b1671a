"""The journey of a question: ask, follow up, choose, hear it again."""

from __future__ import annotations

from datetime import date
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.findings import chosen, to_payload
from knowledge_base.answering import Answering, Decision, Finding

Events = list[dict[str, Any]]

FOLLOW_UP_INTENT = "ask_aspect"


class ActionAnswer(Action):
    """Answers what was asked; a follow-up is asked about the topic at hand."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_answer"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Ask the knowledge and remember what was found."""
        message = tracker.latest_message
        metadata = message.get("metadata") or {}
        as_of = metadata.get("as_of")
        findings = self._answering.ask(
            message.get("text") or "",
            language=metadata.get("language"),
            as_of=date.fromisoformat(as_of) if as_of else None,
            jurisdiction=metadata.get("jurisdiction"),
            topic=tracker.get_slot("topic") if _is_follow_up(message) else None,
        )
        dispatcher.utter_message(json_message=to_payload(findings))
        return _remembered(findings[0], tracker) if findings else []


class ActionChoose(Action):
    """Answers with the entry whose button was pressed, or whose place in the list was named."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_choose"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Quote the chosen entry; say so where it has been withdrawn."""
        entry_id = next(tracker.get_latest_entity_values("value"), None) or _named_place(tracker)
        if entry_id is None:
            dispatcher.utter_message(response="utter_nothing_offered")
            return []
        finding = chosen(self._answering, entry_id)
        if finding is None:
            dispatcher.utter_message(response="utter_entry_gone")
            return []
        dispatcher.utter_message(json_message=to_payload([finding]))
        return _remembered(finding, tracker)


class ActionRepeat(Action):
    """Says the last answer again."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_repeat"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Quote the last entry again, in its present version."""
        last = tracker.get_slot("last_entry")
        finding = chosen(self._answering, last) if last else None
        if finding is None:
            dispatcher.utter_message(response="utter_nothing_to_repeat")
        else:
            dispatcher.utter_message(json_message=to_payload([finding]))
        return []


class ActionNoneOfThese(Action):
    """Owns up that nothing offered was right."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_none_of_these"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Say that there is no sure answer; the turn counts as unanswered."""
        finding = Finding("", Decision.UNKNOWN, (), rule="none of these")
        dispatcher.utter_message(json_message=to_payload([finding]))
        return _remembered(finding, tracker)


def _is_follow_up(message: dict[str, Any]) -> bool:
    return bool(message.get("intent", {}).get("name") == FOLLOW_UP_INTENT)


_PLACES = {"1": 0, "一": 0, "first": 0, "2": 1, "二": 1, "second": 1, "3": 2, "三": 2, "third": 2}


def _named_place(tracker: Tracker) -> str | None:
    offered = tracker.get_slot("offered") or []
    text = (tracker.latest_message.get("text") or "").lower()
    places = [place for word, place in _PLACES.items() if word in text]
    return offered[places[0]] if places and places[0] < len(offered) else None


def _remembered(finding: Finding, tracker: Tracker) -> Events:
    best = finding.matches[0].entry if finding.matches else None
    new: dict[str, Any] = {"offered": None}
    if finding.decision is Decision.CONFIRM:
        new["offered"] = [match.entry.id for match in finding.matches[:3]]
    elif finding.decision in (Decision.ANSWER, Decision.ANSWER_EXPIRED) and best is not None:
        new.update(last_entry=best.id, topic=best.topic)
    return [SlotSet(key, value) for key, value in new.items() if tracker.get_slot(key) != value]
