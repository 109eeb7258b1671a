"""What follows from a change of the calendar: every running clock is computed anew."""

from __future__ import annotations

from sqlalchemy.orm import Session

from casework import messages
from casework.applications import clock
from casework.working_days import load_calendar


def recompute_deadlines(session: Session) -> list[str]:
    """Compute all stored deadlines anew, after `announce_year` or `set_day`.

    Returns:
        Numbers of the applications and messages whose deadline moved or stopped being 暂定.

    Raises:
        CaseConflict: somebody changed one of the cases meanwhile; nothing is changed, try again.
    """
    session.flush()
    calendar = load_calendar(session)
    return [
        *clock.recompute_deadlines(session, calendar),
        *messages.recompute_deadlines(session, calendar),
    ]
