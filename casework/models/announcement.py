"""What somebody must be told: written with the change itself, delivered afterwards."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from knowledge_base.database import Base, utc_now


class Announcement(Base):
    """One thing to tell, committed with what it tells of, so that none is lost or made up."""

    __tablename__ = "announcements"

    pk: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(default=utc_now)
    audience: Mapped[str] = mapped_column(index=True)
    """`conversation:<id>`, `agent:<id>`, `organisation:<code>`, `desk` or `openness`."""
    kind: Mapped[str] = mapped_column(String(48))
    """A code; wording belongs to the channel."""
    subject: Mapped[str]
    """Kind and number of the case, as in the audit trail."""
    data: Mapped[dict[str, Any]]
    """Codes, dates and numbers only, never personal data."""
    once: Mapped[str | None] = mapped_column(String(200), unique=True)
    """Names an occasion that must not be announced twice, whatever restarts in between."""
    delivered_at: Mapped[datetime | None] = mapped_column(index=True)
