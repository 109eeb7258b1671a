"""Citizens who wait for a person and have closed the page: nobody need be kept for them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from casework.handoff import desert
from casework.models import Handoff, HandoffState
from casework.queueing import queue
from casework.storing import writing

WITH_A_PAGE = "web"
"""The channel whose citizens are seen to be there; a message of WeChat reaches who has left."""
SEEN_EVERY = timedelta(minutes=1)
"""How often it is noted that somebody is still there."""


def is_noted(handoff: Handoff, at: datetime) -> bool:
    """Whether a citizen who is there has been seen so lately that it need not be noted again."""
    return handoff.citizen_seen_at is not None and at - handoff.citizen_seen_at < SEEN_EVERY


def is_gone(handoff: Handoff, at: datetime, after: timedelta) -> bool:
    """Whether a citizen who waits was neither seen nor heard for so long."""
    if handoff.channel != WITH_A_PAGE:
        return False
    known = (handoff.requested_at, handoff.citizen_spoke_at, handoff.citizen_seen_at)
    return at - max(each for each in known if each is not None) >= after


def note_seen(session: Session, pks: Collection[int], at: datetime) -> None:
    """Note that the citizens of these handoffs have their page open."""
    theirs = update(Handoff).where(Handoff.pk.in_(pks), Handoff.state == HandoffState.QUEUED)
    with writing(session):
        session.execute(theirs.values(citizen_seen_at=at))


def end_deserted(session: Session, at: datetime, after: timedelta) -> int:
    """Take out of the queue who has been gone for so long; how many."""
    gone = [handoff for handoff in queue(session) if is_gone(handoff, at, after)]
    for handoff in gone:
        desert(session, handoff, at)
    return len(gone)
