"""The editable holiday table over the announced years."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Mapped, mapped_column

from knowledge_base.database import Base, stored_enum


class DayKind(StrEnum):
    """What a day is, whatever the weekday."""

    HOLIDAY = "holiday"
    WORKDAY = "workday"
    """Worked, such as a make-up weekend day (调休上班)."""


class CalendarDay(Base):
    """One day that differs from what the library or the weekday says."""

    __tablename__ = "calendar_days"

    on: Mapped[date] = mapped_column("date", primary_key=True)
    kind: Mapped[DayKind] = mapped_column(stored_enum(DayKind))
    note: Mapped[str]
    source: Mapped[str]
    """文号 of the notice, or who decided it."""


class CalendarYear(Base):
    """A year whose whole arrangement is in `calendar_days`: its days are no longer 暂定."""

    __tablename__ = "calendar_years"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    source: Mapped[str]
