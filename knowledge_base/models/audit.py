"""What was done, by whom; and what the index must follow."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from knowledge_base.database import Base, utc_now


class AuditRecord(Base):
    """One act of a member of staff or of the system. Never changed or deleted."""

    __tablename__ = "audit_records"

    pk: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(default=utc_now)
    actor: Mapped[str]
    act: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(index=True)
    """Kind and id, such as `entry:e1a2b3`."""
    detail: Mapped[dict[str, Any]]


class ImportRun(Base):
    """One committed import."""

    __tablename__ = "import_runs"

    pk: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(default=utc_now)
    actor: Mapped[str]
    importer: Mapped[str] = mapped_column(String(32))
    file: Mapped[str]
    file_hash: Mapped[str] = mapped_column(String(64))
    counts: Mapped[dict[str, Any]]


class IndexChange(Base):
    """An entry whose answerable content changed: every index follows this log in order."""

    __tablename__ = "index_changes"

    pk: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    entry_id: Mapped[str] = mapped_column(String(24))
    at: Mapped[datetime] = mapped_column(default=utc_now)
