"""What the service does every minute, without a second daemon."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from casework.errors import CaseConflict
from casework.handoff import close_desk
from casework.queueing import Desk
from casework.reminders import ReminderRules, remind
from casework.subscriptions import send_news
from casework.working_days import ServiceHours, load_calendar
from knowledge_base.database import Database


@dataclass(frozen=True, slots=True)
class RoundResult:
    """What one round did; None where another process was at it, and the next round will see."""

    desk_closed: int | None
    """Conversations moved from the queue to a message, for the hours have ended."""
    reminders: int | None
    """New reminders announced."""
    news: int | None
    """News of policies announced."""


def every_minute(
    database: Database,
    at: datetime,
    hours: ServiceHours | None = None,
    rules: ReminderRules | None = None,
) -> RoundResult:
    """One round, each duty in its own unit of work. May be run by several processes at once.

    Args:
        database: with its tables made.
        at: the present moment, with zone.
        hours: of the desk.
        rules: when to remind.
    """

    def closing(session: Session) -> int:
        desk = Desk(load_calendar(session), hours or ServiceHours())
        return len(close_desk(session, desk, at))

    def reminding(session: Session) -> int:
        return remind(session, load_calendar(session), at, rules)

    def telling(session: Session) -> int:
        return send_news(session, at)

    return RoundResult(_do(database, closing), _do(database, reminding), _do(database, telling))


def _do(database: Database, duty: Callable[[Session], int]) -> int | None:
    try:
        with database.begin() as session:
            return duty(session)
    except CaseConflict:
        return None
