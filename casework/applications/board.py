"""What the disclosure officer sees at a glance: every running application with its light."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from casework.applications.codes import Act, Light, Step
from casework.applications.lights import Thresholds, light
from casework.applications.steps import STEPS
from casework.models import Application
from casework.occasions import Occasion

MAX_ARCHIVED = 200
"""Archived applications listed."""

_ORDER = (Light.RED, Light.YELLOW, Light.GREEN, Light.WAITING, Light.DONE)


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One application; nothing personal."""

    number: str
    """Of the application."""
    organisation_code: str
    """The body that answers."""
    step: Step
    """Where it stands."""
    light: Light
    """How near the deadline is."""
    due_on: date | None
    """Last day for the reply, None while no clock runs."""
    days_left: int | None
    """Working days to it, negative where overdue."""
    provisional: bool
    """暂定: the day may still move."""
    wait_due_on: date | None
    """Last day for the applicant, where they are to act."""
    open_acts: tuple[Act, ...]
    """What may be done now."""


def board(
    occasion: Occasion,
    organisation_code: str | None = None,
    thresholds: Thresholds | None = None,
) -> list[BoardRow]:
    """Every application that is not archived, the most pressing first; of one body where given."""
    running = select(Application).where(Application.step != Step.ARCHIVED)
    if organisation_code:
        running = running.where(Application.organisation_code == organisation_code)
    found = occasion.session.scalars(running.order_by(Application.due_on, Application.number))
    rows = [row_of(occasion, each, thresholds) for each in found]
    return sorted(rows, key=lambda row: _ORDER.index(row.light))


def archive(occasion: Occasion, organisation_code: str | None = None) -> list[BoardRow]:
    """The latest archived applications, newest first; of one body where given."""
    kept = select(Application).where(Application.step == Step.ARCHIVED)
    if organisation_code:
        kept = kept.where(Application.organisation_code == organisation_code)
    newest = kept.order_by(Application.archived_on.desc(), Application.number.desc())
    found = occasion.session.scalars(newest.limit(MAX_ARCHIVED))
    return [row_of(occasion, each, None) for each in found]


def row_of(occasion: Occasion, application: Application, thresholds: Thresholds | None) -> BoardRow:
    """One line of the board."""
    shown = light(application, occasion.on, occasion.calendar, thresholds)
    runs = shown in (Light.RED, Light.YELLOW, Light.GREEN)
    due_on = application.due_on if runs else None
    return BoardRow(
        number=application.number,
        organisation_code=application.organisation_code,
        step=application.step,
        light=shown,
        due_on=due_on,
        days_left=occasion.calendar.days_left(occasion.on, due_on) if due_on else None,
        provisional=application.provisional,
        wait_due_on=application.wait_due_on,
        open_acts=STEPS.open_acts(application.step),
    )
