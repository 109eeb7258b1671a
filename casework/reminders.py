"""What is due, and who is to be told: a pure reading of the database, repeated every minute.

Deadlines are stored with their cases and each reminder names its occasion, so that nothing is
forgotten and nothing said twice however often the service restarts or how many run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.announcements import DESK, OPENNESS, agent, announce, conversation, organisation
from casework.applications.clock import CORRECTION_WITHIN_DAYS
from casework.applications.codes import Light, Step
from casework.applications.lights import Thresholds, light
from casework.applications.steps import ENDED, WAITS
from casework.models import (
    Application,
    CitizenMessage,
    Handoff,
    HandoffState,
    MessageState,
)
from casework.storing import writing
from casework.working_days import WorkingCalendar, civil_day


@dataclass(frozen=True, slots=True)
class ReminderRules:
    """When somebody is reminded **[assumed]**."""

    thresholds: Thresholds = field(default_factory=Thresholds)
    """Of the lights."""
    applicant_days: int = 2
    """Working days before the end of the applicant's own period."""
    message_days: int = 1
    """Working days before a message must be answered."""
    archive_days: int = 10
    """Working days after the end in which the file is put away."""
    queue_seconds: int = 120
    """A citizen waits in the queue; again after each such time."""
    silence_seconds: int = 180
    """An agent has not answered; again after each such time."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """Somebody is to be told that something is due."""

    audience: str
    """As `casework.announcements` names it."""
    kind: str
    """A code."""
    subject: str
    """Kind and number of the case."""
    once: str
    """The occasion: the same is announced once."""
    due_on: date | None = None
    """The day it is due."""


@dataclass(frozen=True, slots=True)
class _Now:
    calendar: WorkingCalendar
    rules: ReminderRules
    at: datetime
    today: date

    def days_left(self, due_on: date) -> int:
        return self.calendar.days_left(self.today, due_on)


def due(
    session: Session,
    calendar: WorkingCalendar,
    at: datetime,
    rules: ReminderRules | None = None,
) -> list[Reminder]:
    """Everything that somebody should be told of at a moment, told before or not."""
    now = _Now(calendar, rules or ReminderRules(), at, civil_day(at))
    running = select(Application).where(Application.step != Step.ARCHIVED)
    applications = session.scalars(running.order_by(Application.number)).all()
    found = [each for one in applications for each in _of_application(one, now)]
    open_messages = select(CitizenMessage).where(CitizenMessage.state == MessageState.OPEN)
    for message in session.scalars(open_messages.order_by(CitizenMessage.number)):
        found += _of_message(message, now)
    open_handoffs = select(Handoff).where(Handoff.open_conversation.is_not(None))
    for handoff in session.scalars(open_handoffs.order_by(Handoff.pk)):
        found += _of_handoff(handoff, now)
    found += _of_calendar(applications, now)
    return found


def remind(
    session: Session,
    calendar: WorkingCalendar,
    at: datetime,
    rules: ReminderRules | None = None,
) -> int:
    """Announce what is due and was not announced before; how many."""
    with writing(session):
        return sum(
            announce(
                session,
                each.audience,
                each.kind,
                each.subject,
                {"due_on": each.due_on.isoformat() if each.due_on else None},
                at=at,
                once=each.once,
            )
            for each in due(session, calendar, at, rules)
        )


def _reminder(
    audience: str, kind: str, subject: str, due_on: date | None, when: object
) -> Reminder:
    return Reminder(audience, kind, subject, f"{kind}:{subject}:{audience}:{when}", due_on)


def _of_application(application: Application, now: _Now) -> Iterator[Reminder]:
    subject = f"application:{application.number}"
    staff = organisation(application.organisation_code)
    if application.step is Step.INTAKE:
        if application.received_on is None and now.days_left(application.submitted_on) < 0:
            yield _reminder(staff, "confirm_receipt", subject, None, now.today)
    elif application.step is Step.EXAMINATION:
        yield from _correction_window(application, subject, staff, now)
    elif application.step is Step.ARCHIVING:
        ended = application.concluded_on
        if ended and now.days_left(ended) < -now.rules.archive_days:
            yield _reminder(staff, "archive", subject, None, ended)
    if application.step in WAITS and application.wait_due_on:
        yield from _applicant_period(application, application.wait_due_on, subject, staff, now)
    if application.due_on and application.step not in ENDED:
        yield from _lights(application, application.due_on, subject, staff, now)
        for each in application.consultations:
            if each.opinion is None and now.today > each.due_on:
                yield _reminder(staff, "consultation_over", subject, each.due_on, each.pk)


def _correction_window(
    application: Application, subject: str, staff: str, now: _Now
) -> Iterator[Reminder]:
    """The last two days on which a correction may still be asked."""
    if application.correction_asked_on or application.received_on is None:
        return
    last = now.calendar.deadline(application.received_on, CORRECTION_WITHIN_DAYS).on
    if 0 <= now.days_left(last) <= 1:
        yield _reminder(staff, "correction_window", subject, last, last)


def _applicant_period(
    application: Application, last: date, subject: str, staff: str, now: _Now
) -> Iterator[Reminder]:
    if now.today > last:
        yield _reminder(staff, "applicant_overdue", subject, last, last)
    elif application.conversation_id and now.days_left(last) <= now.rules.applicant_days:
        audience = conversation(application.conversation_id)
        yield _reminder(audience, f"application_{application.step.value}_due", subject, last, last)


def _lights(
    application: Application, last: date, subject: str, staff: str, now: _Now
) -> Iterator[Reminder]:
    """Yellow and red once each; overdue every day, to the openness office too (督办)."""
    shown = light(application, now.today, now.calendar, now.rules.thresholds)
    if shown not in (Light.YELLOW, Light.RED):
        return
    if now.today > last:
        for audience in (staff, OPENNESS):
            yield _reminder(audience, "reply_overdue", subject, last, now.today)
    else:
        yield _reminder(staff, f"reply_{shown.value}", subject, last, last)


def _of_message(message: CitizenMessage, now: _Now) -> Iterator[Reminder]:
    subject, staff = f"message:{message.number}", organisation(message.organisation_code)
    if now.today > message.due_on:
        for audience in (staff, OPENNESS):
            yield _reminder(audience, "message_overdue", subject, message.due_on, now.today)
    elif now.days_left(message.due_on) <= now.rules.message_days:
        yield _reminder(staff, "message_due", subject, message.due_on, message.due_on)


def _of_handoff(handoff: Handoff, now: _Now) -> Iterator[Reminder]:
    subject = f"handoff:{handoff.pk}"
    if handoff.state is HandoffState.QUEUED:
        turns = _turns(handoff.requested_at, now.at, now.rules.queue_seconds)
        if turns:
            when = f"{handoff.requested_at:%FT%T}/{turns}"
            yield _reminder(DESK, "handoff_waiting", subject, None, when)
    elif handoff.owner and handoff.claimed_at and handoff.citizen_spoke_at:
        if handoff.agent_spoke_at and handoff.agent_spoke_at >= handoff.citizen_spoke_at:
            return
        since = max(handoff.citizen_spoke_at, handoff.claimed_at)
        turns = _turns(since, now.at, now.rules.silence_seconds)
        if turns:
            when = f"{since:%FT%T}/{turns}"
            yield _reminder(agent(handoff.owner), "handoff_unanswered", subject, None, when)


def _of_calendar(applications: Sequence[Application], now: _Now) -> Iterator[Reminder]:
    """A clock runs into a year whose holidays nobody entered: ask for them, once a month."""
    years = {one.due_on.year for one in applications if one.provisional and one.due_on}
    for year in sorted(years):
        subject, when = f"calendar:{year}", f"{now.today:%Y-%m}"
        yield _reminder(OPENNESS, "calendar_missing", subject, None, when)


def _turns(since: datetime, at: datetime, seconds: int) -> int:
    """How many whole stretches of time have passed."""
    return max(0, int((at - since) / timedelta(seconds=seconds)))
