"""Chinese working days: announced holidays, an editable table over them, and what is still 暂定.

The State Council announces a year's holidays and make-up days (调休) late in the year before.
`chinesecalendar` carries the announced years; `calendar_days` and `calendar_years` carry what
was announced since, or decided locally. Of years nobody announced only weekends and the holidays
fixed by the Regulation on Public Holidays (全国年节及纪念日放假办法, 国令第795号) are known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from types import MappingProxyType

import chinese_calendar
from chinese_calendar.constants import holidays
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from casework.errors import InvalidDate, InvalidInput
from casework.models.calendar import CalendarDay, CalendarYear, DayKind
from knowledge_base.database import CIVIL_ZONE
from knowledge_base.models import AuditRecord

DAY = timedelta(days=1)
MAX_COUNT = 400
"""Longest clock, in working days; anything longer is a mistake."""
FIRST_YEAR, LAST_YEAR = 2000, 2100

_FIXED = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))
_LUNAR = {
    2027: ((2, 5), (2, 6), (2, 7), (2, 8), (6, 9), (9, 15)),
    2028: ((1, 25), (1, 26), (1, 27), (1, 28), (5, 28), (10, 3)),
    2029: ((2, 12), (2, 13), (2, 14), (2, 15), (6, 16), (9, 22)),
    2030: ((2, 2), (2, 3), (2, 4), (2, 5), (6, 5), (9, 12)),
}
"""New Year's Eve to the third day (除夕至初三), 端午, 中秋 by the lunar calendar."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day of a clock."""

    on: date
    """The day by whose end it must be done."""
    provisional: bool = False
    """暂定: a day it runs over lies in a year whose holidays are not announced."""


@dataclass(frozen=True)
class WorkingCalendar:
    """Which days are worked. A value: load it anew when the table changes."""

    days: Mapping[date, DayKind] = field(default_factory=lambda: MappingProxyType({}))
    """The editable table, which goes before everything else."""
    announced: frozenset[int] = frozenset()
    """Years the table holds complete, beyond those of the library."""

    def is_working(self, day: date) -> bool:
        """Whether it is worked, as far as known today."""
        if day in self.days:
            return self.days[day] is DayKind.WORKDAY
        if day.year in _library_years():
            return bool(chinese_calendar.is_workday(day))
        if day.year in self.announced:
            return day.weekday() < 5
        return day.weekday() < 5 and day not in statutory_holidays(day.year)

    def is_provisional(self, day: date) -> bool:
        """Whether its year's holidays are still to be announced (暂定)."""
        return day.year not in self.announced and day.year not in _library_years()

    def deadline(self, start: date, count: int, excluded: Excluded | None = None) -> Deadline:
        """The day on which a clock ends; the day after `start` is day 1.

        Args:
            start: the day of receipt, or whatever starts the clock.
            count: working days, 1 to 400.
            excluded: days that do not count though worked, such as the time a third party takes.

        Raises:
            InvalidInput: the count is out of range.
            InvalidDate: the start is out of any calendar.
        """
        if not 1 <= count <= MAX_COUNT:
            raise InvalidInput("count", "out_of_range")
        _check(start)
        day, left, provisional = start, count, False
        while left:
            day += DAY
            provisional = provisional or self.is_provisional(day)
            if self.is_working(day) and not (excluded and excluded.covers(day)):
                left -= 1
        return Deadline(day, provisional)

    def days_left(self, today: date, due_on: date) -> int:
        """Working days after today up to the due day; negative by as many as it is overdue."""
        if due_on < today:
            return -self.days_left(due_on, today)
        span = (due_on - today).days
        if span > MAX_COUNT * 2:
            raise InvalidDate("due_on", "out_of_range")
        return sum(self.is_working(today + DAY * n) for n in range(1, span + 1))


@dataclass(frozen=True)
class Excluded:
    """Stretches of days that a clock leaves out."""

    stretches: tuple[tuple[date, date], ...]
    """(asked, answered): the days after the first, up to and with the second."""

    def covers(self, day: date) -> bool:
        """Whether the day is left out."""
        return any(asked < day <= answered for asked, answered in self.stretches)


