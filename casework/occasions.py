"""What every act on a case needs: a unit of work, the calendar, the seal, who and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from casework.seals import Seal
from casework.working_days import WorkingCalendar, civil_day
from knowledge_base.models import AuditRecord

APPLICANT = "applicant"
"""Actor of what the citizen does: who they are is not for the audit trail."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """Somebody does something to a case at a moment."""

    session: Session
    """The unit of work; the caller commits it."""
    calendar: WorkingCalendar
    """As loaded in this unit of work."""
    seal: Seal
    """Opens and closes what is personal."""
    actor: str
    """Account of the member of staff, or `applicant`."""
    at: datetime
    """When, with zone; staff may enter what happened earlier."""

    @property
    def on(self) -> date:
        """The day in China."""
        return civil_day(self.at)

    def audit(self, act: str, subject: str, **detail: Any) -> None:
        """Write the act into the audit trail; detail holds codes and dates only."""
        record = AuditRecord(at=self.at, actor=self.actor, act=act, subject=subject, detail=detail)
        self.session.add(record)
