"""Numbers in answers: 82岁, 两个月, 才半年, and the ranges that options stand for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from knowledge_base.text import arabic, clean

_DAYS = {"年": 365, "岁": 365, "周岁": 365, "月": 30, "周": 7, "星期": 7, "天": 1, "日": 1}
_UNIT = r"(?P<unit>周岁|岁|年|个?月|周|星期|天|日)"
_QUANTITY = re.compile(rf"(?P<before>第)?(?P<number>\d+){_UNIT}(?P<more>多|半)?")
_HALVES = (("半年", "6个月"), ("半个月", "15天"), ("半月", "15天"))
_BELOW = re.compile(r"(?:未|不|没)(?:满|到|足|够)|不足|低于|小于")
_ABOVE = re.compile(r"满|以上|超过|多于|够|大于")
_WITHIN = re.compile(r"^(?:以|之)?(?:内|下)")
_BARE = re.compile(r"(?:[我他她]?今年)?(\d{1,3})[了吧]?")
_NEGATION = "不没未"
_VAGUE = re.compile("快|将近|接近|差|左右|大概|大约|可能")
"""Said of a number that may be on either side of a limit."""


@dataclass(frozen=True, slots=True)
class Range:
    """Days from `low` up to but without `high`."""

    low: float
    high: float

    def holds(self, days: float) -> bool:
        """Whether so many days are within."""
        return self.low <= days < self.high

    def covers(self, other: Range) -> bool:
        """Whether another range lies within."""
        return self.low <= other.low and other.high <= self.high


def amounts(text: str) -> list[float]:
    """Every length of time in a text, in days; an age is one too."""
    return [_days(found) for found in _QUANTITY.finditer(_plain(text)) if not found["before"]]


def bare_number(text: str) -> int | None:
    """The number of a text that is nothing but a number; None for all other texts."""
    found = _BARE.fullmatch(arabic(clean(text)))
    return int(found[1]) if found else None


def range_of(label: str) -> Range | None:
    """The range an option's label stands for (未满16周岁, 10年以内); None where it has none."""
    text = _plain(label)
    found = list(_QUANTITY.finditer(text))
    if len(found) != 1 or found[0]["before"]:
        return None
    limit, before, after = _days(found[0]), text[: found[0].start()], text[found[0].end() :]
    if _BELOW.search(before) or _WITHIN.match(after):
        return Range(0, limit)
    if _ABOVE.search(before) or _ABOVE.search(after[:3]):
        return Range(limit, float("inf"))
    return None


def within(labels: Sequence[str], text: str) -> int | None:
    """Which of the labels holds the number of a text.

    Args:
        labels: of all options of a question.
        text: what was said; a number without a unit counts in the unit of the labels.

    Returns:
        The label's place; None where not all labels are ranges, the text holds no number or
        several, or not just one label holds it.
    """
    ranges = [range_of(label) for label in labels]
    known = [r for r in ranges if r is not None]
    if len(known) != len(ranges) or not known or _VAGUE.search(text):
        return None
    itself = range_of(text)
    said = amounts(text) or _in_unit_of(labels, text)
    if itself is not None:
        holding = [place for place, r in enumerate(known) if r.covers(itself)]
    elif len(said) == 1:
        holding = [place for place, r in enumerate(known) if r.holds(said[0])]
    else:
        return None
    return holding[0] if len(holding) == 1 else None


def _in_unit_of(labels: Iterable[str], text: str) -> list[float]:
    number = bare_number(text)
    units = {found["unit"] for label in labels for found in _QUANTITY.finditer(_plain(label))}
    if number is None or len(units) != 1 or any(sign in text for sign in _NEGATION):
        return []
    return [number * _days_of(units.pop())]


def _plain(text: str) -> str:
    text = clean(text)
    for half, whole in _HALVES:
        text = text.replace(half, whole)
    return arabic(text)


def _days(found: re.Match[str]) -> float:
    unit = _days_of(found["unit"])
    return int(found["number"]) * unit + (unit / 2 if found["more"] else 0)


def _days_of(unit: str) -> int:
    return _DAYS[unit.removeprefix("个")]