@dataclass(frozen=True)
class ServiceHours:
    """When people are at the desk on a working day, in civil time."""

    spans: tuple[tuple[time, time], ...] = ((time(9), time(12)), (time(14), time(17, 30)))
    """From and until; the end itself is closed."""

    def is_open(self, at: datetime, calendar: WorkingCalendar) -> bool:
        """Whether somebody is there at an (aware) moment."""
        local = at.astimezone(CIVIL_ZONE)
        return calendar.is_working(local.date()) and any(
            start <= local.time() < end for start, end in self.spans
        )

    def opens_next(self, at: datetime, calendar: WorkingCalendar) -> datetime:
        """When the desk opens next, or the moment itself where it is open."""
        if self.is_open(at, calendar):
            return at
        local = at.astimezone(CIVIL_ZONE)
        for ahead in range(60):
            day = local.date() + DAY * ahead
            for start, _ in self.spans:
                opening = datetime.combine(day, start, CIVIL_ZONE)
                if opening > local and calendar.is_working(day):
                    return opening
        raise InvalidInput("hours", "never_open")


def civil_day(at: datetime) -> date:
    """The day in China at an (aware) moment."""
    return at.astimezone(CIVIL_ZONE).date()


@cache
def statutory_holidays(year: int) -> frozenset[date]:
    """Days off by law in a year whose arrangement is not announced; the lunar ones to 2030."""
    days = {date(year, month, day) for month, day in (*_FIXED, *_LUNAR.get(year, ()))}
    days |= {
        day
        for day, name in chinese_calendar.get_solar_terms(date(year, 4, 1), date(year, 4, 10))
        if name == "清明"
    }
    return frozenset(days)


def load_calendar(session: Session) -> WorkingCalendar:
    """The calendar with the table as it stands."""
    days = {day.on: day.kind for day in session.scalars(select(CalendarDay))}
    return WorkingCalendar(
        MappingProxyType(days), frozenset(session.scalars(select(CalendarYear.year)))
    )


def set_day(
    session: Session, on: date, kind: DayKind | None, *, note: str, source: str, actor: str
) -> None:
    """Say that one day is worked or free; None takes the saying back.

    Call `recompute_deadlines` afterwards: clocks that run over the day move.
    """
    _check(on)
    if kind:
        session.merge(CalendarDay(on=on, kind=kind, note=note, source=source))
    else:
        session.execute(delete(CalendarDay).where(CalendarDay.on == on))
    _audit(session, actor, f"calendar:{on}", {"kind": kind and kind.value, "source": source})


def announce_year(
    session: Session,
    year: int,
    free: Iterable[date],
    worked: Iterable[date],
    *,
    source: str,
    actor: str,
) -> None:
    """Enter a year's official arrangement (放假安排); its days stop being 暂定.

    Args:
        session: a unit of work.
        year: the year announced.
        free: holidays, at least the weekdays among them.
        worked: weekend days worked instead (调休上班).
        source: 文号 of the notice.
        actor: who entered it.

    Raises:
        InvalidDate: a day belongs to another year, or is both free and worked.
    """
    kinds = dict.fromkeys(free, DayKind.HOLIDAY)
    worked = set(worked)
    if worked & set(kinds):
        raise InvalidDate("worked", "both_free_and_worked")
    kinds |= dict.fromkeys(worked, DayKind.WORKDAY)
    for day in kinds:
        _check(day)
        if not date(year - 1, 12, 1) <= day <= date(year, 12, 31):
            raise InvalidDate("free", "another_year")  # New Year may take days of December
    whole_year = CalendarDay.on.between(date(year, 1, 1), date(year, 12, 31))
    session.execute(delete(CalendarDay).where(whole_year))
    for day, kind in kinds.items():
        session.merge(CalendarDay(on=day, kind=kind, note="", source=source))
    session.merge(CalendarYear(year=year, source=source))
    _audit(session, actor, f"calendar:{year}", {"days": len(kinds), "source": source})


@cache
def _library_years() -> range:
    """Years whose arrangement the library carries."""
    return range(min(holidays).year, max(holidays).year + 1)


def _check(day: date) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise InvalidDate("date", "out_of_range")


def _audit(session: Session, actor: str, subject: str, detail: dict[str, object]) -> None:
    session.add(AuditRecord(actor=actor, act="calendar", subject=subject, detail=detail))
