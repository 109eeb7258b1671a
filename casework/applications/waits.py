"""What stops or stretches an application's clock: correction, fee, reasons, extension, the end."""

from __future__ import annotations

from datetime import date

from casework.applications.acting import acting, add_paper, second_person, tell_applicant
from casework.applications.clock import (
    CORRECTION_WITHIN_DAYS,
    MAX_EXTENSION_DAYS,
    PAYMENT_DAYS,
    wind,
)
from casework.applications.codes import Act, FeeBasis, Outcome, PaperKind, Step
from casework.applications.fees import fee
from casework.errors import InvalidDate, InvalidInput, NotPermitted, OnlyOnce, TooEarly, TooLate
from casework.models import Application
from casework.occasions import Occasion

MAX_CORRECTION_DAYS = 60
"""Longest period for a correction: the law says only reasonable (合理的补正期限)."""


def ask_correction(occasion: Occasion, number: str, notice: str, days: int = 15) -> Application:
    """Ask the applicant, once, to say more clearly what is wanted (补正, 第三十条).

    Args:
        occasion: who asks, and when.
        number: the application's.
        notice: what is to be corrected, for the applicant to read.
        days: working days given, 1 to 60.

    Raises:
        OnlyOnce: a correction was asked before.
        TooLate: more than 7 working days have passed since receipt.
        InvalidInput: the period is out of range.
    """
    if not 1 <= days <= MAX_CORRECTION_DAYS:
        raise InvalidInput("days", "out_of_range")
    with acting(occasion, number, Act.ASK_CORRECTION, {"days": days}) as application:
        if application.correction_asked_on:
            raise OnlyOnce("a correction was asked before")
        received = application.received_on or application.submitted_on
        if occasion.on > occasion.calendar.deadline(received, CORRECTION_WITHIN_DAYS).on:
            raise TooLate("a correction is asked within 7 working days of receipt")
        add_paper(occasion, application, PaperKind.CORRECTION_ASKED, notice)
        application.correction_asked_on = occasion.on
        _wait(application, occasion, days)
        tell_applicant(occasion, application, "correction_asked", application.wait_due_on)
    return application


def correct(
    occasion: Occasion, number: str, text: str, *, good_reason: bool = False
) -> Application:
    """Take the applicant's correction; the reply clock starts again (第三十条).

    Args:
        occasion: who brings it, and when.
        number: the application's.
        text: the corrected description.
        good_reason: the officer accepts why it comes late.

    Raises:
        TooLate: the period is over, and no good reason was accepted.
    """
    with acting(occasion, number, Act.CORRECT, {"good_reason": good_reason}) as application:
        if is_over(application, occasion.on) and not good_reason:
            raise TooLate("the period for the correction is over")
        add_paper(occasion, application, PaperKind.CORRECTION, text)
        application.corrected_on = application.clock_from = occasion.on
        _end_wait(application)
    return application


def charge(
    occasion: Occasion, number: str, basis: FeeBasis, count: int, notice: str
) -> Application:
    """Ask for the fee; the clock waits for the payment (国办函〔2020〕109号).

    Args:
        occasion: who decides it, and when.
        number: the application's.
        basis: by requests or by pages.
        count: which application of the month this is, or how many pages it takes.
        notice: basis, amount and how to pay, for the applicant.

    Raises:
        OnlyOnce: a fee was asked before.
        NotPermitted: nothing is to be paid for that few.
    """
    amount = fee(basis, count)
    if amount == 0:
        raise NotPermitted("so few are free")
    detail = {"basis": basis.value, "count": count, "yuan": amount}
    with acting(occasion, number, Act.CHARGE, detail) as application:
        if application.fee_basis:
            raise OnlyOnce("a fee was asked before, and one basis excludes the other")
        add_paper(occasion, application, PaperKind.FEE_NOTICE, notice)
        application.fee_basis, application.fee_yuan = basis, amount
        _wait(application, occasion, PAYMENT_DAYS)
        tell_applicant(occasion, application, "fee_asked", application.wait_due_on)
    return application


def pay(occasion: Occasion, number: str) -> Application:
    """Record the payment; the reply clock starts again.

    Raises:
        TooLate: the 20 working days are over.
    """
    with acting(occasion, number, Act.PAY) as application:
        if is_over(application, occasion.on):
            raise TooLate("the time to pay is over")
        application.fee_paid_on = application.clock_from = occasion.on
        _end_wait(application)
    return application


def abandon(occasion: Occasion, number: str) -> Application:
    """Deem an application abandoned: not corrected or not paid in time.

    An officer decides it, for a good reason may excuse a late correction.

    Raises:
        TooEarly: the applicant's period is not over.
    """
    with acting(occasion, number, Act.ABANDON) as application:
        if not is_over(application, occasion.on):
            raise TooEarly("the applicant's period is not over")
        waits_for_correction = application.step is Step.CORRECTION
        outcome = Outcome.CORRECTION_OVERDUE if waits_for_correction else Outcome.FEE_OVERDUE
        _conclude(application, occasion, outcome)
        tell_applicant(occasion, application, "abandoned")
    return application


