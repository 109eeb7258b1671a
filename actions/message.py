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

from actions.forms import HELD, INFORM, KEPT, STEP_BACK, Form, is_denial
from actions.interruptions import Interruptions
from actions.organisations import Offices
from actions.parts import Parts
from actions.skipping import puts_right
from actions.telling import MORE, adds, tells_more
from actions.tracking import LatestMessage, language_of
from bot.turns import Choice, ChoicesBlock, Language
from casework.answers import Answers
from casework.models import MessageKind
from casework.texts import MAX_TEXT
from knowledge_base.lookup.options import is_question
from knowledge_base.text import clean

TEXT, CONTACT, TOKEN = "message.text", "message.contact", "receipt.token"
"""Fields of kept answers."""
SKIPPED = "skip"
"""What a slot holds where the citizen would rather not say."""
CHANGES = {
    "change": ("message_text", "message_body"),
    "more": ("message_more",),
    "body": ("message_body",),
    "contact": ("message_contact",),
    "kind": ("message_kind",),
}
"""Choices at the end → the slots that are asked again."""
_TO_CHANGE = re.compile(r"[改换错]|重新?[写说填]|不对|\b(?:change|edit|wrong|rewrite)\b")
_CHANGED = {
    "change": re.compile(r"重新?[写说填]|rewrite"),
    "body": re.compile(r"单位|部门|\b(?:body|office|bureau)\b"),
    "contact": re.compile(r"联系|电话|手机|邮箱|contact|phone|mail"),
    "kind": re.compile(r"类|\b(?:kind|type)\b"),
    "more": re.compile(r"内容|文字|[写说]的|留言|投诉|建议|^(?:我?[要想]?再?)?(?:改|换成|换给|换到)|text|message"),
}
"""What is to be changed, typed in place of its button: 我要改一下内容, 单位选错了."""
_LONGEST_CHANGE = 20
ASKED_LATER = ("message_body", "message_contact", "message_confirmed")
"""Slots that are asked for once the message is written, and where it can be put right."""
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
        if slot == "message_kind":
            return _kind(answer, dispatcher)
        if answer.intent == KEPT:
            return await self._kept(slot, dispatcher, tracker)
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
        change = changed(text) if slot in ASKED_LATER else None
        return (await self._unit(slot, text) or _asked_again(slot, change)) if change else None

    async def _unit(self, slot: str, words: str) -> Mapping[str, Any] | None:
        """The unit that is named in putting it right: 改成教育局; None where none is."""
        found = await asyncio.to_thread(self._offices.meant, words)
        return {slot: None, "message_body": found[0].code} if len(found) == 1 else None

    async def _kept(
        self, slot: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Mapping[str, Any]:
        """Read words that were kept; what is no answer is dropped, and asked for again."""
        field = {"message_text": TEXT, "message_contact": CONTACT}.get(slot, MORE)
        kept = await asyncio.to_thread(self._answers.kept, tracker.sender_id, "message")
        words = kept.get(field, "")
        if slot == "message_text" and _says(words, _SHORTEST_TEXT):
            return {slot: HELD, "message_more": HELD}
        if slot == "message_contact" and _says(words, _SHORTEST_CONTACT, str.isascii):
            return {slot: HELD}
        await asyncio.to_thread(self._answers.discard, tracker.sender_id, field)
        if slot == "message_text":
            dispatcher.utter_message(response="utter_message_bad_text")
            return {slot: None}
        if slot == "message_contact" and not tells_more(clean(words)):
            return await self._no_contact(slot, words, dispatcher, tracker)
        if slot in ASKED_LATER and not adds(words):
            named = LatestMessage("", words, None, None)
            language = language_of(tracker)
            unit = (
                await self._offices.hear(slot, named, dispatcher, language)
                if slot == "message_body"
                else puts_right(words) and await self._unit(slot, words)
            )
            if unit:
                return unit
        text = "\n".join(filter(None, (kept.get(TEXT), words)))
        if len(text) > MAX_TEXT:
            dispatcher.utter_message(response="utter_message_full")
        else:
            await asyncio.to_thread(self._answers.keep, tracker.sender_id, TEXT, text)
            dispatcher.utter_message(response="utter_message_added")
        return {slot: HELD if slot == "message_more" else None}

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


def _says(words: str, shortest: int, counts: Callable[[str], bool] = bool) -> bool:
    return sum(char.isalnum() and counts(char) for char in words) >= shortest


def changed(text: str) -> str | None:
    """What typed words want to change, as a key of `CHANGES`: 我要改一下内容, 单位选错了."""
    words = text.lower()
    if len(words) > _LONGEST_CHANGE or is_question(words) or not _TO_CHANGE.search(words):
        return None
    return next((key for key, called in _CHANGED.items() if called.search(words)), None)


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
