"""Who works on the cases of which body, and what waits for a second person."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from knowledge_base.database import Base


class CaseOfficer(Base):
    """An account that works on a body's messages and applications (经办人员)."""

    __tablename__ = "case_officers"

    name: Mapped[str] = mapped_column(String(32), ForeignKey("agents.name"), primary_key=True)
    """The account."""
    organisation_code: Mapped[str] = mapped_column(String(32), ForeignKey("organisations.code"))
    """The body; the openness office's officers oversee every body."""


class ExtensionWish(Base):
    """An officer wants more time for an application; a second person decides."""

    __tablename__ = "extension_wishes"

    number: Mapped[str] = mapped_column(
        String(32), ForeignKey("applications.number"), primary_key=True
    )
    days: Mapped[int | None]
    """Working days of an extension (第三十三条)."""
    until: Mapped[date | None]
    """The later day for a very large application (第三十五条); one of the two is given."""
    notice_sealed: Mapped[str]
    """What the applicant will be told."""
    asked_by: Mapped[str]
    asked_on: Mapped[date]
