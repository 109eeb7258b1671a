"""The desk and the queue in front of it: when somebody is there, who is next, how long it takes."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casework.models import Handoff, HandoffState
from casework.working_days import ServiceHours, WorkingCalendar

USUAL_HANDLING_SECONDS = 300
"""How long a person keeps a conversation, until enough are on record **[assumed]**."""
RECENT = 20
"""Conversations from which the usual handling time is taken."""


@dataclass(frozen=True, slots=True)
class Desk:
    """When there is somebody, and who."""

    calendar: WorkingCalendar
    """Working days."""
    hours: ServiceHours = field(default_factory=ServiceHours)
    """Hours on a working day."""


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """How long a citizen waits."""

    position: int
    """1 is next."""
    wait_seconds: int | None
    """Estimated; None where no agent is on duty."""


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
