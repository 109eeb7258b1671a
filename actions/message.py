"""The journey of a message (留言、投诉、建议): what is asked, and what is an answer.

Reading it back and sending it is `actions.message_sending`.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.forms import HELD, INFORM, KEPT, Form, is_denial
from actions.interruptions import Interruptions
from actions.organisations import Offices
from actions.parts import Parts
from actions.tracking import LatestMessage, language_of
from bot.turns import Choice, ChoicesBlock, Language
from casework.answers import Answers
from casework.models import MessageKind

TEXT, CONTACT, TOKEN = "message.text", "message.contact", "receipt.token"
"""Fields of kept answers."""
SKIPPED = "skip"
"""What a slot holds where the citizen would rather not say."""
CHANGES = {
    "change": ("message_text", "message_body"),
    "body": ("message_body",),
    "contact": ("message_contact",),
    "kind": ("message_kind",),
}
"""Choices at the end → the slots that are asked again."""
_CHANGED = {
    "body": re.compile("^(我?要?)?[换改].{0,3}(单位|部门)"),
    "contact": re.compile("^(我?要?)?[换改].{0,3}(联系|电话|邮箱)"),
    "kind": re.compile("^(我?要?)?[换改].{0,3}类"),
    "change": re.compile("^(我?要?)?(重写|重新写|改一?下?内容|改)"),
}
"""How a change is typed in place of its button, the plainest last."""
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
        "message_body",
        "message_contact",
        "message_confirmed",
    )
    order = slots
    optional = MappingProxyType({"message_contact": SKIPPED})
    why = MappingProxyType({"message_text": "utter_why_message_text"})

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
        if slot == "message_kind":
            return _kind(answer, dispatcher)
        if slot == "message_body":
            return await self._offices.hear(slot, answer, dispatcher, language_of(tracker))
        if slot == "message_confirmed":
            return _confirmation(answer, dispatcher)
        if slot == "message_contact" and (answer.intent == INFORM or _is_none(answer.text)):
            return {slot: SKIPPED}
        if answer.intent == INFORM:
            dispatcher.utter_message(response="utter_choice_over")
            return {slot: None}
        if answer.intent != KEPT:
            return None
        return await self._kept(slot, dispatcher, tracker)

    async def _kept(
        self, slot: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Mapping[str, Any]:
        """Check what was kept; what cannot be the answer is dropped, and asked for again."""
        is_text = slot == "message_text"
        field, shortest = (TEXT, _SHORTEST_TEXT) if is_text else (CONTACT, _SHORTEST_CONTACT)
        kept = await asyncio.to_thread(self._answers.kept, tracker.sender_id, "message")
        words = kept.get(field, "")
        said = [c for c in words if c.isalnum() and (is_text or c.isascii())]
        if len(said) >= shortest:
            return {slot: HELD}
        await asyncio.to_thread(self._answers.discard, tracker.sender_id, field)
        if not is_text and _is_none(words):
            return {slot: SKIPPED}
        if not is_text and (found := self._interruptions.answered(words, dispatcher, tracker)):
            return {**found, slot: None}
        wrong = "utter_message_bad_text" if is_text else "utter_message_bad_contact"
        dispatcher.utter_message(response=wrong)
        return {slot: None}


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


def _confirmation(
    answer: LatestMessage, dispatcher: CollectingDispatcher
) -> Mapping[str, Any] | None:
    slot = "message_confirmed"
    change = next((key for key, words in _CHANGED.items() if words.search(answer.text)), None)
    if change is None and (answer.intent == "affirm" or answer.value == "send"):
        return {slot: True}
    if is_denial(answer):
        dispatcher.utter_message(response="utter_what_is_wrong")
        return {slot: None}
    if answer.intent != INFORM and change is None:
        return None
    change = change or answer.value
    if change not in CHANGES:
        dispatcher.utter_message(response="utter_choice_over")
        return {slot: None}
    return {**dict.fromkeys(CHANGES[change]), slot: None}


def message_offer(text: str, language: Language, parts: Parts) -> ChoicesBlock:
    """The way to a message about a matter that was answered first; its kind is noted."""
    kind = kind_named(text)
    value = f"leave_message:{kind}" if kind else "leave_message"
    label = parts.say("utter_label_leave_message", language)
    return ChoicesBlock((Choice(label, value),), parts.say("utter_step_leave_message", language))
