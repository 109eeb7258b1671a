"""The journey of a message (留言、投诉、建议): what is asked, and what is an answer.

Reading it back and sending it is `actions.message_sending`.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.forms import HELD, INFORM, KEPT, STEP_BACK, Form, add, is_denial
from actions.interruptions import Interruptions
from actions.message_changes import (
    CHANGES,
    SHORT,
    changed,
    finds_fault,
    new_kind,
    wants_change,
)
from actions.organisations import Offices
from actions.parts import Parts
from actions.skipping import puts_right
from actions.telling import MORE, adds, tells_more
from actions.tracking import LatestMessage, language_of
from bot.turns import Choice, ChoicesBlock, Language
from casework.answers import Answers
from casework.applications.contact import read_contact
from casework.errors import InvalidInput
from casework.models import MessageKind
from knowledge_base.text import clean

TEXT, CONTACT, TOKEN = "message.text", "message.contact", "receipt.token"
FURTHER = f"message.{MORE}"
"""Fields of kept answers."""
SKIPPED = "skip"
"""What a slot holds where the citizen would rather not say."""
_LONGEST_NOTE = 30
"""Characters of words that give a contact in passing, and tell nothing else."""
ASKED_LATER = ("message_body", "message_contact", "message_confirmed")
"""Slots that are asked for once the message is written, and where it can be put right."""
_IDENTITY = re.compile(r"\d{16,}")
_KINDS = {
    "咨询": MessageKind.QUESTION,
    "建议": MessageKind.SUGGESTION,
    "投诉": MessageKind.COMPLAINT,
    "举报": MessageKind.COMPLAINT,
    "question": MessageKind.QUESTION,
    "suggestion": MessageKind.SUGGESTION,
    "complaint": MessageKind.COMPLAINT,
}
_NO_CONTACT = frozenset(
    "不留 不留了 不留电话 不想留 不想留了 不用 不用了 没有 无 跳过 不需要 不填 匿名 保密"
    " no none skip anonymous".split()
)
_NOT_AT_ALL = re.compile(r"(不|别|no longer|not ).{0,3}(投诉|举报|留言|complain)|算了")
"""Names a kind of message, and means that there shall be none."""
_LONGEST_KIND = 12
"""Characters of an answer that only names the kind."""
_SHORTEST_TEXT, _SHORTEST_CONTACT = 5, 5
"""Letters and digits below which a text says nothing, and a contact reaches nobody."""


class MessageForm(Form):
    """Reads what kind of message it is, its text, for whom, and whether it is to be sent."""

    form = "message_form"
    slots = (
        "message_kind",
        "message_text",
        "message_more",
        "message_body",
        "message_contact",
        "message_confirmed",
    )
    order = tuple(slot for slot in slots if slot != "message_more")
    optional = MappingProxyType({"message_contact": SKIPPED})
    why = MappingProxyType({"message_text": "utter_why_message_text"})
    matters = MappingProxyType(
        {
            **dict.fromkeys(("contact", "name", "identity"), "message_contact"),
            "body": "message_body",
        }
    )

    def __init__(self, answers: Answers, offices: Offices, interruptions: Interruptions) -> None:
        self._answers = answers
        self._offices = offices
        self._interruptions = interruptions

    def left_out(self, slot: str) -> str | None:
        """The openness office finds out whom a message is for (contract: `Form.left_out`)."""
        return self._offices.default_code if slot == "message_body" else super().left_out(slot)

    async def hear(
        self, slot: str, answer: LatestMessage, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Mapping[str, Any] | None:
        """Read one answer (contract: `Form.hear`)."""
        if answer.intent == KEPT:
            return await self._kept(slot, dispatcher, tracker)
        if slot == "message_kind":
            return _kind(answer, dispatcher)
        if slot == "message_body":
            return await self._offices.hear(slot, answer, dispatcher, language_of(tracker))
        if slot == "message_confirmed":
            return _confirmed(slot, answer, dispatcher)
        if slot == "message_contact" and (answer.intent == INFORM or _is_none(answer.text)):
            return {slot: SKIPPED}
        if slot == "message_more" and answer.intent == STEP_BACK:
            return {slot: HELD}
        if slot == "message_more" and answer.value == "change":
            return {**_asked_again(slot, "change"), slot: HELD}
        if answer.intent == INFORM:
            dispatcher.utter_message(response="utter_choice_over")
            return {slot: None}
        return None

    async def put_right(self, slot: str, text: str) -> Mapping[str, Any] | None:
        """What was written before, and is to be changed (contract: `Form.put_right`)."""
        if slot not in (*ASKED_LATER, "message_more") or not wants_change(text):
            return None
        if kind := kind_named(new_kind(text)):
            return {slot: None, "message_kind": kind}
        change = changed(text)
        if change is None and slot == "message_confirmed" and finds_fault(text):
            change = "more"
        return await self._unit(slot, text) or (_asked_again(slot, change) if change else None)

    async def _unit(self, slot: str, words: str) -> Mapping[str, Any] | None:
        """The unit that is named in putting it right: 改成教育局; None where none is."""
        found = await asyncio.to_thread(self._offices.meant, words)
        return {slot: None, "message_body": found[0].code} if len(found) == 1 else None

    async def _kept(
        self, slot: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Mapping[str, Any]:
        """Read words that were kept; what is no answer is dropped, and asked for again."""
        field = {"message_text": TEXT, "message_contact": CONTACT}.get(slot, FURTHER)
        kept = await asyncio.to_thread(self._answers.kept, tracker.sender_id, "message")
        words = kept.get(field, "")
        if slot == "message_text" and _says(words, _SHORTEST_TEXT):
            return {slot: HELD, "message_more": HELD}
        if slot == "message_contact" and _is_contact(words):
            return {slot: HELD}
        await asyncio.to_thread(self._answers.discard, tracker.sender_id, field)
        if slot == "message_text":
            dispatcher.utter_message(response="utter_message_bad_text")
            return {slot: None}
        if slot == "message_contact" and not tells_more(clean(words)):
            return await self._no_contact(slot, words, dispatcher, tracker)
        if len(words) <= SHORT and (right := await self.put_right(slot, words)):
            return right
        if slot != "message_contact" and len(words) <= _LONGEST_NOTE and reaches(words):
            await asyncio.to_thread(self._answers.keep, tracker.sender_id, CONTACT, words)
            dispatcher.utter_message(response="utter_message_contact_noted")
            return {"message_contact": HELD, slot: None}
        if slot in ASKED_LATER and not adds(words):
            unit = await self._named(slot, words, dispatcher, tracker)
            if unit is not None:
                return unit
        if slot != "message_more" and not tells_more(clean(words)):  # a number of some kind
            dispatcher.utter_message(response="utter_choice_unread")
            return {slot: None}
        await add(self._answers, TEXT, words, dispatcher, tracker)
        if slot == "message_kind":  # told before it was asked for
            return {slot: kind_named(words), "message_text": HELD, "message_more": HELD}
        return {slot: HELD if slot == "message_more" else None}

    async def _named(
        self, slot: str, words: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Mapping[str, Any] | None:
        """The unit that a sentence names where it is asked for, or where it is put right."""
        if slot == "message_body":
            said = LatestMessage("", words, None, None)
            return await self._offices.hear(slot, said, dispatcher, language_of(tracker))
        right = puts_right(words) or wants_change(words)
        return await self._unit(slot, words) if right else None

    async def _no_contact(
        self, slot: str, words: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Mapping[str, Any]:
        """What words come to that are no contact: none, a change before, or a question."""
        if _is_none(words):
            return {slot: SKIPPED}
        if right := await self.put_right(slot, words):
            return right
        if found := self._interruptions.answered(words, dispatcher, tracker):
            return {**found, slot: None}
        dispatcher.utter_message(response="utter_message_bad_contact")
        return {slot: None}


def _confirmed(
    slot: str, answer: LatestMessage, dispatcher: CollectingDispatcher
) -> Mapping[str, Any] | None:
    """Whether it is right as it was read back, or what is to be changed."""
    if answer.value in CHANGES:
        return _asked_again(slot, answer.value)
    if answer.intent == "affirm" or answer.value == "send":
        return {slot: True}
    if is_denial(answer) or answer.intent == INFORM:
        over = answer.intent == INFORM
        dispatcher.utter_message(response="utter_choice_over" if over else "utter_what_is_wrong")
        return {slot: None}
    return None


def _asked_again(slot: str, change: str) -> dict[str, Any]:
    return {slot: None, **dict.fromkeys(CHANGES[change])}


def _is_contact(words: str) -> bool:
    """Whether words may reach somebody; an identity number alone does not."""
    return reaches(words) or (
        _says(words, _SHORTEST_CONTACT, str.isascii) and not _IDENTITY.search(words)
    )


def reaches(words: str) -> bool:
    """Whether there is a telephone number or an address of mail in words."""
    try:
        contact = read_contact(words)
    except InvalidInput:
        return False
    return bool(contact.phone or contact.email)


def _says(words: str, shortest: int, counts: Callable[[str], bool] = bool) -> bool:
    return sum(char.isalnum() and counts(char) for char in words) >= shortest


def _kind(answer: LatestMessage, dispatcher: CollectingDispatcher) -> Mapping[str, Any] | None:
    slot = "message_kind"
    if answer.intent == INFORM:
        if answer.value in set(MessageKind):
            return {slot: answer.value}
        dispatcher.utter_message(response="utter_choice_over")
        return {slot: None}
    kind = kind_named(answer.text)
    return {slot: kind} if kind and len(answer.text) <= _LONGEST_KIND else None


def kind_named(text: str) -> str | None:
    """The kind of message that words name: 我要投诉."""
    words = text.lower()
    found = {kind.value for word, kind in _KINDS.items() if word in words}
    return found.pop() if len(found) == 1 and not _NOT_AT_ALL.search(words) else None


def _is_none(text: str) -> bool:
    return text.strip("。. ").lower() in _NO_CONTACT


def message_offer(text: str, language: Language, parts: Parts) -> ChoicesBlock:
    """The way to a message about a matter that was answered first; its kind is noted."""
    kind = kind_named(text)
    value = f"leave_message:{kind}" if kind else "leave_message"
    label = parts.say("utter_label_leave_message", language)
    return ChoicesBlock((Choice(label, value),), parts.say("utter_step_leave_message", language))
