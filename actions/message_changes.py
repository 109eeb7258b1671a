"""What of a message is to be changed, typed in place of a button: 我要改一下内容, 单位选错了."""

from __future__ import annotations

import re

from knowledge_base.lookup.options import is_question

CHANGES = {
    "change": ("message_text", "message_body"),
    "more": ("message_more",),
    "body": ("message_body",),
    "contact": ("message_contact",),
    "kind": ("message_kind",),
}
"""Choices at the end → the slots that are asked again."""
LONGEST = 20
"""Characters of words that want a change."""
SHORT = 8
"""Characters of words that say nothing else."""
_WANTED = re.compile(r"[改换错]|重新?[写说填]|不对|\b(?:change|edit|wrong|rewrite)\b")
_TO_KIND = re.compile(r"[改换](?:成|为)(.{2,4})$")
_CALLED = {
    "change": re.compile(r"重新?[写说填]|rewrite"),
    "body": re.compile(r"单位|部门|\b(?:body|office|bureau)\b"),
    "contact": re.compile(r"联系|电话|手机|邮箱|contact|phone|mail"),
    "kind": re.compile(r"类|\b(?:kind|type)\b"),
    "more": re.compile(
        r"内容|文字|[写说]的|留言|投诉|建议|^(?:我?[要想]?再?)?(?:改|换成|换给|换到)|text|message"
    ),
}
"""A key of `CHANGES` → how it is called, the plainest last."""
_FAULT = re.compile(r".{2,}?[写说填]?(?:错|不对)(?:了|的)?")


def wants_change(text: str) -> bool:
    """Whether words say that something written is to be changed, whatever it is."""
    short = len(text) <= LONGEST and not is_question(text)
    return short and _WANTED.search(text.lower()) is not None


def changed(text: str) -> str | None:
    """What words want to change, as a key of `CHANGES`; None where they name nothing."""
    if not wants_change(text):
        return None
    return next((key for key, called in _CALLED.items() if called.search(text.lower())), None)


def finds_fault(text: str) -> bool:
    """Whether words say of something in what was read back that it is wrong: 时间错了."""
    return len(text) <= SHORT and _FAULT.fullmatch(text.strip("。.!！ ")) is not None


def new_kind(text: str) -> str:
    """What a message is to be instead, as it is called: 改成建议; empty where nothing is said."""
    found = _TO_KIND.search(text)
    return found[1] if found else ""
