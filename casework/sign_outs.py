"""Ends sign-ins that are carried in signed cookies, which nobody can take back."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from casework.models import SignOut

LONGEST = timedelta(days=1)
"""No sign-in lasts longer, so that what ended one need not be known longer."""


def end_sign_ins(session: Session, key: str, at: datetime) -> None:
    """Whoever signed in under this key until now is signed out, wherever the cookie is."""
    session.execute(delete(SignOut).where(SignOut.at < at - LONGEST))
    session.merge(SignOut(key=key, at=at))


def has_ended(session: Session, key: str, since: datetime) -> bool:
    """Whether a sign-in of this moment has been ended."""
    ended = session.get(SignOut, key)
    return ended is not None and ended.at >= since
