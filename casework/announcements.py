"""Telling people of changes: an outbox, written with the change, delivered by the service.

An announcement names codes and numbers; the channel finds the words.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from casework.models import Announcement
from casework.storing import insert_once
from knowledge_base.database import utc_now

DESK = "desk"
"""Every agent on duty."""
OPENNESS = "openness"
"""The openness office (政务公开办)."""


def conversation(conversation_id: str) -> str:
    """The audience that is one citizen."""
    return f"conversation:{conversation_id}"


def agent(name: str) -> str:
    """The audience that is one agent."""
    return f"agent:{name}"


def organisation(code: str) -> str:
    """The audience that is one organisation's staff."""
    return f"organisation:{code}"


def announce(
    session: Session,
    audience: str,
    kind: str,
    subject: str,
    data: Mapping[str, Any] | None = None,
    *,
    at: datetime | None = None,
    once: str | None = None,
) -> bool:
    """Put an announcement out, in the caller's unit of work.

    Args:
        session: the unit of work of the change itself.
        audience: who is to be told.
        kind: a code, such as `handoff_claimed`.
        subject: kind and number of the case, such as `application:YSQ-2026-00001`.
        data: what the channel's words need: codes, dates, numbers.
        at: when it happened; now where None.
        once: names the occasion, where it must be announced only once.

    Returns:
        False where the occasion was announced before.
    """
    return insert_once(
        session,
        Announcement,
        at=at or utc_now(),
        audience=audience,
        kind=kind,
        subject=subject,
        data=dict(data or {}),
        once=once,
    )


def undelivered(session: Session, limit: int = 200) -> list[Announcement]:
    """What nobody was told yet, oldest first."""
    waiting = select(Announcement).where(Announcement.delivered_at.is_(None))
    return list(session.scalars(waiting.order_by(Announcement.pk).limit(limit)))


def taken_since(session: Session, since: datetime) -> list[Announcement]:
    """What was taken for delivery since a moment, oldest first."""
    lately = select(Announcement).where(Announcement.delivered_at >= since)
    return list(session.scalars(lately.order_by(Announcement.pk)))


def board(session: Session, audiences: Collection[str], after: int = 0) -> list[Announcement]:
    """What these audiences have been told after announcement number `after`, oldest first."""
    theirs = select(Announcement).where(
        Announcement.audience.in_(audiences), Announcement.pk > after
    )
    return list(session.scalars(theirs.order_by(Announcement.pk)))


def take(session: Session, pk: int, at: datetime | None = None) -> bool:
    """Mark one as delivered; False where another process took it first."""
    mine = update(Announcement).where(Announcement.pk == pk, Announcement.delivered_at.is_(None))
    taken = session.execute(mine.values(delivered_at=at or utc_now()).returning(Announcement.pk))
    return taken.first() is not None