def withdraw(occasion: Occasion, number: str) -> Application:
    """The applicant takes the application back; counted under （六）其他."""
    with acting(occasion, number, Act.WITHDRAW) as application:
        application.reply_kind = None
        _conclude(application, occasion, Outcome.OTHER)
    return application


def ask_reasons(occasion: Occasion, number: str, notice: str) -> Application:
    """Ask why so much, so often (第三十五条). The clock goes on.

    Raises:
        OnlyOnce: reasons were asked before.
    """
    with acting(occasion, number, Act.ASK_REASONS) as application:
        if application.reasons_asked_on:
            raise OnlyOnce("reasons were asked before")
        add_paper(occasion, application, PaperKind.REASONS_ASKED, notice)
        application.reasons_asked_on = occasion.on
        tell_applicant(occasion, application, "reasons_asked")
    return application


def give_reasons(occasion: Occasion, number: str, reasons: str) -> Application:
    """Take the applicant's reasons down.

    Raises:
        NotPermitted: nobody asked for reasons, which an applicant need never give.
    """
    with acting(occasion, number, Act.GIVE_REASONS) as application:
        if not application.reasons_asked_on:
            raise NotPermitted("no reasons were asked")
        add_paper(occasion, application, PaperKind.REASONS, reasons)
        application.reasons_given_on = occasion.on
    return application


def extend(
    occasion: Occasion, number: str, days: int, notice: str, *, approved_by: str
) -> Application:
    """Extend the time to reply, once, with approval and notice (第三十三条).

    Args:
        occasion: who asks for it, and when.
        number: the application's.
        days: working days, 1 to 20.
        notice: why, for the applicant.
        approved_by: the head of the disclosure office, not the officer.

    Raises:
        OnlyOnce: it was extended before.
        TooLate: the time to reply is over already.
        NotPermitted: nobody else approved it.
        InvalidInput: more than 20 days.
    """
    if not 1 <= days <= MAX_EXTENSION_DAYS:
        raise InvalidInput("days", "out_of_range")
    second_person(occasion, approved_by)
    detail = {"days": days, "approved_by": approved_by}
    with acting(occasion, number, Act.EXTEND, detail) as application:
        check_extension(application, occasion)
        add_paper(occasion, application, PaperKind.EXTENSION, notice)
        application.extended_days, application.extended_by = days, approved_by
        wind(application, occasion.calendar)
        tell_applicant(occasion, application, "extended", application.due_on)
    return application


def defer(
    occasion: Occasion, number: str, until: date, notice: str, *, approved_by: str
) -> Application:
    """Set a reasonable later day for a very large application with good reasons (第三十五条).

    Raises:
        NotPermitted: no reasons were given, or nobody else approved it.
        InvalidDate: the day is not after the present deadline.
    """
    second_person(occasion, approved_by)
    detail = {"until": until.isoformat(), "approved_by": approved_by}
    with acting(occasion, number, Act.DEFER, detail) as application:
        check_deferral(application, until)
        add_paper(occasion, application, PaperKind.EXTENSION, notice)
        application.deferred_until = until
        tell_applicant(occasion, application, "deferred", until)
    return application


def check_extension(application: Application, occasion: Occasion) -> None:
    """Whether the time to reply can be extended now.

    Raises:
        OnlyOnce: it was extended before.
        TooLate: the time to reply is over already.
    """
    if application.extended_days:
        raise OnlyOnce("it was extended before")
    if application.due_on and occasion.on > application.due_on:
        raise TooLate("the time to reply is over")


def check_deferral(application: Application, until: date) -> None:
    """Whether a later day can be set.

    Raises:
        NotPermitted: no reasons were given.
        InvalidDate: the day is not after the present deadline.
    """
    if not application.reasons_given_on:
        raise NotPermitted("the applicant gave no reasons")
    if application.due_on and until <= application.due_on:
        raise InvalidDate("until", "not_later")


def is_over(application: Application, today: date) -> bool:
    """Whether the applicant's own period has passed."""
    return application.wait_due_on is not None and today > application.wait_due_on


def _wait(application: Application, occasion: Occasion, days: int) -> None:
    application.wait_from, application.wait_days = occasion.on, days
    application.wait_due_on = occasion.calendar.deadline(occasion.on, days).on


def _end_wait(application: Application) -> None:
    application.wait_from = application.wait_days = application.wait_due_on = None


def _conclude(application: Application, occasion: Occasion, outcome: Outcome) -> None:
    application.outcome, application.withheld = outcome, []
    application.concluded_on = occasion.on
    _end_wait(application)
