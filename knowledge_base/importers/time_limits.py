"""公开时限 as a structure: `自该信息形成或者变更之日起20个工作日内` → 20 working days after that.

The text stays what citizens are shown; the structure serves search, statistics and reminders.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any, Literal

from knowledge_base.importers.numerals import NUMBER, number

Unit = Literal["working", "calendar"]
Recurrence = Literal["year", "half_year", "quarter", "month", "week", "day"]
Promptness = Literal["realtime", "prompt", "permanent"]

PERIOD = re.compile(rf"({NUMBER})\s*(?:个)?\s*(工作日|自然日|日|天|个月|月|年)")
"""`20个工作日`, `20工作日`, `十五日`; months and years count as calendar days."""
ANNOUNCED = re.compile(
    rf"(?:公示|公告)(?:期|期限|时间)?(?:为|不少于|不得少于)?[（(]?\s*({NUMBER})\s*个?\s*(工作日|自然日|日|天)"
)
TRIGGER = re.compile(
    r"(?:自|从|在|于)?\s*([^，,。；;（()）]{2,30}?)(?:之日|之时|当日|后|之后)(?:起|内)?"
)
EVERY = re.compile(rf"每(?:隔)?({NUMBER})?个?(半年|学年|学期|年度?|季度?|月度?|周|日|天)")
YEARLY_DAY = re.compile(r"(\d{1,2})月(\d{1,2})[日号]")
TIMES = re.compile(r"(?:每)?(?:按)?(年度|半年|季度|月度|按年|按季|按月)(?:度)?(?:公布|公开|更新)")
RECURRENCES: dict[str, Recurrence] = {
    "半年": "half_year",
    "学期": "half_year",
    "学年": "year",
    "年": "year",
    "季": "quarter",
    "月": "month",
    "周": "week",
    "日": "day",
    "天": "day",
}
PROMPT: tuple[tuple[str, Promptness], ...] = (
    ("实时|即时|同步|随时", "realtime"),
    ("及时|立即|第一时间|当日|当天|尽快", "prompt"),
    ("长期|永久|常年|动态|最新有效", "permanent"),
)
DAYS_IN = {"个月": 30, "月": 30, "年": 365}


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """When an item must be public."""

    text: str
    """As the catalog words it."""
    days: int | None = None
    """Days after the trigger."""
    unit: Unit | None = None
    """Working days (工作日) or calendar days."""
    trigger: str | None = None
    """What starts the clock, such as 信息形成或者变更."""
    recurrence: Recurrence | None = None
    """How often it is published again."""
    due: str | None = None
    """`MM-DD` of a yearly date."""
    announcement_days: int | None = None
    """Days of 公示 or 公告."""
    announcement_unit: Unit | None = None
    promptness: Promptness | None = None
    """实时, 及时 or 长期, where no days are named."""

    def as_dict(self) -> dict[str, Any]:
        """What is known beside the text, for storage."""
        known = asdict(self)
        del known["text"]
        return {name: value for name, value in known.items() if value is not None}


def parse_time_limit(text: str) -> TimeLimit:
    """Read a time limit; what is not understood stays text."""
    flat = re.sub(r"\s+", "", text).replace("（", "(").replace("）", ")")
    announced = ANNOUNCED.search(flat) or _announced_after(flat)
    rest = flat.replace(announced[0], "", 1) if announced else flat
    days, unit, trigger = _period(rest)
    recurrence, due = _recurrence(rest)
    return TimeLimit(
        text=text,
        days=days,
        unit=unit,
        trigger=trigger,
        recurrence=recurrence,
        due=due,
        announcement_days=number(announced[1]) if announced else None,
        announcement_unit=_unit(announced[2]) if announced else None,
        promptness=next((kind for words, kind in PROMPT if re.search(words, flat)), None),
    )


def _announced_after(flat: str) -> re.Match[str] | None:
    """`10日公示`; but `7个工作日内公示` says when to announce, not for how long."""
    return re.search(rf"({NUMBER})个?(工作日|自然日|日|天)(?:的)?(?:公示|公告)期", flat)


def _period(text: str) -> tuple[int | None, Unit | None, str | None]:
    for match in PERIOD.finditer(text):
        before = text[: match.start()]
        named_day = match[2] == "月" or (match[2] in ("日", "年") and re.search(r"[月年]$", before))
        if named_day or re.search(r"每(?:隔)?$", before):
            continue
        trigger = TRIGGER.search(before)
        days = number(match[1]) * DAYS_IN.get(match[2], 1)
        return days, _unit(match[2]), trigger[1].removeprefix("该") if trigger else None
    return None, None, None


def _unit(word: str) -> Unit:
    return "working" if word == "工作日" else "calendar"


def _recurrence(text: str) -> tuple[Recurrence | None, str | None]:
    every = EVERY.search(text)
    often = every[2] if every else None
    if often is None and (named := TIMES.search(text)):
        often = named[1].removeprefix("按")
    day = YEARLY_DAY.search(text)
    due = None
    if (
        day
        and 1 <= int(day[1]) <= 12
        and 1 <= int(day[2]) <= 31
        and not re.search(r"\d{4}年", text)
    ):
        due = f"{int(day[1]):02d}-{int(day[2]):02d}"
        often = often or "年"
    recurrence = next(
        (r for word, r in RECURRENCES.items() if often and often.startswith(word)), None
    )
    return recurrence, due
