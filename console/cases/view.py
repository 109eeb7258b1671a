"""One application as its page shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from casework.applications.acting import find
from casework.applications.allowed import Hindrance, allowed
from casework.applications.approvals import AskedExtension, asked_extension
from casework.applications.board import BoardRow, row_of
from casework.applications.casefile import CaseFile, TrailLine, open_file, trail
from casework.applications.codes import Act, FeeBasis, Step
from casework.applications.fees import fee
from casework.applications.lights import Thresholds
from casework.applications.repeats import is_excessive, others_same, place_in_month
from casework.models import Application, Consultation
from casework.occasions import Occasion
from casework.officers import Officer
from console.cases.words import ROAD, STEPS, act_done

PROBABLE_STEP = {Step.CORRECTION: Step.EXAMINATION, Step.PAYMENT: Step.SEARCH}
"""Which of the eight steps goes on after the applicant has acted."""


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """A line of the timeline."""

    on: date
    actor: str
    what: str
    step: str
    """Where the application was after it; empty where it stayed."""


@dataclass(frozen=True)
class ApplicationView:
    """All that the page shows."""

    row: BoardRow
    application: Application
    """Its clear columns."""
    road: Sequence[tuple[str, str]]
    """The eight steps: name, and `done`, `now` or `ahead`."""
    timeline: Sequence[TimelineLine]
    acts: Mapping[Act, Hindrance | None]
    """Of an officer of the body; empty for others."""
    awaited: Sequence[Consultation]
    """Third parties and co-authors that may still answer."""
    place_in_month: int
    """Which application of its applicant in the month this is."""
    excessive: bool
    next_fee: int
    """What it costs by requests, in yuan."""
    same_as: Sequence[str]
    """Other applications of the applicant for the same."""
    wish: AskedExtension | None = field(repr=False)
    file: CaseFile | None = field(repr=False)
    """What is sealed, where it was opened."""


def view_of(
    occasion: Occasion, me: Officer, number: str, thresholds: Thresholds, *, opened: bool
) -> ApplicationView:
    """Put the page together.

    Args:
        occasion: who looks, and when.
        me: the same, with what they may.
        number: the application's.
        thresholds: of the light.
        opened: open what is sealed, on record.

    Raises:
        UnknownCase: no application has this number.
        AccessRefused: it is another body's.
    """
    application = find(occasion, number)
    me.must_see(application.organisation_code)
    if opened:
        me.must_open(application.organisation_code)
    place = place_in_month(occasion, application)
    mine = me.opens(application.organisation_code)
    return ApplicationView(
        row=row_of(occasion, application, thresholds),
        application=application,
        road=_road(application.step),
        timeline=[_timeline_line(line) for line in trail(occasion, number)],
        acts=allowed(occasion, application) if mine else {},
        awaited=[
            each
            for each in application.consultations
            if each.opinion is None and occasion.on <= each.due_on
        ],
        place_in_month=place,
        excessive=is_excessive(occasion, application),
        next_fee=fee(FeeBasis.REQUESTS, place),
        same_as=others_same(occasion, application),
        wish=asked_extension(occasion, number),
        file=open_file(occasion, number) if opened else None,
    )


def _road(step: Step) -> list[tuple[str, str]]:
    if step is Step.ARCHIVED:
        return [(STEPS[each], "done") for each in ROAD]
    at = ROAD.index(PROBABLE_STEP.get(step, step))
    states = ["done" if n < at else "now" if n == at else "ahead" for n in range(len(ROAD))]
    return [(STEPS[each], state) for each, state in zip(ROAD, states, strict=True)]


def _timeline_line(line: TrailLine) -> TimelineLine:
    before, after = line.detail.get("from"), line.detail.get("to")
    step = STEPS[Step(after)] if after and after != before else ""
    actor = "申请人" if line.actor == "applicant" else line.actor
    return TimelineLine(line.on, actor, act_done(line.act), step)
