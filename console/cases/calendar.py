"""The calendar of working days (工作日历), kept by the openness office."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import select

from casework.deadlines import recompute_deadlines
from casework.errors import InvalidInput, RuleError
from casework.models import CalendarDay, CalendarYear, DayKind
from casework.occasions import Occasion
from casework.officers import Officer
from casework.texts import checked_line
from casework.working_days import DAY, announce_year, set_day
from console.cases.fields import FORM, Fields, Kept
from console.cases.pages import CasePages
from console.cases.problems import problem
from console.desk import DESK_HEADERS

PAGE = "/console/desk/calendar"
MAX_SPAN = 31
"""Days in one line of a notice."""
_SPAN = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\s*(?:至|到|~|—|-)\s*(\d{4}-\d{2}-\d{2}))?")


def add_calendar(router: APIRouter, pages: CasePages) -> None:
    """Add the page."""
    signed_in = Depends(pages.officer)

    @router.get("/calendar")
    def show(
        me: Officer = signed_in,
        year: Annotated[int | None, Query(ge=2000, le=2100)] = None,
        moved: Annotated[int | None, Query(ge=0)] = None,
    ) -> Response:
        return _page(pages, me, year, moved=moved)

    @router.post("/calendar/day")
    def change_day(me: Officer = signed_in, form: Fields = FORM) -> Response:
        return _change(pages, me, form, _set_day)

    @router.post("/calendar/year")
    def enter_year(me: Officer = signed_in, form: Fields = FORM) -> Response:
        return _change(pages, me, form, _announce)


def _change(
    pages: CasePages, me: Officer, form: Fields, change: Callable[[Occasion, Fields], int]
) -> Response:
    """Change the table, and every clock that runs over what was changed."""
    me.must_oversee()
    try:
        with pages.office.occasion(me.name) as occasion:
            year = change(occasion, form)
            moved = len(recompute_deadlines(occasion.session))
    except (InvalidInput, RuleError) as error:
        return _page(pages, me, None, again=(*problem(error), form))
    return RedirectResponse(f"{PAGE}?year={year}&moved={moved}", 303, DESK_HEADERS)


def _set_day(occasion: Occasion, form: Fields) -> int:
    """One day, worked or free here; or as everywhere again."""
    on, kind = form.required_day("on"), form.text("kind")
    source = checked_line("source", form.text("source"))
    if not source:
        raise InvalidInput("source", "missing")
    set_day(
        occasion.session,
        on,
        None if kind == "as_before" else form.code("kind", DayKind),
        note=checked_line("note", form.text("note")),
        source=source,
        actor=occasion.actor,
    )
    return on.year


def _announce(occasion: Occasion, form: Fields) -> int:
    """A year's notice, of a year that the library does not know."""
    year, source = form.number("year"), checked_line("source", form.text("source"))
    if not source:
        raise InvalidInput("source", "missing")
    if not 2000 <= year <= 2100:
        raise InvalidInput("year", "out_of_range")
    calendar = occasion.calendar
    if year not in calendar.announced and not calendar.is_provisional(date(year, 7, 1)):
        raise InvalidInput("year", "known_already")
    free, worked = set(_days(form, "free")), set(_days(form, "worked"))
    if not free:
        raise InvalidInput("free", "missing")
    announce_year(occasion.session, year, free, worked, source=source, actor=occasion.actor)
    return year


def _days(form: Fields, name: str) -> Iterator[date]:
    """The days of a notice: one or a span in each line."""
    for line in form.text(name).splitlines():
        if not (text := line.strip()):
            continue
        found = _SPAN.fullmatch(text)
        if found is None:
            raise InvalidInput(name, "unreadable")
        try:
            first, last = (date.fromisoformat(each or found[1]) for each in found.groups())
        except ValueError as error:
            raise InvalidInput(name, "unreadable") from error
        if not 0 <= (last - first).days < MAX_SPAN:
            raise InvalidInput(name, "out_of_range")
        yield from (first + DAY * n for n in range((last - first).days + 1))


def _page(
    pages: CasePages,
    me: Officer,
    year: int | None,
    *,
    moved: int | None = None,
    again: tuple[int, str, Fields] | None = None,
) -> Response:
    """The page; `again` is why a change was refused, and what was typed."""
    status, trouble, form = again or (200, "", None)
    with pages.office.occasion(me.name) as occasion:
        session = occasion.session
        shown = year or occasion.on.year + 1
        of_year = CalendarDay.on.between(date(shown, 1, 1), date(shown, 12, 31))
        return pages.page(
            "calendar.html",
            me,
            status,
            year=shown,
            this_year=occasion.on.year,
            days=session.scalars(select(CalendarDay).where(of_year).order_by(CalendarDay.on)).all(),
            entered=session.get(CalendarYear, shown),
            provisional=occasion.calendar.is_provisional(date(shown, 7, 1)),
            moved=moved,
            trouble=trouble,
            kept=form.kept() if form else Kept(),
        )
