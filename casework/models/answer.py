"""What a citizen is answering in a form: never stored in clear."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from knowledge_base.database import Base, utc_now


class ExpectedAnswer(Base):
    """The next words of a conversation answer a question of a form."""

    __tablename__ = "expected_answers"

    conversation_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    field: Mapped[str] = mapped_column(String(48))
    """Form and field, such as `application.name`."""
    prose: Mapped[bool]
    """Whether several sentences are expected, rather than a word or a number."""
    at: Mapped[datetime] = mapped_column(default=utc_now)


class KeptAnswer(Base):
    """An answer, sealed until the form is handed in or forgotten."""

    __tablename__ = "kept_answers"

    conversation_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    field: Mapped[str] = mapped_column(String(48), primary_key=True)
    sealed: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=utc_now, index=True)
