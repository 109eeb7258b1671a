"""The journey of a case (办件): where does it stand, asked of the district's case system."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.application_status import ActionAppStatus
from actions.cases import Cases
from actions.forms import HELD, INFORM, KEPT, AskKept, Form, emptied
from actions.parts import Parts
from actions.pausing import begin
from actions.tracking import Events, LatestMessage, language_of, latest_message
from actions.utterances import utter_blocks
from bot.turns import CardBlock, Language, Say, TextBlock
from casework.answers import Answers, marker
from casework.errors import InvalidInput
from casework.progress import (
    Progress,
    ProgressResult,
    ProgressStatus,
    ProgressSystem,
    check_enquiry,
)

FIELDS = {"progress_number": "progress.number", "progress_code": "progress.code"}
"""Slot → the field its words are kept as: whose case it is, is nobody's business."""
SKIPPED = "skip"
_SAID = {
    ProgressStatus.NOT_FOUND: "utter_progress_not_found",
    ProgressStatus.NOT_CONFIGURED: "utter_progress_not_configured",
    ProgressStatus.UNAVAILABLE: "utter_progress_unavailable",
}
_OF_THE_WINDOW = "办件"
"""What is handed in at a window, and followed in the case system."""
_NO_CODE = {"没有", "无", "没", "不知道", "跳过", "none", "no", "skip"}


class CaseSystem:
    """The district's case system as it is set up; a connection lasts for one enquiry."""

    def __init__(self, url: str | None, token: str | None) -> None:
        """Ask at `url`, with `token` as a bearer token; nobody is asked where there is no URL."""
        self.is_connected = url is not None
        self._url = url
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}

    async def enquire(self, number: str, code: str) -> ProgressResult:
        """Ask for a case (contract: `ProgressSystem.enquire`)."""
        async with httpx.AsyncClient(headers=self._headers, trust_env=False) as client:
            return await ProgressSystem(self._url, client).enquire(number, code)


class ActionBeginProgress(Action):
    """Begins to ask for the case number; where no case system is connected, says where to ask."""

    def __init__(self, system: CaseSystem, cases: Cases, status: ActionAppStatus) -> None:
        self._system = system
        self._cases = cases
        self._status = status

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_begin_progress_form"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Ask for nothing that cannot be used; who has lodged an application here means that."""
        text = latest_message(tracker).text
        if text and _OF_THE_WINDOW not in text:
            if await asyncio.to_thread(self._cases.own, tracker.sender_id):
                return await self._status.run(dispatcher, tracker, domain)
        if not self._system.is_connected:
            dispatcher.utter_message(response=_SAID[ProgressStatus.NOT_CONFIGURED])
            return []
        return begin(ProgressForm.form, tracker)


class ProgressForm(Form):
    """Reads the number of a case, and the query code of its receipt."""

    form = "progress_form"
    slots = tuple(FIELDS)

    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    async def hear(
        self, slot: str, answer: LatestMessage, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Mapping[str, Any] | None:
        """Read one answer (contract: `Form.hear`)."""
        if slot == "progress_code" and answer.intent == INFORM and answer.value == SKIPPED:
            return {slot: SKIPPED}
        if answer.intent != KEPT:
            return None
        kept = await asyncio.to_thread(self._answers.kept, tracker.sender_id, "progress")
        said = kept.get(FIELDS[slot], "").strip()
        if slot == "progress_code" and said.lower() in _NO_CODE:
            await asyncio.to_thread(self._answers.discard, tracker.sender_id, FIELDS[slot])
            return {slot: SKIPPED}
        try:
            number, code = (said, "") if slot == "progress_number" else ("0000", said)
            check_enquiry(number, code)
        except InvalidInput:
            await asyncio.to_thread(self._answers.discard, tracker.sender_id, FIELDS[slot])
            dispatcher.utter_message(response="utter_progress_unreadable")
            return {slot: None}
        return {slot: HELD}


class ActionShowProgress(Action):
    """Shows where the case stands."""

    def __init__(self, system: CaseSystem, answers: Answers, say: Say) -> None:
        self._system = system
        self._answers = answers
        self._say = say

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_show_progress"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Ask the case system; its words reach the citizen and are kept nowhere."""
        conversation = tracker.sender_id
        kept = await asyncio.to_thread(self._answers.kept, conversation, "progress")
        result = ProgressResult(ProgressStatus.NOT_FOUND)
        if FIELDS["progress_number"] in kept:
            code = kept.get(FIELDS["progress_code"], "")
            result = await self._system.enquire(kept[FIELDS["progress_number"]], code)
        if result.progress is None:
            await asyncio.to_thread(self._answers.drop, conversation, "progress")
            dispatcher.utter_message(response=_SAID[result.status])
        else:
            await asyncio.to_thread(self._keep, conversation, result.progress)
            self._show(dispatcher, result.progress, language_of(tracker))
        return emptied(ProgressForm)

    def _keep(self, conversation_id: str, progress: Progress) -> None:
        """Keep what is shown sealed, so that only its markers pass through the assistant."""
        steps = (f"{s.at:%Y-%m-%d %H:%M} {s.name}" if s.at else s.name for s in progress.steps)
        shown = {
            "number": progress.number,
            "item": progress.item,
            "status": progress.status,
            "expected": f"{progress.expected_on or ''}",
            "steps": "\n".join(steps),
        }
        for name, text in shown.items():
            self._answers.keep(conversation_id, f"shown.{name}", text)
        self._answers.drop(conversation_id, "progress")

    def _show(
        self, dispatcher: CollectingDispatcher, progress: Progress, language: Language
    ) -> None:
        facts = [
            (self._say("utter_label_item", language), marker("shown.item")),
            (self._say("utter_label_step", language), marker("shown.status")),
        ]
        if progress.expected_on:
            facts.append((self._say("utter_label_expected", language), marker("shown.expected")))
        utter_blocks(dispatcher, CardBlock(marker("shown.number"), tuple(facts)))
        if progress.steps:
            utter_blocks(dispatcher, TextBlock(marker("shown.steps")))


def progress_actions(parts: Parts) -> list[Action]:
    """All actions of this journey."""
    system = CaseSystem(parts.progress_url, parts.progress_token)
    answers, cases = parts.answers, Cases(parts.office, parts.answers)
    return [
        ActionBeginProgress(system, cases, ActionAppStatus(parts, cases)),
        ProgressForm(answers),
        *(AskKept(answers, ProgressForm.form, slot, field=f) for slot, f in FIELDS.items()),
        ActionShowProgress(system, answers, parts.say),
    ]
