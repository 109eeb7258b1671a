"""How people name the choices of an application, and what of it is to be changed."""

from __future__ import annotations

import re

from actions.tracking import phrase_of
from casework.applications.codes import ApplicantKind
from casework.applications.request import FormWanted, IdentityKind

_LONGEST_CHOICE = 12
"""Characters of a choice in one's own words."""
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
        "自己": "person",
        "本人": "person",
        "老百姓": "person",
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
    r"^(?:我?(?:要|想)?(?:再)?(?:修改|更改|更正|改)(?:一?下)?|change (?:the |my )?)(?P<named>.+)$"
    r"|^(?:我?的)?(?P<wrong>.{1,6}?)(?:[写填选弄搞]?错|不对|有误|要改|is wrong)"
)
"""How a change is typed in place of its button: 改姓名, 名字写错了."""
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


def choice_called(slot: str, text: str) -> str | None:
    """The code that words name; None where they are long or may name two."""
    said = phrase_of(text)
    found = {code for words, code in SAID[slot].items() if words in said}
    longest = _LONGEST_CHOICE * 2 if said.isascii() else _LONGEST_CHOICE
    return found.pop() if len(found) == 1 and len(said) <= longest else None


def change_named(text: str) -> str | None:
    """What a typed 改姓名 means: empty where no field is named, None where it is no change."""
    found = CHANGE.match(phrase_of(text))
    if found is None:
        return None
    called, unknown = (found["named"], "") if found["named"] else (found["wrong"], None)
    return next((key for word, key in CHANGED.items() if word in called), unknown)
