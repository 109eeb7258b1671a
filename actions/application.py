"""The journey of an application for disclosure (依申请公开): what is asked, and what is an answer.

Only what the law wants is asked (政府信息公开条例第二十九条): name, identity proof, contact, what
information, in what form; never what for. Handing in is `actions.application_lodging`.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.application_words import CHANGES, CODES, change_named, choice_called
from actions.forms import HELD, INFORM, KEPT, UNREAD, Form, add, is_denial
from actions.interruptions import Interruptions
from actions.organisations import Offices
from actions.skipping import puts_right
from actions.telling import MORE, adds, tells_more
from actions.tracking import LatestMessage, language_of
from casework.answers import Answers
from casework.applications.codes import ApplicantKind
from casework.applications.contact import read_contact
from casework.applications.request import Applicant, IdentityKind, Request
from casework.errors import InvalidInput
from knowledge_base.text import clean

FIELDS = {
    "app_name": "application.name",
    "app_identity": "application.identity",
    "app_contact": "application.contact",
    "app_wanted": "application.wanted",
}
"""Slot → the field its words are kept as."""
FURTHER = f"application.{MORE}"
"""What is told further of the information that is wanted."""
_LATER = ("app_form", "app_body", "app_confirmed")
"""Slots that are asked for once that is written, and where it can be put right."""
WRONG = {
    "app_name": "utter_application_bad_name",
    "app_identity": "utter_application_bad_identity",
    "app_contact": "utter_application_bad_contact",
    "app_wanted": "utter_application_bad_wanted",
}
_SHORTEST_REQUEST, _SHORTEST_NAME, _LONGEST_NAME = 4, 2, 60
_CALLED = re.compile(
    r"^(?:我的?(?:名字|姓名)?(?:叫|是)|(?:名字|姓名)(?:叫|是|[:：]))\s*(?=..)|^my name is ", re.I
)
_LONGEST_NOISE = 6
"""Characters of words that say nothing."""


class ApplicationForm(Form):
    """Reads an application, answer by answer."""

    form = "application_form"
    slots = (*CODES, *FIELDS, "app_body", "app_confirmed")
    order = (
        *("app_kind", "app_name", "app_identity_kind", "app_identity", "app_contact"),
        *("app_wanted", "app_form", "app_body", "app_confirmed"),
    )

    matters = MappingProxyType(
        {
            "name": "app_name",
            "identity": "app_identity",
            "contact": "app_contact",
            "body": "app_body",
        }
    )
    why = MappingProxyType(
        {
            "app_kind": "utter_why_app_name",
            "app_name": "utter_why_app_name",
            "app_identity_kind": "utter_why_app_identity",
            "app_identity": "utter_why_app_identity",
            "app_contact": "utter_why_app_contact",
            "app_wanted": "utter_why_app_wanted",
            "app_form": "utter_why_app_form",
        }
    )

    def __init__(self, answers: Answers, offices: Offices, interruptions: Interruptions) -> None:
        self._answers = answers
        self._offices = offices
        self._interruptions = interruptions

    def left_out(self, slot: str) -> str | None:
        """The openness office finds out whom it is for (contract: `Form.left_out`)."""
        return self._offices.default_code if slot == "app_body" else None

    async def put_right(self, slot: str, text: str) -> Mapping[str, Any] | None:
        """The kind of applicant, where the name was asked for (contract: `Form.put_right`)."""
        kind = choice_called("app_kind", text) if slot == "app_name" and puts_right(text) else None
        return {"app_kind": kind, slot: None} if kind else None

    async def hear(
        self, slot: str, answer: LatestMessage, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Mapping[str, Any] | None:
        """Read one answer (contract: `Form.hear`)."""
        if slot in FIELDS:
            return await self._kept(slot, answer, dispatcher, tracker)
        if slot == "app_identity_kind" and answer.intent == KEPT:
            return await self._proof(dispatcher, tracker)
        if slot in _LATER and answer.intent == KEPT:
            return await self._further(slot, dispatcher, tracker)
        if slot in CODES:
            return _code(slot, answer, dispatcher)
        if slot == "app_body":
            return await self._offices.hear(slot, answer, dispatcher, language_of(tracker))
        return _confirmation(answer, dispatcher)

    async def _further(
        self, slot: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Mapping[str, Any]:
        """Read a sentence: a unit, a field that is wrong, or more of what is wanted."""
        kept = await asyncio.to_thread(self._answers.kept, tracker.sender_id, "application")
        words = kept.get(FURTHER, "")
        await asyncio.to_thread(self._answers.discard, tracker.sender_id, FURTHER)
        if slot == "app_body" and not adds(words):
            said = LatestMessage("", words, None, None)
            unit = await self._offices.hear(slot, said, dispatcher, language_of(tracker))
            if unit is not None:
                return unit
        if slot == "app_confirmed" and puts_right(words):
            found = await asyncio.to_thread(self._offices.meant, words)
            if len(found) == 1:
                return {"app_body": found[0].code, slot: None}
        if change := change_named(words):
            return {**dict.fromkeys(CHANGES[change]), slot: None}
        if not tells_more(clean(words)):  # a number of some kind
            dispatcher.utter_message(response="utter_choice_unread")
            return {slot: None}
        await add(self._answers, FIELDS["app_wanted"], words, dispatcher, tracker)
        return {slot: None}

    async def _proof(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Mapping[str, Any]:
        """Read what was typed where the kind of proof is asked: the kind, or the number itself."""
        slot, field = "app_identity_kind", FIELDS["app_identity"]
        kept = await asyncio.to_thread(self._answers.kept, tracker.sender_id, "application")
        text = kept.get(field, "")
        if named := choice_called(slot, text):
            await asyncio.to_thread(self._answers.discard, tracker.sender_id, field)
            return {slot: named}
        if number_kind := _kind_of(text):
            return {slot: number_kind, "app_identity": HELD}
        await asyncio.to_thread(self._answers.discard, tracker.sender_id, field)
        dispatcher.utter_message(response="utter_choice_unread")
        return {slot: None}

    async def _kept(
        self, slot: str, answer: LatestMessage, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Mapping[str, Any] | None:
        """Check what was kept; what cannot be the answer is dropped, and asked for again."""
        if answer.intent == INFORM:
            dispatcher.utter_message(response="utter_choice_over")
            return {slot: None}
        if answer.intent != KEPT:
            return None
        conversation, field = tracker.sender_id, FIELDS[slot]
        kept = await asyncio.to_thread(self._answers.kept, conversation, "application")
        holds = field in kept and _holds(slot, kept[field], tracker)
        named = slot == "app_name" and tracker.get_slot("app_kind") == ApplicantKind.PERSON
        other = {}
        if named or not holds:
            text = kept.get(field, "")
            other = self._interruptions.answered(text, dispatcher, tracker, by_name=named and holds)
        if holds and not other:
            if slot == "app_name":
                name = _CALLED.sub("", kept[field])
                await asyncio.to_thread(self._answers.keep, conversation, field, name)
            return {slot: HELD}
        await asyncio.to_thread(self._answers.discard, conversation, field)
        if other:
            return {**other, slot: None}
        dispatcher.utter_message(response=WRONG[slot])
        return {slot: None}


def _code(
    slot: str, answer: LatestMessage, dispatcher: CollectingDispatcher
) -> Mapping[str, Any] | None:
    if answer.intent == INFORM:
        if answer.value in CODES[slot]:
            return {slot: answer.value}
        dispatcher.utter_message(response="utter_choice_over")
        return {slot: None}
    if named := choice_called(slot, answer.text):
        return {slot: named}
    if answer.intent in UNREAD and len(answer.text) <= _LONGEST_NOISE:
        dispatcher.utter_message(response="utter_choice_unread")
        return {slot: None}
    return None


def _kind_of(number: str) -> IdentityKind | None:
    """The kind of proof a number is by itself; None where it can be none that is known."""
    for kind in (IdentityKind.RESIDENT_ID, IdentityKind.CREDIT_CODE):
        one = Applicant(ApplicantKind.PERSON, "甲", kind, number.replace(" ", ""), phone="0000000")
        try:
            one.checked()
        except InvalidInput:
            continue
        return kind
    return None


def _confirmation(
    answer: LatestMessage, dispatcher: CollectingDispatcher
) -> Mapping[str, Any] | None:
    change = answer.detail if answer.value == "change" else change_named(answer.text)
    if change is None and (answer.intent == "affirm" or answer.value == "send"):
        return {"app_confirmed": True}
    if is_denial(answer):
        dispatcher.utter_message(response="utter_what_is_wrong")
        return {"app_confirmed": None}
    if answer.intent != INFORM and not change:
        return None
    if change not in CHANGES:
        dispatcher.utter_message(response="utter_choice_over")
        return {"app_confirmed": None}
    return {**dict.fromkeys(CHANGES[change]), "app_confirmed": None}


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
