"""The journey of an enterprise: a few attributes, each of which may be skipped.

Which policies fit them is `actions.policy_cards`; news of more is `actions.subscription`.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.forms import INFORM, UNREAD, Form
from actions.pausing import begin
from actions.tracking import Events, LatestMessage
from casework.enterprise import FOUNDED, normal
from casework.enterprise_words import read_one, read_sentence
from knowledge_base.database import Database
from knowledge_base.lookup.organisations import district_name
from knowledge_base.published import today

ENTERPRISE = "enterprise"
"""The slot of all attributes said so far; nothing in it names the enterprise."""
SHOWN = "enterprise_shown"
"""The slot that counts the policies shown."""
ASKED = {
    "ent_place": "注册地",
    "ent_size": "规模",
    "ent_trade": "行业",
    "ent_founded": FOUNDED,
    "ent_staff": "参保人数",
    "ent_title": "资质",
    "ent_sales": "营收",
    "ent_credit": "信用",
}
"""Slot → attribute, those that most policies ask for first."""
SAID, SKIPPED = "said", "skip"
"""What the slot of a question holds once it is answered or left out."""
ENOUGH = "enough"
"""The choice of who wants to see the result now."""
CHOICES: Mapping[str, Mapping[str, str]] = {
    "ent_size": {
        "small": "小微",
        "medium": "中型",
        "large": "大型",
        "single": "个体工商户",
    },
    "ent_trade": {
        "making": "制造业",
        "software": "软件信息业",
        "trade": "批发零售业",
        "food": "住宿餐饮业",
        "building": "建筑业",
        "farming": "农业",
        "culture": "文化旅游业",
        "service": "服务业",
    },
    "ent_title": {
        "hightech": "高新",
        "special": "专精特新",
        "giant": "小巨人",
        "science": "科技型中小企业",
        "none": "无",
    },
    "ent_credit": {"good": "正常", "bad": "严重失信"},
}
"""Slot → code of a button → the attribute's value."""
_HERE, _ELSEWHERE = "here", "elsewhere"
_OTHER_PLACE = "区外"
_SKIP_WORDS = {"跳过", "不清楚", "不知道", "不想说", "保密", "skip", "not sure", "don't know"}
_ENOUGH_WORDS = {"看结果", "直接看结果", "够了", "不填了看结果", "show results", "results"}
_SHOW = re.compile(r"^.{0,8}(?:看|出)(?:一下)?结果(?:吧|了)?$")
_YES = {"是", "是的", "在", "对", "都在", "yes"}
_NO = {"不是", "不在", "没有", "无", "没", "否", "no", "none"}
_QUESTION = re.compile(r"[?？吗呢]|怎么|如何|多少|什么|啥|哪|咋|多久|how|what|where|when|who|which")


class EnterpriseForm(Form):
    """Reads attributes, the one asked for or several at once."""

    form = "enterprise_form"
    slots = (*ASKED, ENTERPRISE, SHOWN)
    order = tuple(ASKED)
    optional = MappingProxyType(dict.fromkeys(ASKED, SKIPPED))

    def __init__(self, database: Database) -> None:
        self._database = database

    async def hear(
        self, slot: str, answer: LatestMessage, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Mapping[str, Any] | None:
        """Read one answer (contract: `Form.hear`)."""
        words = answer.phrase
        if answer.value == ENOUGH or words in _ENOUGH_WORDS or _SHOW.search(words):
            return {each: tracker.get_slot(each) or SKIPPED for each in ASKED}
        if answer.value == SKIPPED or words in _SKIP_WORDS:
            return {slot: SKIPPED}
        if answer.intent == INFORM:
            said = await self._chosen(slot, answer.value)
            if not said:
                dispatcher.utter_message(response="utter_choice_over")
                return {slot: None}
        elif not words or _QUESTION.search(words):
            return None
        else:
            said = await self._read(slot, words)
        if said:
            marked = filled(said, tracker)
            if slot not in marked:  # it told something else, and will be asked again
                dispatcher.utter_message(response="utter_enterprise_noted")
            return {slot: None, **marked}
        if answer.intent not in UNREAD:
            return None
        dispatcher.utter_message(response="utter_enterprise_unreadable")
        return {slot: None}

    async def _chosen(self, slot: str, value: str | None) -> dict[str, str]:
        if slot == "ent_place" and value in (_HERE, _ELSEWHERE):
            return await self._place(here=value == _HERE)
        chosen = CHOICES.get(slot, {}).get(value or "")
        return {ASKED[slot]: chosen} if chosen else {}

    async def _read(self, slot: str, words: str) -> dict[str, str]:
        """What an answer says of the attribute asked for, and of any others."""
        said = read_sentence(words, today())
        said = said or read_one(ASKED[slot], words, today())
        labels = CHOICES.get(slot, {}).values()
        core = normal(words).rstrip("的型吧啊呀")
        if not said and core and len(named := [label for label in labels if core in label]) == 1:
            said = {ASKED[slot]: named[0]}
        if slot == "ent_place":
            return said | await self._place_said(words)
        if slot == "ent_credit" and words in _NO:
            return said | {"信用": "正常"}
        if slot == "ent_title" and words in _NO:
            return said | {"资质": "无"}
        return said

    async def _place_said(self, words: str) -> dict[str, str]:
        district = await asyncio.to_thread(self._district)
        if words in _YES or "本区" in words or (district and district in words):
            return await self._place(here=not words.startswith("不"))
        return await self._place(here=False) if words in _NO else {}

    async def _place(self, *, here: bool) -> dict[str, str]:
        name = await asyncio.to_thread(self._district) if here else _OTHER_PLACE
        return {"注册地": name, "纳税地": name}

    def _district(self) -> str:
        with self._database.read() as session:
            return district_name(session)


def filled(said: Mapping[str, str], tracker: Tracker) -> dict[str, Any]:
    """Slots for attributes: all of them together, and a mark at the questions they answer."""
    known = {**(tracker.get_slot(ENTERPRISE) or {}), **said}
    if FOUNDED in said:
        known.pop("成立年限", None)
    if "成立年限" in said:
        known.pop(FOUNDED, None)
    marks = {
        slot: SAID
        for slot, attribute in ASKED.items()
        if attribute in said or (attribute == FOUNDED and "成立年限" in said)
    }
    return {ENTERPRISE: known, **marks}


class ActionBeginEnterprise(Action):
    """Begins with whatever the first sentence says: 我公司30人营收2000万能领啥."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_begin_enterprise_form"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Start anew with the attributes said; go on with a form that waits where none is."""
        text = tracker.latest_message.get("text") or ""
        said = {} if text.startswith("/") else read_sentence(text, today())
        unfinished = any(tracker.get_slot(slot) for slot in ASKED)
        if unfinished and not said and tracker.get_slot(SHOWN) is None:
            return begin(EnterpriseForm.form, tracker)
        fresh: dict[str, Any] = {**dict.fromkeys(ASKED), ENTERPRISE: None, SHOWN: None}
        if said:
            marks = filled(said, tracker)
            fresh |= {**marks, ENTERPRISE: dict(said)}
        else:
            dispatcher.utter_message(response="utter_enterprise_begin")
        return [
            *(SlotSet(slot, value) for slot, value in fresh.items()),
            *begin(EnterpriseForm.form, tracker),
        ]


def attributes(tracker: Tracker) -> dict[str, str]:
    """What the citizen said of the enterprise."""
    return dict(tracker.get_slot(ENTERPRISE) or {})
