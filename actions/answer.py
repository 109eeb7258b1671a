"""The journey of a question: ask, follow up, choose. Putting it right is `actions.put_right`."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.catalog import CatalogFollowUps
from actions.findings import chosen, to_payload
from actions.forms import said
from actions.memory import Events, remembered
from actions.next_steps import NextSteps
from actions.several import several
from knowledge_base.answering import Answering, Decision, Finding, Match
from knowledge_base.models import Aspect
from knowledge_base.published import PublishedEntry

FOLLOW_UP_INTENT = "ask_aspect"
ELLIPTIC_CHARS = 8
"""So short a text may leave its subject out, whatever else it looks like."""


class ActionAnswer(Action):
    """Answers what was asked; a follow-up is asked about the topic at hand."""

    def __init__(self, answering: Answering, steps: NextSteps, catalog: CatalogFollowUps) -> None:
        self._answering = answering
        self._steps = steps
        self._catalog = catalog

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_answer"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Ask the knowledge and remember what was found."""
        return self.answer(tracker.latest_message.get("text") or "", dispatcher, tracker)

    def answer(self, text: str, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Answer a text, as `run` does the latest message."""
        topic = tracker.get_slot("topic") if _leans(tracker.latest_message, text) else None
        found = several(text, lambda part, about: self._asked(part, about, tracker))
        if found:
            return self._say(found, dispatcher, tracker)
        return self._say(self._found(text, tracker, topic), dispatcher, tracker)

    def surely(
        self,
        text: str,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        *,
        alone: bool = False,
    ) -> Events | None:
        """Answer words that look like something else than a question; None where unsure.

        Args:
            text: what was said.
            dispatcher: says the answer.
            tracker: of the conversation.
            alone: only with an answer, not with several that may be meant.
        """
        findings = self._found(text, tracker, tracker.get_slot("topic"))
        enough = {Decision.ANSWER, Decision.ANSWER_EXPIRED}
        if not alone:
            enough.add(Decision.CONFIRM)
        if findings[0].decision not in enough:
            return None
        return self._say(findings, dispatcher, tracker)

    def _asked(self, text: str, topic: str | None, tracker: Tracker) -> tuple[Finding, ...]:
        return asked(self._answering, text, tracker, topic=topic)

    def _found(self, text: str, tracker: Tracker, topic: str | None) -> tuple[Finding, ...]:
        item = self._catalog.finding(text, tracker) if topic else None
        findings = (item,) if item else self._asked(text, topic, tracker)
        if topic and (last := tracker.get_slot("last_entry")):
            spoken_of = self._answering.entry(last)
            findings = tuple(_of_the_same(finding, spoken_of) for finding in findings)
        return findings

    def _say(
        self, findings: tuple[Finding, ...], dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        dispatcher.utter_message(json_message=to_payload(findings))
        self._steps.offer(findings, dispatcher, tracker)
        return remembered(findings[0], tracker)


class ActionChoose(Action):
    """Answers with the entry whose button was pressed, or whose place in the list was named."""

    def __init__(self, answering: Answering, steps: NextSteps, answer: ActionAnswer) -> None:
        self._answering = answering
        self._steps = steps
        self._answer = answer

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_choose"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Quote the chosen entry; say so where it has been withdrawn."""
        entry_id = next(tracker.get_latest_entity_values("value"), None) or _named_place(tracker)
        if entry_id is None:
            text = said(tracker).text
            if _LONG_NUMBER.search(text):  # a hotline
                return self._answer.answer(text, dispatcher, tracker)
            dispatcher.utter_message(response="utter_nothing_offered")
            return []
        finding = chosen(self._answering, entry_id)
        if finding is None:
            dispatcher.utter_message(response="utter_entry_gone")
            return []
        dispatcher.utter_message(json_message=to_payload([finding]))
        self._steps.offer([finding], dispatcher, tracker)
        return remembered(finding, tracker)


def asked(
    answering: Answering,
    text: str,
    tracker: Tracker,
    *,
    topic: str | None = None,
    aspect: Aspect | None = None,
) -> tuple[Finding, ...]:
    """Ask the knowledge under the circumstances of the latest turn."""
    metadata = tracker.latest_message.get("metadata") or {}
    as_of = metadata.get("as_of")
    return answering.ask(
        text,
        language=metadata.get("language"),
        as_of=date.fromisoformat(as_of) if as_of else None,
        jurisdiction=metadata.get("jurisdiction"),
        topic=topic,
        aspect=aspect,
        heard=bool(metadata.get("heard")),
    )


def _leans(message: dict[str, Any], text: str) -> bool:
    follows = (message.get("intent") or {}).get("name") == FOLLOW_UP_INTENT
    return follows or len(text) <= ELLIPTIC_CHARS


def _of_the_same(finding: Finding, spoken_of: PublishedEntry | None) -> Finding:
    """The finding with the entry first that is about the very thing spoken of.

    Two guides may have one topic (居住证: 申领, 签注). "How long?" then fits both, and the one that
    the last answer came from is meant.
    """
    if spoken_of is None or not finding.matches:
        return finding
    best = finding.matches[0]
    sources = {source.title for source in spoken_of.sources}
    for match in finding.matches:
        entry = match.entry
        alike = (entry.topic, entry.aspect) == (best.entry.topic, best.entry.aspect)
        if alike and entry.topic == spoken_of.topic and sources & {s.title for s in entry.sources}:
            others = (m for m in finding.matches if m.entry.id != entry.id)
            return replace(finding, matches=(Match(entry, best.probability), *others))
    return finding


_LONG_NUMBER = re.compile(r"\d{2,}")
"""No place in a list: 12345."""
_PLACES = {"1": 0, "一": 0, "first": 0, "2": 1, "二": 1, "second": 1, "3": 2, "三": 2, "third": 2}


def _named_place(tracker: Tracker) -> str | None:
    offered = tracker.get_slot("offered") or []
    text = _LONG_NUMBER.sub("", (tracker.latest_message.get("text") or "").lower())
    places = [place for word, place in _PLACES.items() if word in text]
    return offered[places[0]] if places and places[0] < len(offered) else None
