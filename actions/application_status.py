"""Where an application stands, for whoever lodged it, and taking it back.

In the conversation it was lodged in the number is enough; elsewhere number and secret are asked.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.cases import NUMBER, PAPER, SECRET, Case, Cases, file_fields
from actions.forms import HELD, KEPT, AskKept, Form, emptied
from actions.guesses import refusal_of
from actions.parts import Parts
from actions.pausing import begin
from actions.status_card import choices_of, latest_paper, status_card
from actions.tracking import Events, LatestMessage, language_of, latest_message
from actions.utterances import utter_blocks
from bot.turns import Language, LinkBlock, TextBlock
from casework.answers import Answers, marker
from casework.applications.lodging import ApplicationStatus

FILES_PATH = "/disclosure/files"
"""Where a ticket opens a file (`bot.attachments`)."""
_DIGIT = re.compile(r"\d")
LISTED = 3
"""Applications of one conversation that are shown."""


class CaseForm(Form):
    """Reads number and secret of an application lodged elsewhere."""

    form = "case_form"
    slots = ("case_number", "case_secret")

    def __init__(self, cases: Cases, answers: Answers) -> None:
        self._cases = cases
        self._answers = answers

    async def hear(
        self, slot: str, answer: LatestMessage, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Mapping[str, Any] | None:
        """Read one answer (contract: `Form.hear`)."""
        if answer.intent != KEPT:
            return None
        if slot == "case_number":
            kept = await asyncio.to_thread(self._answers.kept, tracker.sender_id)
            if _DIGIT.search(kept.get(NUMBER, "")):
                return {slot: HELD}
            await asyncio.to_thread(self._answers.discard, tracker.sender_id, NUMBER)
            dispatcher.utter_message(response="utter_number_forgotten")
            return {slot: None}
        refusal = await refusal_of(
            self._answers, tracker.sender_id, SECRET, self._cases.opens, "utter_case_refused"
        )
        if refusal is None:
            return {slot: HELD}
        dispatcher.utter_message(response=refusal)
        return dict.fromkeys(self.slots)


class _CaseAction(Action):
    """Shows applications."""

    def __init__(self, parts: Parts, cases: Cases) -> None:
        self._say = parts.say
        self._cases = cases
        self._base = parts.public_url.rstrip("/")

    async def _show(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, case: Case, *, named: str
    ) -> None:
        language = language_of(tracker)
        found = await asyncio.to_thread(self._cases.status, tracker.sender_id, case)
        if found is None:
            dispatcher.utter_message(response="utter_choice_over")
            return
        utter_blocks(dispatcher, status_card(found, self._say, language))
        if latest_paper(found) is not None:
            utter_blocks(dispatcher, TextBlock(marker(PAPER)))
        for block in self._files(found, language):
            utter_blocks(dispatcher, block)
        utter_blocks(dispatcher, choices_of(found, named, self._say, language))

    def _files(self, found: ApplicationStatus, language: Language) -> Iterator[LinkBlock]:
        """Links to the files that go with the reply; names and tickets only as markers."""
        for number, (file, _) in enumerate(found.attachments):
            name, ticket = file_fields(number)
            size = f"{max(1, file.size // 1024)} KB"
            label = self._say("utter_label_attachment", language, item=marker(name), size=size)
            yield LinkBlock(label, f"{self._base}{FILES_PATH}/{marker(ticket)}")


class ActionAppStatus(_CaseAction):
    """Says where the applications of this conversation stand; else asks for a number."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_app_status"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Show the application named by a choice, or the newest ones."""
        named = latest_message(tracker).value
        conversation = tracker.sender_id
        if named == "other":
            return [SlotSet(slot, None) for slot in CaseForm.slots] + begin(CaseForm.form, tracker)
        if named is not None:
            case = await asyncio.to_thread(self._cases.case, conversation, named)
            if case is not None:
                await self._show(dispatcher, tracker, case, named=named)
            return []
        own = await asyncio.to_thread(self._cases.own, conversation)
        for case in own[:LISTED]:
            await self._show(dispatcher, tracker, case, named=case.number)
        return [] if own else begin(CaseForm.form, tracker)


class ActionShowCase(_CaseAction):
    """Shows the application whose number and secret were given."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_show_case"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Show it; number and secret stay kept for a correction or withdrawal."""
        case = await asyncio.to_thread(self._cases.case, tracker.sender_id, HELD)
        if case is None:
            dispatcher.utter_message(response="utter_application_forgotten")
        else:
            await self._show(dispatcher, tracker, case, named=HELD)
        return emptied(CaseForm)


class ActionWithdrawApplication(_CaseAction):
    """Takes an application back, once that is confirmed."""

    def __init__(self, parts: Parts, cases: Cases, status: ActionAppStatus) -> None:
        super().__init__(parts, cases)
        self._status = status

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_withdraw_app"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Ask whether it is meant, or do it; without an application named, show them."""
        named = latest_message(tracker).value
        if named is None:
            return await self._status.run(dispatcher, tracker, domain)
        if latest_message(tracker).detail != "yes":
            dispatcher.utter_message(response="utter_withdraw_app_sure", number=named)
            return []
        case = await asyncio.to_thread(self._cases.case, tracker.sender_id, named)
        done = case is not None and await asyncio.to_thread(self._cases.withdraw, case)
        dispatcher.utter_message(response="utter_withdrawn" if done else "utter_not_withdrawn")
        return []


def status_actions(parts: Parts) -> list[Action]:
    """All actions of this journey."""
    answers, cases = parts.answers, Cases(parts.office, parts.answers)
    shown = ActionAppStatus(parts, cases)
    return [
        shown,
        ActionShowCase(parts, cases),
        ActionWithdrawApplication(parts, cases, shown),
        CaseForm(cases, answers),
        AskKept(answers, CaseForm.form, "case_number", field=NUMBER),
        AskKept(answers, CaseForm.form, "case_secret", field=SECRET),
    ]
