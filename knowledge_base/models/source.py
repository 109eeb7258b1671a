"""What an answer rests on."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from knowledge_base.database import Base, stored_enum


class SourceKind(StrEnum):
    """What kind of document an answer is quoted from."""

    LAW = "law"
    CATALOG = "catalog"
    GUIDE = "guide"
    POLICY = "policy"
    INTERPRETATION = "interpretation"
    OTHER = "other"


class Source(Base):
    """A document, catalog or guide that entries cite."""

    __tablename__ = "sources"

    id: Mapped[str] = mapped_column(String(24), primary_key=True)
    kind: Mapped[SourceKind] = mapped_column(stored_enum(SourceKind))
    title: Mapped[str]
    document_number: Mapped[str | None]
    issuer: Mapped[str | None]
    url: Mapped[str | None]
    issued_on: Mapped[date | None]
    effective_from: Mapped[date | None]
    effective_until: Mapped[date | None]
