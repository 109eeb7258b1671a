"""The desk and the queue in front of it: when somebody is there, who is next, how long it takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casework.errors import InvalidInput
from casework.models import Handoff, HandoffState
from casework.working_days import ServiceHours, WorkingCalendar

USUAL_HANDLING_SECONDS = 300
"""How long a person keeps a conversation, until enough are on record **[assumed]**."""
RECENT = 20
"""Conversations from which the usual handling time is taken."""


class Nobody(StrEnum):
    """Why no person can be had at the moment."""

    CLOSED = "closed"
    """Out of hours."""
    UNATTENDED = "unattended"
    """Within hours, but no agent is signed in."""
    FULL = "full"
    """As many wait as may."""


@dataclass(frozen=True, slots=True)
class Desk:
    """When there is somebody, and who."""

    calendar: WorkingCalendar
    """Working days."""
    hours: ServiceHours = field(default_factory=ServiceHours)
    """Hours on a working day."""
    agents: int | None = None
    """How many are signed in; None where that is not known."""
    queue_limit: int | None = None
    """How many may wait at once; any number where None."""

    def nobody(self, at: datetime, waiting: int) -> Nobody | None:
        """Why nobody more is taken into the queue, where so many wait; None where one is."""
        if not self.hours.is_open(at, self.calendar):
            return Nobody.CLOSED
        if self.agents == 0:
            return Nobody.UNATTENDED
        if self.queue_limit is not None and waiting >= self.queue_limit:
            return Nobody.FULL
        return None


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """How long a citizen waits."""

    position: int
    """1 is next."""
    wait_seconds: int | None
    """Estimated; None where no agent is on duty."""


def read_hours(text: str) -> ServiceHours:
    """Hours as an operator writes them: `09:00-12:00,14:00-17:30`; `24:00` is midnight.

    Raises:
        InvalidInput: they cannot be read, or one ends before it begins.
    """
    spans = []
    for span in filter(None, (part.strip() for part in text.split(","))):
        start, _, end = span.partition("-")
        try:
            until = time.max if end.strip() == "24:00" else time.fromisoformat(end.strip())
            spans.append((time.fromisoformat(start.strip()), until))
        except ValueError as error:
            raise InvalidInput("hours", "unreadable") from error
    if any(start >= end for start, end in spans):
        raise InvalidInput("hours", "out_of_range")
    return ServiceHours(tuple(spans))


def queue(session: Session, organisation_code: str | None = None) -> list[Handoff]:
    """Who waits, longest first; of one organisation's queue where given."""
    waiting = select(Handoff).where(Handoff.state == HandoffState.QUEUED)
    if organisation_code:
        waiting = waiting.where(Handoff.organisation_code == organisation_code)
    return list(session.scalars(waiting.order_by(Handoff.requested_at, Handoff.pk)))


def queue_place(session: Session, handoff: Handoff, agents: int) -> QueuePlace | None:
    """Where somebody stands in the queue, None where they do not wait.

    Args:
        session: a session to read from.
        handoff: theirs.
        agents: how many agents are on duty for this queue.
    """
    waiting = [each.pk for each in queue(session, handoff.organisation_code)]
    if handoff.pk not in waiting:
        return None
    position = waiting.index(handoff.pk) + 1
    if agents < 1:
        return QueuePlace(position, None)
    claimed = select(func.count()).where(Handoff.state == HandoffState.CLAIMED)
    free = max(0, agents - (session.scalar(claimed) or 0))
    ahead = max(0, position - free)
    return QueuePlace(position, round(ahead * handling_seconds(session) / agents))


def handling_seconds(session: Session) -> float:
    """How long a person kept a conversation lately, on average."""
    ended = (
        select(Handoff.claimed_at, Handoff.ended_at)
        .where(Handoff.claimed_at.is_not(None), Handoff.ended_at.is_not(None))
        .order_by(Handoff.ended_at.desc())
        .limit(RECENT)
    )
    spans = [
        (end - start).total_seconds() for start, end in session.execute(ended) if start and end
    ]
    return sum(spans) / len(spans) if spans else USUAL_HANDLING_SECONDS
