"""An application for disclosure is read back, and handed in here or at the window."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.application import FIELDS, FURTHER, ApplicationForm, applicant_from
from actions.forms import REQUESTED_SLOT, AskKept, ask_forgotten, emptied
from actions.interruptions import Interruptions
from actions.organisations import AskOrganisation, Offices
from actions.parts import Parts
from actions.pausing import Begin
from actions.tracking import Events, language_of
from actions.utterances import utter_blocks
from bot.turns import CardBlock, PlaceBlock, Say
from casework.answers import Answers, marker
from casework.applications.codes import ArrivalChannel
from casework.applications.lodging import LodgingReceipt, NewApplication, lodge
from casework.applications.receipt import Arrival
from casework.applications.request import FormWanted, Request
from casework.office import Office

DISCLOSURE = "依申请公开"
"""What questions in the midst of an application are about."""
SECRET = "receipt.secret"  # noqa: S105 -- the name of a field
LABELS = {
    "person": "utter_label_person",
    "business": "utter_label_business",
    "research": "utter_label_research",
    "charity": "utter_label_charity",
    "legal_service": "utter_label_legal_service",
    "electronic": "utter_label_electronic",
    "paper": "utter_label_paper",
    "inspection": "utter_label_inspection",
    "resident_id": "utter_label_resident_id",
    "passport": "utter_label_passport",
    "credit_code": "utter_label_credit_code",
    "other": "utter_label_other",
}


class ActionApplyAtWindow(Action):
    """Says where to apply in person: nobody has to give an identity number here."""

    def __init__(self, offices: Offices, answers: Answers) -> None:
        self._offices = offices
        self._answers = answers

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_apply_at_window"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Give the place; what was answered so far is forgotten."""
        await asyncio.to_thread(self._answers.drop, tracker.sender_id, "application")
        dispatcher.utter_message(response="utter_apply_at_window")
        office = await asyncio.to_thread(self._offices.default)
        if office is not None and office.address:
            called = office.called(language_of(tracker))
            utter_blocks(dispatcher, PlaceBlock(called, office.address, office.hours, office.phone))
        return [ActiveLoop(None), SlotSet(REQUESTED_SLOT, None), *emptied(ApplicationForm)]


class ActionAskApplicationConfirmed(Action):
    """Reads the application back."""

    def __init__(self, offices: Offices, answers: Answers, say: Say) -> None:
        self._offices = offices
        self._answers = answers
        self._say = say

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_ask_application_form_app_confirmed"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Show all that will be handed in, and ask whether it is right; more may be told too."""
        await asyncio.to_thread(self._answers.expect, tracker.sender_id, FURTHER)
        language = language_of(tracker)

        def text(name: str) -> str:
            return self._say(name, language)

        def label(slot: str) -> str:
            return text(LABELS[tracker.get_slot(slot)])

        body = await asyncio.to_thread(self._offices.name, tracker.get_slot("app_body"), language)
        facts = (
            (text("utter_label_applicant"), label("app_kind")),
            (text("utter_label_name"), marker(FIELDS["app_name"])),
            (label("app_identity_kind"), marker(FIELDS["app_identity"])),
            (text("utter_label_contact"), marker(FIELDS["app_contact"])),
            (text("utter_label_wanted"), marker(FIELDS["app_wanted"])),
            (text("utter_label_form"), label("app_form")),
            (text("utter_label_body"), body),
        )
        utter_blocks(dispatcher, CardBlock(text("utter_application_read_back"), facts))
        dispatcher.utter_message(response="utter_ask_application_send")
        return []


class ActionSubmitApplication(Action):
    """Hands the application in."""

    def __init__(self, office: Office, answers: Answers) -> None:
        self._office = office
        self._answers = answers

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_submit_application"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Lodge it and hand out number and secret; ask again for what was forgotten meanwhile."""
        kept = await asyncio.to_thread(self._answers.kept, tracker.sender_id, "application")
        missing = [slot for slot, field in FIELDS.items() if field not in kept]
        if missing:
            return ask_forgotten(dispatcher, ApplicationForm, (*missing, "app_confirmed"))
        receipt = await asyncio.to_thread(self._lodge, tracker, kept)
        dispatcher.utter_message(
            response="utter_application_lodged", number=receipt.number, secret=marker(SECRET)
        )
        if receipt.same_as:
            earlier = "、".join(receipt.same_as)
            dispatcher.utter_message(response="utter_application_same", numbers=earlier)
        return emptied(ApplicationForm)

    def _lodge(self, tracker: Tracker, kept: Mapping[str, str]) -> LodgingReceipt:
        applicant = applicant_from(
            tracker,
            name=kept[FIELDS["app_name"]],
            number=kept[FIELDS["app_identity"]],
            contact=kept[FIELDS["app_contact"]],
        )
        with self._office.occasion() as occasion:
            new = NewApplication(
                applicant,
                Request(kept[FIELDS["app_wanted"]]),
                Arrival(ArrivalChannel.INTERNET, occasion.on),
                tracker.get_slot("app_body"),
                FormWanted(tracker.get_slot("app_form")),
                conversation_id=tracker.sender_id,
                language=language_of(tracker),
            )
            receipt = lodge(occasion, new)
        self._answers.drop(tracker.sender_id, "application")
        self._answers.keep(tracker.sender_id, SECRET, receipt.secret)
        return receipt


def application_actions(parts: Parts, interruptions: Interruptions) -> list[Action]:
    """All actions of this journey."""
    answers, form, offices = parts.answers, ApplicationForm.form, Offices(parts)
    return [
        Begin(form, DISCLOSURE),
        ApplicationForm(answers, offices, interruptions),
        *(
            AskKept(answers, form, slot, field=field, prose=slot == "app_wanted")
            for slot, field in FIELDS.items()
        ),
        # Many type the number at once: it must not be seen either.
        AskKept(answers, form, "app_identity_kind", field=FIELDS["app_identity"]),
        AskKept(answers, form, "app_form", field=FURTHER),
        AskOrganisation(parts, offices, form, "app_body", field=FIELDS["app_wanted"], more=FURTHER),
        ActionApplyAtWindow(offices, answers),
        ActionAskApplicationConfirmed(offices, answers, parts.say),
        ActionSubmitApplication(parts.office, answers),
    ]
