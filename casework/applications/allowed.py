"""What may be done to an application at this moment, and why the rest of its step may not.

Nothing is decided here: each act checks for itself. This is for showing what is worth trying.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from casework.applications.clock import CORRECTION_WITHIN_DAYS
from casework.applications.codes import Act, Step
from casework.applications.steps import STEPS
from casework.applications.waits import is_over
from casework.models import Application, ExtensionWish
from casework.occasions import Occasion


class Hindrance(StrEnum):
    """Why an act of the step is not open."""

    ASKED_BEFORE = "asked_before"
    """Correction or reasons are asked for once."""
    CORRECTION_TOO_LATE = "correction_too_late"
    """More than 7 working days since receipt."""
    NOTHING_ASKED = "nothing_asked"
    """Reasons are taken down where they were asked for."""
    CHARGED_BEFORE = "charged_before"
    EXTENDED_BEFORE = "extended_before"
    OVERDUE = "overdue"
    """The time to reply, or to pay, is over."""
    WISH_WAITS = "wish_waits"
    """A second person has to decide first."""
    NO_REASONS = "no_reasons"
    """A later day needs the applicant's reasons."""
    NOBODY_ASKED = "nobody_asked"
    """No third party or co-author has still to answer."""
    OPINION_AWAITED = "opinion_awaited"
    PERIOD_RUNS = "period_runs"
    """The applicant may still correct or pay."""
    OWN_DRAFT = "own_draft"
    """Whoever drafted the reply does not approve it."""


def allowed(occasion: Occasion, application: Application) -> dict[Act, Hindrance | None]:
    """The acts of the application's step, each with what stands in its way, if anything does."""
    return {
        act: _CHECKS[act](occasion, application) if act in _CHECKS else None
        for act in STEPS.open_acts(application.step)
    }


def _ask_correction(occasion: Occasion, application: Application) -> Hindrance | None:
    if application.correction_asked_on:
        return Hindrance.ASKED_BEFORE
    received = application.received_on or application.submitted_on
    last = occasion.calendar.deadline(received, CORRECTION_WITHIN_DAYS).on
    return Hindrance.CORRECTION_TOO_LATE if occasion.on > last else None


def _ask_reasons(_occasion: Occasion, application: Application) -> Hindrance | None:
    return Hindrance.ASKED_BEFORE if application.reasons_asked_on else None


def _give_reasons(_occasion: Occasion, application: Application) -> Hindrance | None:
    return None if application.reasons_asked_on else Hindrance.NOTHING_ASKED


def _charge(_occasion: Occasion, application: Application) -> Hindrance | None:
    return Hindrance.CHARGED_BEFORE if application.fee_basis else None


def _pay(occasion: Occasion, application: Application) -> Hindrance | None:
    return Hindrance.OVERDUE if is_over(application, occasion.on) else None


def _extend(occasion: Occasion, application: Application) -> Hindrance | None:
    if application.extended_days:
        return Hindrance.EXTENDED_BEFORE
    if application.due_on and occasion.on > application.due_on:
        return Hindrance.OVERDUE
    return _wish(occasion, application)


def _defer(occasion: Occasion, application: Application) -> Hindrance | None:
    if not application.reasons_given_on:
        return Hindrance.NO_REASONS
    return _wish(occasion, application)


def _wish(occasion: Occasion, application: Application) -> Hindrance | None:
    waits = occasion.session.get(ExtensionWish, application.number)
    return Hindrance.WISH_WAITS if waits else None


def _answer_consult(occasion: Occasion, application: Application) -> Hindrance | None:
    return None if _awaited(occasion, application) else Hindrance.NOBODY_ASKED


def _propose(occasion: Occasion, application: Application) -> Hindrance | None:
    return Hindrance.OPINION_AWAITED if _awaited(occasion, application) else None


def _awaited(occasion: Occasion, application: Application) -> bool:
    """Whether somebody may still answer: what is silent past its day is settled by the next act."""
    return any(
        each.opinion is None and occasion.on <= each.due_on for each in application.consultations
    )


def _abandon(occasion: Occasion, application: Application) -> Hindrance | None:
    return None if is_over(application, occasion.on) else Hindrance.PERIOD_RUNS


def _approve(occasion: Occasion, application: Application) -> Hindrance | None:
    own = application.step is Step.APPROVAL and application.proposed_by == occasion.actor
    return Hindrance.OWN_DRAFT if own else None


_CHECKS: dict[Act, Callable[[Occasion, Application], Hindrance | None]] = {
    Act.ASK_CORRECTION: _ask_correction,
    Act.ASK_REASONS: _ask_reasons,
    Act.GIVE_REASONS: _give_reasons,
    Act.CHARGE: _charge,
    Act.PAY: _pay,
    Act.EXTEND: _extend,
    Act.DEFER: _defer,
    Act.ANSWER_CONSULT: _answer_consult,
    Act.PROPOSE: _propose,
    Act.ABANDON: _abandon,
    Act.APPROVE: _approve,
}
