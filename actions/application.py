"""The journey of an application for disclosure (依申请公开): what is asked, and what is an answer.

Only what the law wants is asked (政府信息公开条例第二十九条): name, identity proof, contact, what
information, in what form; never what for. Handing in is `actions.application_lodging`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.forms import HELD, INFORM, KEPT, Form, Said
from actions.organisations import Offices
from actions.saying import language_of
from casework.answers import Answers
from casework.applications.codes import ApplicantKind
from casework.applications.contact import read_contact
from casework.applications.request import Applicant, FormWanted, IdentityKind, Request
from casework.errors import InvalidInput

FIELDS = {
    "app_name": "application.name",
    "app_identity": "application.identity",
    "app_contact": "application.contact",
    "app_wanted": "application.wanted",
}
"""Slot → the field its words are kept as."""
CODES: dict[str, frozenset[str]] = {
    "app_kind": frozenset(ApplicantKind),
    "app_identity_kind": frozenset(IdentityKind),
    "app_form": frozenset(FormWanted),
}
"""Slot → what a choice may fill it with."""
SAID = {
    "app_kind": {
        "个人": "person",
        "公民": "person",
        "自然人": "person",
        "person": "person",
        "individual": "person",
        "企业": "business",
        "公司": "business",
        "company": "business",
        "business": "business",
    },
    "app_identity_kind": {
        "身份证": "resident_id",
        "护照": "passport",
        "passport": "passport",
        "信用代码": "credit_code",
        "营业执照": "credit_code",
        "id card": "resident_id",
    },
    "app_form": {
        "电子": "electronic",
        "邮件": "electronic",
        "electronic": "electronic",
        "纸": "paper",
        "paper": "paper",
        "查阅": "inspection",
        "现场看": "inspection",
        "inspect": "inspection",
    },
}
"""Slot → how people say it in place of the button."""
CHANGES = {
    "kind": ("app_kind", "app_identity_kind", "app_identity"),
    "name": ("app_name",),
    "identity": ("app_identity_kind", "app_identity"),
    "contact": ("app_contact",),
    "wanted": ("app_wanted",),
    "form": ("app_form",),
    "body": ("app_body",),
}
"""What 修改 may name → the slots that are asked again."""
WRONG = {
    "app_name": "utter_application_bad_name",
    "app_identity": "utter_application_bad_identity",
    "app_contact": "utter_application_bad_contact",
    "app_wanted": "utter_application_bad_wanted",
}
_SHORTEST_REQUEST, _SHORTEST_NAME, _LONGEST_NAME = 4, 2, 60


class ApplicationForm(Form):
    """Reads an application, answer by answer."""

    form = "application_form"
    slots = (*CODES, *FIELDS, "app_body", "app_confirmed")

    def __init__(self, answers: Answers, offices: Offices) -> None:
        self._answers = answers
        self._offices = offices

    async def hear(
        self, slot: str, answer: Said, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Mapping[str, Any] | None:
        """Read one answer (contract: `Form.hear`)."""
        if slot in FIELDS:
            return await self._kept(slot, answer, dispatcher, tracker)
        if slot in CODES:
            return _code(slot, answer, dispatcher)
        if slot == "app_body":
            return await self._offices.hear(slot, answer, dispatcher, language_of(tracker))
        return _confirmation(answer, dispatcher)

    async def _kept(
        self, slot: str, answer: Said, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Mapping[str, Any] | None:
        """Check what was kept; what cannot be the answer is dropped, and asked for again."""
        if answer.intent == INFORM:
            dispatcher.utter_message(response="utter_choice_over")
            return {slot: None}
        if answer.intent != KEPT:
            return None
        conversation, field = tracker.sender_id, FIELDS[slot]
        kept = await asyncio.to_thread(self._answers.kept, conversation, "application")
        if field in kept and _holds(slot, kept[field], tracker):
            return {slot: HELD}
        await asyncio.to_thread(self._answers.discard, conversation, field)
        dispatcher.utter_message(response=WRONG[slot])
        return {slot: None}


def _code(slot: str, answer: Said, dispatcher: CollectingDispatcher) -> Mapping[str, Any] | None:
    if answer.intent == INFORM:
        if answer.value in CODES[slot]:
            return {slot: answer.value}
        dispatcher.utter_message(response="utter_choice_over")
        return {slot: None}
    said = answer.text.lower().strip("。.!！ ")
    found = {code for words, code in SAID[slot].items() if words in said}
    if len(found) == 1 and len(said) <= 12:
        return {slot: found.pop()}
    return None


def _confirmation(answer: Said, dispatcher: CollectingDispatcher) -> Mapping[str, Any] | None:
    if answer.intent == "affirm" or (answer.intent == INFORM and answer.value == "send"):
        return {"app_confirmed": True}
    if answer.intent != INFORM:
        return None
    if answer.value != "change" or answer.detail not in CHANGES:
        dispatcher.utter_message(response="utter_choice_over")
        return {"app_confirmed": None}
    return {**dict.fromkeys(CHANGES[answer.detail]), "app_confirmed": None}


def _holds(slot: str, text: str, tracker: Tracker) -> bool:
    """Whether words can be what was asked for, by the rules that `lodge` goes by."""
    try:
        if slot == "app_wanted":
            wanted = Request(text).checked().description
            return sum(char.isalnum() for char in wanted) >= _SHORTEST_REQUEST
        if slot == "app_contact":
            applicant_from(tracker, contact=text).checked()
        elif slot == "app_identity":
            applicant_from(tracker, number=text).checked()
        else:
            name = applicant_from(tracker, name=text).checked().name
            return _SHORTEST_NAME <= len(name) <= _LONGEST_NAME and any(map(str.isalpha, name))
    except InvalidInput:
        return False
    return True


def applicant_from(
    tracker: Tracker, *, name: str = "甲", number: str | None = None, contact: str = "0000000"
) -> Applicant:
    """The applicant with these answers; stand-ins that pass every check in place of the others."""
    reached = read_contact(contact)
    kind = tracker.get_slot("app_identity_kind") if number is not None else IdentityKind.OTHER
    return Applicant(
        kind=ApplicantKind(tracker.get_slot("app_kind")),
        name=name,
        identity_kind=IdentityKind(kind),
        identity_number="0000" if number is None else number.replace(" ", ""),
        phone=reached.phone,
        email=reached.email,
        address=reached.address,
    )
