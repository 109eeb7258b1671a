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

from actions.forms import HELD, INFORM, KEPT, UNREAD, Form, is_denial
from actions.interruptions import Interruptions
from actions.organisations import Offices
from actions.skipping import puts_right
from actions.tracking import LatestMessage, language_of, phrase_of
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
CHANGE = re.compile(
    r"^(?:我?(?:要|想)?(?:再)?(?:修改|更改|更正|改)(?:一?下)?|change (?:the |my )?)(.+)$"
)
"""How a change is typed in place of its button: 改姓名."""
CHANGED = {
    "名": "name",
    "name": "name",
    "证": "identity",
    "号码": "identity",
    "proof": "identity",
    "联系": "contact",
    "电话": "contact",
    "contact": "contact",
    "内容": "wanted",
    "wanted": "wanted",
    "形式": "form",
    "form": "form",
    "单位": "body",
    "部门": "body",
    "body": "body",
    "申请人": "kind",
    "类型": "kind",
    "applies": "kind",
}
"""What is to be changed, as it is called → a key of `CHANGES`."""
WRONG = {
    "app_name": "utter_application_bad_name",
    "app_identity": "utter_application_bad_identity",
    "app_contact": "utter_application_bad_contact",
    "app_wanted": "utter_application_bad_wanted",
}
_SHORTEST_REQUEST, _SHORTEST_NAME, _LONGEST_NAME = 4, 2, 60
_LONGEST_CHOICE, _LONGEST_NOISE = 12, 6
"""Characters of a choice in one's own words, and of words that say nothing."""


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
        kind = _named("app_kind", text) if slot == "app_name" and puts_right(text) else None
        return {"app_kind": kind, slot: None} if kind else None

    async def hear(
        self, slot: str, answer: LatestMessage, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Mapping[str, Any] | None:
        """Read one answer (contract: `Form.hear`)."""
        if slot in FIELDS:
            return await self._kept(slot, answer, dispatcher, tracker)
        if slot == "app_identity_kind" and answer.intent == KEPT:
            return await self._proof(dispatcher, tracker)
        if slot in CODES:
            return _code(slot, answer, dispatcher)
        if slot == "app_body":
            return await self._offices.hear(slot, answer, dispatcher, language_of(tracker))
        return _confirmation(answer, dispatcher)

    async def _proof(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Mapping[str, Any]:
        """Read what was typed where the kind of proof is asked: the kind, or the number itself."""
        slot, field = "app_identity_kind", FIELDS["app_identity"]
        kept = await asyncio.to_thread(self._answers.kept, tracker.sender_id, "application")
        text = kept.get(field, "")
        if named := _named(slot, text):
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
    if named := _named(slot, answer.text):
        return {slot: named}
    if answer.intent in UNREAD and len(answer.text) <= _LONGEST_NOISE:
        dispatcher.utter_message(response="utter_choice_unread")
        return {slot: None}
    return None


def _named(slot: str, text: str) -> str | None:
    """The code that words name; None where they are long or may name two."""
    said = phrase_of(text)
    found = {code for words, code in SAID[slot].items() if words in said}
    return found.pop() if len(found) == 1 and len(said) <= _LONGEST_CHOICE else None


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
    change = answer.detail if answer.value == "change" else _change(answer.text)
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


def _change(text: str) -> str | None:
    """What a typed 改姓名 means: empty where no field is named, None where it is no change."""
    found = CHANGE.match(phrase_of(text))
    if found is None:
        return None
    return next((key for word, key in CHANGED.items() if word in found[1]), "")


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
