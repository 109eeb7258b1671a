"""Names of the bodies."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.officers import Officer
from knowledge_base.models import Organisation


def body_names(session: Session) -> dict[str, str]:
    """Code and name of every body."""
    rows = session.execute(select(Organisation.code, Organisation.name).order_by(Organisation.code))
    return {row.code: row.name for row in rows}


def body_shown(officer: Officer, wanted: str) -> str | None:
    """The body whose cases are listed: their own, or what the openness office wants to see."""
    return (wanted or None) if officer.oversees else officer.organisation_code
