"""The journey of a correction (补正) that an applicant was asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.cases import Cases
from actions.forms import HELD, INFORM, KEPT, AskKept, Form, emptied
from actions.parts import Parts
from actions.pausing import begin
from actions.tracking import Events, LatestMessage, latest_message
from casework.answers import Answers, marker
from casework.applications.codes import Step
from casework.own import OwnCase

CORRECTION = "correction.text"
"""Field of a kept answer."""


class CorrectionForm(Form):
    """Reads a correction."""

    form = "correction_form"
    slots = ("correction_case", "correction_text", "correction_confirmed")

    async def hear(
        self, slot: str, answer: LatestMessage, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Mapping[str, Any] | None:
        """Read one answer (contract: `Form.hear`)."""
        if slot == "correction_text" and answer.intent == KEPT:
            return {slot: HELD}
        if slot == "correction_confirmed" and answer.intent in ("affirm", INFORM):
            if answer.value == "change":
                return {"correction_text": None, slot: None}
            return {slot: True}
        return None


class ActionBeginCorrection(Action):
    """Begins the correction of the application named, or of the one that awaits it."""

    def __init__(self, cases: Cases) -> None:
        self._cases = cases

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_begin_correction_form"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Remember which application it is for; say so where none awaits a correction."""
        named = latest_message(tracker).value
        found = await asyncio.to_thread(self._awaiting, tracker.sender_id, named)
        if found is None:
            dispatcher.utter_message(response="utter_nothing_to_correct")
            return []
        return [SlotSet("correction_case", found), *begin(CorrectionForm.form, tracker)]

    def _awaiting(self, conversation_id: str, named: str | None) -> str | None:
        given = self._cases.case(conversation_id, named or HELD)
        own = [] if named else self._cases.own(conversation_id)
        for case in (*own, *([given] if given else [])):
            found = self._cases.status(conversation_id, case)
            if found is not None and found.step is Step.CORRECTION:
                return case.number if isinstance(case.key, OwnCase) else HELD
        return None


class ActionAskCorrectionConfirmed(Action):
    """Reads the correction back."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_ask_correction_form_correction_confirmed"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Show what will be handed in, and ask whether it is right."""
        dispatcher.utter_message(response="utter_correction_read_back", text=marker(CORRECTION))
        dispatcher.utter_message(response="utter_ask_message_send")
        return []


class ActionSubmitCorrection(Action):
    """Hands the correction in."""

    def __init__(self, cases: Cases, answers: Answers) -> None:
        self._cases = cases
        self._answers = answers

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_submit_correction"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Put it into the file; the reply clock starts again."""
        done = await asyncio.to_thread(
            self._hand_in, tracker.sender_id, tracker.get_slot("correction_case")
        )
        dispatcher.utter_message(response="utter_corrected" if done else "utter_not_corrected")
        return emptied(CorrectionForm)

    def _hand_in(self, conversation_id: str, named: str | None) -> bool:
        text = self._answers.kept(conversation_id, "correction").get(CORRECTION)
        case = self._cases.case(conversation_id, named)
        if text is None or case is None or not self._cases.correct(case, text):
            return False
        self._answers.drop(conversation_id, "correction")
        return True


def correction_actions(parts: Parts) -> list[Action]:
    """All actions of this journey."""
    answers, cases = parts.answers, Cases(parts.office, parts.answers)
    return [
        ActionBeginCorrection(cases),
        CorrectionForm(),
        AskKept(answers, CorrectionForm.form, "correction_text", field=CORRECTION, prose=True),
        ActionAskCorrectionConfirmed(),
        ActionSubmitCorrection(cases, answers),
    ]
