"""Running numbers of registers."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from knowledge_base.database import Base


class CaseCounter(Base):
    """The last number given in one register and year, such as `YSQ-2026`."""

    __tablename__ = "case_counters"

    register: Mapped[str] = mapped_column(String(32), primary_key=True)
    last: Mapped[int]
