"""Which policies an enterprise can have: each condition met, unmet or unknown, and what to do.

The conditions are those of `knowledge_base.models.Policy.conditions`; nothing is guessed: what
was not said is unknown, and what a policy says in a way not understood is unknown too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.enterprise import NUMERIC, Enterprise, normal, with_included
from knowledge_base.models import Policy


class Verdict(StrEnum):
    """Of a condition, and of a whole policy."""

    MET = "met"
    UNKNOWN = "unknown"
    UNMET = "unmet"


class Advice(StrEnum):
    """What to do about a condition; the words belong to the channel."""

    NOTHING = "nothing"
    """It is met."""
    TELL_US = "tell_us"
    """Say what the attribute is."""
    ASK_BODY = "ask_body"
    """The body in charge must say: the condition cannot be read."""
    WAIT = "wait"
    """Time will do: `gap` years are missing."""
    RAISE = "raise"
    """The figure must grow by `gap`."""
    OBTAIN = "obtain"
    """One of `wanted` must be obtained first."""
    REPAIR_CREDIT = "repair_credit"
    """Credit repair (信用修复) first."""
    REGISTER_HERE = "register_here"
    """Only for those registered, or taxed, here."""
    NOT_FOR_YOU = "not_for_you"
    """It cannot be changed."""


@dataclass(frozen=True, slots=True)
class ConditionResult:
    """One condition against one enterprise."""

    attribute: str
    """Such as 规模."""
    text: str
    """The condition in the policy's own words."""
    verdict: Verdict
    """Met, unmet or unknown."""
    advice: Advice
    """What to do about it."""
    gap: float | None = None
    """How much is missing, in the attribute's unit."""
    wanted: tuple[str, ...] = ()
    """Any one of these would do."""


@dataclass(frozen=True, slots=True)
class PolicyMatch:
    """One policy against one enterprise."""

    policy_id: str
    """The policy."""
    title: str
    """Its title."""
    verdict: Verdict
    """Unmet where a condition is, else unknown where one is, else met."""
    conditions: tuple[ConditionResult, ...]
    """In the policy's order."""
    automatic: bool
    """免申即享: confirmed, not applied for."""
    benefits: dict[str, Any]
    """惠及对象, 标准, 兑现时限, 受理, 咨询 as the policy has them."""

    @property
    def met(self) -> int:
        """How many conditions are met."""
        return sum(each.verdict is Verdict.MET for each in self.conditions)


_UNMET_ADVICE = {
    "成立年限": Advice.WAIT,
    "参保人数": Advice.RAISE,
    "注册资本": Advice.RAISE,
    "营收": Advice.RAISE,
    "研发占比": Advice.RAISE,
    "知识产权": Advice.RAISE,
    "资质": Advice.OBTAIN,
    "上市": Advice.OBTAIN,
    "信用": Advice.REPAIR_CREDIT,
    "注册地": Advice.REGISTER_HERE,
    "纳税地": Advice.REGISTER_HERE,
}
"""What to do where too little is there; where too much is there, nothing helps."""
_COMPARISONS = {
    "不少于": lambda have, limit: have >= limit,
    "多于": lambda have, limit: have > limit,
    "不多于": lambda have, limit: have <= limit,
    "少于": lambda have, limit: have < limit,
}
_AT_LEAST = ("不少于", "多于")
_AMONG, _NOT_AMONG = ("是", "属于"), ("不是", "不属于")
_ABOVE_SCALE = frozenset({"规上", "规下"})
_PLACES = ("注册地", "纳税地")
_SPEAKS_OF = {
    "成立年限": re.compile(r"成立|登记|注册|经营"),
    "参保人数": re.compile(
        r"参保人数|[\d一二三四五六七八九十](?:名|人)|^有参加.*职工$|有参加社会保险的职工"
    ),
    "行业": re.compile(r"行业|制造|工业|餐饮|住宿|批发|零售|软件|信息|建筑|农业|文化|旅游|服务业"),
    "知识产权": re.compile(r"知识产权|专利|商标|著作权|软著"),
    "研发占比": re.compile("研发"),
}
"""Attribute → words of the conditions that it decides by itself.

Others (引进的人才已参保满6个月) ask more than the figure they are matched by: too low a figure
rules them out, none fulfils them.
"""


def matches(session: Session, enterprise: Enterprise, today: date) -> list[PolicyMatch]:
    """Every policy in force that has conditions, those that fit best first."""
    wanted = select(Policy).where(Policy.retired.is_(False)).order_by(Policy.id)
    found = [
        match(policy, enterprise)
        for policy in session.scalars(wanted)
        if policy.conditions and in_force(policy, today)
    ]
    order = list(Verdict)
    return sorted(found, key=lambda each: (order.index(each.verdict), -each.met))


