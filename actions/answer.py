"""The journey of a question: ask, follow up, choose. Putting it right is `actions.put_right`."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.catalog import CatalogFollowUps
from actions.findings import chosen, to_payload
from actions.memory import remembered
from actions.next_steps import NextSteps
from actions.picked import RULE, asked_by_place, picked
from actions.several import several
from actions.tracking import Events, latest_message
from actions.unclicked import of_the_offered
from actions.utterances import utter_blocks
from actions.ways_on import WaysOn
from knowledge_base.answering import Answering, Decision, Finding, Match
from knowledge_base.finding import ANSWERED_BEFORE, names_topic
from knowledge_base.lookup import Lookup
from knowledge_base.lookup.options import Options, is_question
from knowledge_base.models import Aspect
from knowledge_base.published import PublishedEntry
from knowledge_base.text import clean

FOLLOW_UP_INTENT = "ask_aspect"
QUESTIONS = frozenset(("ask", FOLLOW_UP_INTENT, "nlu_fallback"))
"""Intents of what is asked, whatever words it has."""
ELLIPTIC_CHARS = 8
"""So short a text may leave its subject out, whatever else it looks like."""
ELLIPTIC_WORDS = 8
"""The same of English."""


class ActionAnswer(Action):
    """Answers what was asked; a follow-up is asked about the topic at hand."""

    def __init__(
        self,
        answering: Answering,
        steps: NextSteps,
        catalog: CatalogFollowUps,
        lookup: Lookup,
        options: Options,
    ) -> None:
        self._answering = answering
        self._options = options
        self._ways = WaysOn(
            lambda text, tracker: asked(answering, text, tracker), lookup, steps.say
        )
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
        findings = self._found(text, tracker, topic)
        led_on = self._led_on(text, findings, dispatcher, tracker)
        return self._say(findings, dispatcher, tracker) if led_on is None else led_on

    def _led_on(
        self,
        text: str,
        findings: tuple[Finding, ...],
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
    ) -> Events | None:
        conditions = self._ways.conditions(text, findings, tracker)
        if conditions is not None:
            return self._say((conditions,), dispatcher, tracker)
        named = self._ways.named_by(text, findings)
        menus = self._ways.menus(text, named, tracker)
        if menus is None:
            return None if named == findings else self._say(named, dispatcher, tracker)
        events = self._say(named, dispatcher, tracker) if menus.beside else []
        utter_blocks(dispatcher, menus.block)
        return events

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
        led_on = self._led_on(text, findings, dispatcher, tracker)
        return self._say(findings, dispatcher, tracker) if led_on is None else led_on

    def outright(
        self, text: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events | None:
        """Answer words by themselves, whatever was spoken of; None where unsure."""
        findings = self._asked(text, None, tracker)
        sure = findings[0].decision in (Decision.ANSWER, Decision.ANSWER_EXPIRED)
        return self._say(findings, dispatcher, tracker) if sure else None

    def topic(self, text: str, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
        """Answer words that name what the knowledge speaks of; None where they name no topic."""
        findings = self._asked(text, None, tracker)
        topics = [match.entry.topic for match in findings[0].matches[:1]]
        if findings[0].decision is Decision.UNKNOWN or not names_topic(clean(text), topics):
            return None
        return self._say(findings, dispatcher, tracker)

    def of_one(
        self, text: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events | None:
        """Answer what is asked of the choice at a place: 第一个怎么申请; None where none is."""
        ask = partial(self._asked, tracker=tracker)
        findings = asked_by_place(text, tracker, self._answering.entry, ask)
        return self._say(findings, dispatcher, tracker) if findings else None

    def _asked(self, text: str, topic: str | None, tracker: Tracker) -> tuple[Finding, ...]:
        return asked(self._answering, text, tracker, topic=topic)

    def _found(self, text: str, tracker: Tracker, topic: str | None) -> tuple[Finding, ...]:
        look_up, ask = self._answering.entry, partial(self._asked, tracker=tracker)
        one = asked_by_place(text, tracker, look_up, ask)
        one = one or picked(text, tracker, look_up, self._options)
        if not one and _asks(tracker.latest_message, text):
            one = of_the_offered(text, tracker, look_up, ask)
        if one:
            return one
        item = self._catalog.finding(text, tracker) if topic else None
        findings = (item,) if item else self._asked(text, topic, tracker)
        if topic and (last := tracker.get_slot("last_entry")):
            spoken_of = self._answering.entry(last)
            findings = tuple(_of_the_same(finding, spoken_of) for finding in findings)
        return tuple(_not_asked_back(finding, tracker, topic) for finding in findings)

    def _say(
        self, findings: tuple[Finding, ...], dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        dispatcher.utter_message(json_message=to_payload(findings))
        self._steps.offer(findings, dispatcher, tracker)
        if findings[0].decision is Decision.CONFIRM and tracker.get_slot("offered"):
            utter_blocks(dispatcher, self._steps.person(tracker))  # not understood once more
        events = remembered(findings[0], tracker)
        still_open = findings[0].decision is Decision.UNKNOWN or RULE in findings[0].rule
        if still_open:  # what was offered can be asked about again
            return [event for event in events if event.get("name") != "offered"]
        return events


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
        text = latest_message(tracker).text
        events = self._answer.of_one(text, dispatcher, tracker) if text else None
        if events is not None:
            return events
        entry_id = latest_message(tracker).value or _named_place(tracker)
        if entry_id is None:
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
        last=tracker.get_slot("last_entry") if topic else None,
        heard=bool(metadata.get("heard")),
    )


def _leans(message: dict[str, Any], text: str) -> bool:
    follows = (message.get("intent") or {}).get("name") == FOLLOW_UP_INTENT
    short = text.isascii() and len(text.split()) <= ELLIPTIC_WORDS
    return follows or short or len(text) <= ELLIPTIC_CHARS


def _asks(message: dict[str, Any], text: str) -> bool:
    return is_question(text) or (message.get("intent") or {}).get("name") in QUESTIONS


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


def _not_asked_back(finding: Finding, tracker: Tracker, topic: str | None) -> Finding:
    """The finding, unless it would be the only choice: what is spoken of is answered outright.

    What was just answered is not offered once more: it does not say what is asked now.
    """
    if finding.decision is not Decision.CONFIRM or len(finding.matches) != 1:
        return finding
    entry = finding.matches[0].entry
    if entry.id == tracker.get_slot("last_entry"):
        return replace(finding, decision=Decision.UNKNOWN, rule=ANSWERED_BEFORE)
    return replace(finding, decision=Decision.ANSWER) if topic == entry.topic else finding


_LONG_NUMBER = re.compile(r"\d{2,}")
"""No place in a list: 12345."""
_PLACES = {"1": 0, "一": 0, "first": 0, "2": 1, "二": 1, "second": 1, "3": 2, "三": 2, "third": 2}


def _named_place(tracker: Tracker) -> str | None:
    offered = tracker.get_slot("offered") or []
    text = _LONG_NUMBER.sub("", (tracker.latest_message.get("text") or "").lower())
    places = [place for word, place in _PLACES.items() if word in text]
    return offered[places[0]] if places and places[0] < len(offered) else None
