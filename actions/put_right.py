"""The question that was meant: 不是，我是问…; 我说的是提取，不是贷款."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import ELLIPTIC_CHARS, asked
from actions.findings import to_payload
from actions.memory import remembered
from actions.tracking import Events
from knowledge_base.answering import Answering, Decision, Finding, Match

_CORRECTION = re.compile(
    r"^(?:(?:不是|不对|错了|搞错了|弄错了|你(?:理解|听|搞)错了|no|not that|wrong)[,，。.!！、 ]*)*"
    r"(?:我(?:是)?(?:想|要)?(?:问|说|查)的?(?:是)?|i (?:meant|mean|asked about|was asking about))?"
    r"[,，：: ]*"
)
"""What people say before they say again what they mean."""
_DENIED_FIRST = re.compile(
    r"^不是(?:问|说)?(?P<denied>[^,，。;；、 ]{1,12})[,，。;；、 ]+(?:而)?是?(?P<meant>.+)$"
)
_DENIED_LAST = re.compile(
    r"^(?P<meant>.+?)(?:[,，。;；、 ]+(?:而)?(?:不是|不要|并非)|[,; ]+not )"
    r"(?:问|说)?(?:the )?(?P<denied>.+)$"
)
"""What is meant, and beside it what is not."""


class ActionCorrect(Action):
    """Takes the question that was meant."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_correct"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Ask anew without the lead-in; what was answered wrongly is not answered again."""
        meant, denied = said_and_denied(tracker.latest_message.get("text") or "")
        if len(meant) < 2:  # one character is no question
            dispatcher.utter_message(response="utter_say_again")
            return []
        findings = self._asked(meant, denied, tracker)
        wrong = tracker.get_slot("last_entry")
        findings = tuple(_without(finding, wrong) for finding in findings)
        dispatcher.utter_message(json_message=to_payload(findings))
        return [*remembered(findings[0], tracker), *_about(findings[0])]

    def _asked(self, meant: str, denied: str, tracker: Tracker) -> tuple[Finding, ...]:
        """Ask what is meant: in the place of what is denied, or with the aspect asked before."""
        before = _question_before(tracker)
        if denied and denied in before:
            return asked(self._answering, before.replace(denied, meant), tracker)
        last = self._answering.entry(tracker.get_slot("last_entry") or "")
        if last is not None and len(meant) <= ELLIPTIC_CHARS:
            findings = asked(self._answering, meant, tracker, aspect=last.aspect)
            if findings[0].decision is not Decision.UNKNOWN:
                return findings
        return asked(self._answering, meant, tracker, topic=tracker.get_slot("topic"))


def said_and_denied(text: str) -> tuple[str, str]:
    """What a correction means, and what it says is not meant; the latter may be empty."""
    line = text.strip().lower().rstrip("。.!！ ")
    found = _DENIED_FIRST.match(line)
    if found is None:
        line = _CORRECTION.sub("", line)
        found = _DENIED_LAST.match(line)
    if found is None:
        return line, ""
    return _CORRECTION.sub("", found["meant"]), found["denied"].removesuffix("的").strip()


def _question_before(tracker: Tracker) -> str:
    """What was typed last before the latest turn."""
    typed = [
        text
        for event in tracker.events
        if event.get("event") == "user"
        and (text := event.get("text") or "")
        and not text.startswith("/")
    ]
    return typed[-2].lower() if len(typed) > 1 else ""


def _about(finding: Finding) -> Events:
    """The matter that was meant stays, though it be one of several; what was denied never does."""
    if finding.decision in (Decision.ANSWER, Decision.ANSWER_EXPIRED):
        return []
    likely = finding.matches[0].entry.topic if finding.decision is Decision.CONFIRM else None
    return [SlotSet("topic", likely), SlotSet("last_entry", None)]


def _without(finding: Finding, wrong: str | None) -> Finding:
    """The finding without an entry; what was second is offered, not answered."""
    rest: tuple[Match, ...] = tuple(m for m in finding.matches if m.entry.id != wrong)
    if not finding.matches or finding.matches[0].entry.id != wrong:
        return finding
    decision = Decision.CONFIRM if rest else Decision.UNKNOWN
    return Finding(finding.question, decision, rest, rule="put right")
