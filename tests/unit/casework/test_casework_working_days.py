"""Working days: the vectors of the announced year, and clocks that leave it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.errors import InvalidDate, InvalidInput
from casework.models import DayKind
from casework.working_days import Excluded, ServiceHours, WorkingCalendar
from knowledge_base.database import CIVIL_ZONE

CALENDAR = WorkingCalendar()
DATES = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        (date(2026, 2, 13), 7, date(2026, 3, 2)),
        (date(2026, 2, 13), 15, date(2026, 3, 12)),
        (date(2026, 2, 13), 20, date(2026, 3, 19)),
        (date(2026, 2, 13), 40, date(2026, 4, 17)),
        (date(2026, 9, 24), 7, date(2026, 10, 12)),
        (date(2026, 9, 24), 15, date(2026, 10, 22)),
        (date(2026, 9, 24), 20, date(2026, 10, 29)),
        (date(2026, 9, 24), 40, date(2026, 11, 26)),
    ],
)
def test_clocks_over_spring_festival_and_national_day(
    start: date, count: int, expected: date
) -> None:
    deadline = CALENDAR.deadline(start, count)
    assert deadline.on == expected
    assert not deadline.provisional


def test_2026_has_248_working_days() -> None:
    days = (date(2026, 1, 1) + timedelta(days=n) for n in range(365))
    assert sum(CALENDAR.is_working(day) for day in days) == 248


def test_a_clock_begun_in_november_2026_runs_into_2027_as_provisional() -> None:
    deadline = CALENDAR.deadline(date(2026, 11, 22), 40)
    assert deadline.on == date(2027, 1, 18)  # New Year's Day 2027 is a Friday
    assert deadline.provisional
    assert not CALENDAR.deadline(date(2026, 11, 22), 20).provisional


def test_holidays_fixed_by_law_are_free_before_the_year_is_announced() -> None:
    for day in (date(2027, 1, 1), date(2027, 2, 8), date(2027, 4, 5), date(2027, 10, 1)):
        assert not CALENDAR.is_working(day)
    assert CALENDAR.is_working(date(2027, 2, 9))


def test_an_announced_year_is_certain_and_overrides_the_guess() -> None:
    announced = WorkingCalendar(
        {date(2027, 1, 1): DayKind.HOLIDAY, date(2027, 1, 9): DayKind.WORKDAY}, frozenset({2027})
    )
    deadline = announced.deadline(date(2026, 11, 22), 40)
    assert deadline.on == date(2027, 1, 15)  # the make-up Saturday counts
    assert not deadline.provisional


def test_a_local_day_goes_before_the_library() -> None:
    closed = WorkingCalendar({date(2026, 11, 24): DayKind.HOLIDAY})
    assert closed.deadline(date(2026, 11, 22), 2).on == date(2026, 11, 25)


def test_time_of_a_third_party_is_left_out() -> None:
    stretch = Excluded(((date(2026, 11, 24), date(2026, 11, 30)),))
    plain = CALENDAR.deadline(date(2026, 11, 22), 5).on
    assert plain == date(2026, 11, 27)
    assert CALENDAR.deadline(date(2026, 11, 22), 5, stretch).on == date(2026, 12, 3)


@pytest.mark.parametrize("count", [0, -1, 401])
def test_impossible_counts_are_refused(count: int) -> None:
    with pytest.raises(InvalidInput):
        CALENDAR.deadline(date(2026, 11, 22), count)


def test_a_start_out_of_any_calendar_is_refused() -> None:
    with pytest.raises(InvalidDate):
        CALENDAR.deadline(date(9999, 12, 31), 20)


@given(start=DATES, count=st.integers(1, 60))
def test_days_left_counts_back_what_the_deadline_counted(start: date, count: int) -> None:
    due = CALENDAR.deadline(start, count).on
    assert CALENDAR.is_working(due)
    assert CALENDAR.days_left(start, due) == count
    assert CALENDAR.days_left(due, start) == -count


@given(start=DATES, count=st.integers(1, 60), freed=st.lists(DATES, max_size=20))
def test_more_holidays_never_bring_a_deadline_forward(
    start: date, count: int, freed: list[date]
) -> None:
    more = WorkingCalendar(dict.fromkeys(freed, DayKind.HOLIDAY))
    assert more.deadline(start, count).on >= CALENDAR.deadline(start, count).on


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CIVIL_ZONE)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-23T09:00", True),
        ("2026-11-23T12:00", False),
        ("2026-11-23T13:59", False),
        ("2026-11-23T17:29", True),
        ("2026-11-22T10:00", False),  # Sunday
        ("2026-10-10T10:00", True),  # a Saturday worked for National Day
        ("2026-10-01T10:00", False),
    ],
)
def test_the_desk_is_open_in_its_hours_on_working_days(moment: str, is_open: bool) -> None:
    assert ServiceHours().is_open(at(moment), CALENDAR) is is_open


def test_hours_are_civil_time_whatever_the_zone_of_the_moment() -> None:
    assert ServiceHours().is_open(datetime(2026, 11, 23, 1, 30, tzinfo=UTC), CALENDAR)


def test_after_hours_the_desk_opens_on_the_next_working_day() -> None:
    hours = ServiceHours()
    assert hours.opens_next(at("2026-09-30T18:00"), CALENDAR) == at("2026-10-08T09:00")
    assert hours.opens_next(at("2026-11-23T12:30"), CALENDAR) == at("2026-11-23T14:00")
    assert hours.opens_next(at("2026-11-23T10:00"), CALENDAR) == at("2026-11-23T10:00")


def test_hours_that_never_open_are_said_so() -> None:
    with pytest.raises(InvalidInput):
        ServiceHours(spans=()).opens_next(at("2026-11-23T10:00"), CALENDAR)
