"""The clocks of an application, computed from what is stored, so that none is lost."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.applications.codes import ConsultationKind, Opinion
from casework.applications.steps import ENDED, WAITS
from casework.models import Application, Consultation
from casework.storing import writing
from casework.working_days import Deadline, Excluded, WorkingCalendar

REPLY_DAYS = 20
"""Working days to reply (第三十三条)."""
MAX_EXTENSION_DAYS = 20
"""Longest extension, with approval and notice (第三十三条)."""
CORRECTION_WITHIN_DAYS = 7
"""Working days from receipt in which a correction may be asked, once (第三十条)."""
CONSULTATION_DAYS = 15
"""Working days a third party or co-author has (第三十二条、第三十四条)."""
PAYMENT_DAYS = 20
"""Working days the applicant has to pay (国办函〔2020〕109号)."""


def reply_deadline(application: Application, calendar: WorkingCalendar) -> Deadline | None:
    """The last day for the reply, or None while no clock runs.

    Time taken to ask third parties and other bodies is not counted (第三十三条); silence ends it on
    their last day. An extension stays where a payment starts the clock again.
    """
    if application.clock_from is None or application.step in WAITS:
        return None
    excluded = Excluded(
        tuple(
            (each.asked_on, each.answered_on or each.due_on) for each in application.consultations
        )
    )
    deadline = calendar.deadline(
        application.clock_from, REPLY_DAYS + application.extended_days, excluded
    )
    later = application.deferred_until
    if later and later > deadline.on:
        return Deadline(later, calendar.is_provisional(later))
    return deadline


def wind(application: Application, calendar: WorkingCalendar) -> None:
    """Set the stored deadlines of an application that has not ended."""
    if application.step in ENDED:
        return
    for each in application.consultations:
        if each.opinion is None:
            due = calendar.deadline(each.received_on, CONSULTATION_DAYS)
            each.due_on, each.provisional = due.on, due.provisional
    reply = reply_deadline(application, calendar)
    wait = None
    if application.wait_from and application.wait_days:
        wait = calendar.deadline(application.wait_from, application.wait_days)
    application.due_on = reply.on if reply else None
    application.wait_due_on = wait.on if wait else None
    application.provisional = any(each.provisional for each in (reply, wait) if each)


def settle_silence(application: Application, today: date) -> None:
    """Close the consultations whose time has passed without an answer."""
    for each in application.consultations:
        if each.opinion is None and today > each.due_on:
            each.opinion, each.answered_on = silent(each), each.due_on


def recompute_deadlines(session: Session, calendar: WorkingCalendar) -> list[str]:
    """Wind every open application anew, after the calendar changed.

    Returns:
        Numbers of the applications whose deadline moved or stopped being 暂定.
    """
    moved = []
    running = select(Application).where(Application.step.not_in(ENDED))
    with writing(session):
        for application in session.scalars(running.order_by(Application.number)).all():
            before = _stored(application)
            wind(application, calendar)
            if _stored(application) != before:
                moved.append(application.number)
    return moved


def silent(consultation: Consultation) -> Opinion:
    """What silence means: consent of a co-author; of a third party nothing, the body decides."""
    if consultation.kind is ConsultationKind.CO_AUTHOR:
        return Opinion.DEEMED_CONSENT
    return Opinion.BODY_DECIDES


def _stored(application: Application) -> tuple[object, ...]:
    consultations = tuple(each.due_on for each in application.consultations)
    return application.due_on, application.wait_due_on, application.provisional, consultations