def in_force(policy: Policy, today: date) -> bool:
    """Whether it is valid on a day, by its dates and its stated validity."""
    return (
        policy.validity in ("有效", "修改")
        and (policy.effective_from is None or policy.effective_from <= today)
        and (policy.effective_until is None or today <= policy.effective_until)
    )


def match(policy: Policy, enterprise: Enterprise) -> PolicyMatch:
    """One policy against one enterprise."""
    results = tuple(judge(condition, enterprise) for condition in policy.conditions)
    return PolicyMatch(
        policy_id=policy.id,
        title=policy.title,
        verdict=_overall(each.verdict for each in results),
        conditions=results,
        automatic=str(policy.benefits.get("免申即享", "")).startswith("是"),
        benefits=policy.benefits,
    )


def judge(condition: Mapping[str, Any], enterprise: Enterprise) -> ConditionResult:
    """One condition against one enterprise."""
    attribute, op = str(condition.get("attribute", "")), str(condition.get("op", ""))
    text, value = str(condition.get("text", "")), condition.get("value")
    have = enterprise.get(attribute)
    if not _readable(attribute, op, value):
        return ConditionResult(attribute, text, Verdict.UNKNOWN, Advice.ASK_BODY)
    if have is None:
        return ConditionResult(attribute, text, Verdict.UNKNOWN, Advice.TELL_US)
    if isinstance(have, tuple):
        result = _among(attribute, op, text, _words(value), have)
    else:
        result = _compared(attribute, op, text, float(str(value)), have)
    if result.verdict is Verdict.MET and asks_more(attribute, text):
        return ConditionResult(attribute, text, Verdict.UNKNOWN, Advice.ASK_BODY)
    return result


def asks_more(attribute: str, text: str) -> bool:
    """Whether a condition asks more than the attribute that it is matched by can show."""
    speaks = _SPEAKS_OF.get(attribute)
    return speaks is not None and not speaks.search(text)


def _readable(attribute: str, op: str, value: object) -> bool:
    if attribute in NUMERIC:
        is_figure = isinstance(value, int | float) or (
            isinstance(value, str) and value.replace(".", "", 1).isdecimal()
        )
        return is_figure and op in (*_COMPARISONS, "是", "不是")
    return op in (*_AMONG, *_NOT_AMONG) and bool(_words(value))


def _words(value: object) -> tuple[str, ...]:
    parts = value if isinstance(value, list | tuple) else [value]
    return tuple(normal(part) for part in parts if isinstance(part, str) and part.strip())


def _compared(attribute: str, op: str, text: str, limit: float, have: float) -> ConditionResult:
    if op in ("是", "不是"):
        holds = (have == limit) is (op == "是")
    else:
        holds = _COMPARISONS[op](have, limit)
    if holds:
        return ConditionResult(attribute, text, Verdict.MET, Advice.NOTHING)
    if op in _AT_LEAST:
        advice = _UNMET_ADVICE[attribute]
        return ConditionResult(attribute, text, Verdict.UNMET, advice, gap=limit - have)
    return ConditionResult(attribute, text, Verdict.UNMET, Advice.NOT_FOR_YOU)


def _among(
    attribute: str, op: str, text: str, wanted: tuple[str, ...], have: tuple[str, ...]
) -> ConditionResult:
    if attribute == "规模":
        have = _same_axis(wanted, have)
        if not have:
            return ConditionResult(attribute, text, Verdict.UNKNOWN, Advice.TELL_US)
    found = _has_any(attribute, wanted, have)
    if found is (op in _AMONG):
        return ConditionResult(attribute, text, Verdict.MET, Advice.NOTHING)
    if op in _AMONG or attribute == "信用":
        advice = _UNMET_ADVICE.get(attribute, Advice.NOT_FOR_YOU)
    else:
        advice = Advice.NOT_FOR_YOU
    return ConditionResult(
        attribute, text, Verdict.UNMET, advice, wanted=wanted if op in _AMONG else ()
    )


def _same_axis(wanted: tuple[str, ...], have: tuple[str, ...]) -> tuple[str, ...]:
    """规模 is two questions: how large, and above the statistics' threshold (规上) or not."""
    about_threshold = bool(_ABOVE_SCALE & set(wanted))
    about_size = bool(set(wanted) - _ABOVE_SCALE)
    return tuple(each for each in have if (about_threshold if each in _ABOVE_SCALE else about_size))


def _has_any(attribute: str, wanted: tuple[str, ...], have: tuple[str, ...]) -> bool:
    if attribute in _PLACES:  # a street of the district is in the district
        return any(place.startswith(area) for place in have for area in wanted)
    return bool(with_included(have) & set(wanted))


def _overall(verdicts: Iterable[Verdict]) -> Verdict:
    order = list(Verdict)
    return max(verdicts, key=order.index, default=Verdict.UNKNOWN)
