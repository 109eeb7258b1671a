"""Tables of what was said."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from knowledge_base.database import Base, utc_now


class TranscriptEvent(Base):
    """One event of a conversation; (conversation, seq) is what every client resumes from."""

    __tablename__ = "transcript_events"
    __table_args__ = (Index("ix_transcript_msg", "conversation_id", "msg_id"),)

    conversation_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(8))
    at: Mapped[datetime] = mapped_column(default=utc_now, index=True)
    msg_id: Mapped[str | None] = mapped_column(String(64))
    text: Mapped[str | None]
    """The citizen's words with personal numbers masked."""
    choice: Mapped[str | None] = mapped_column(String(64))
    reply: Mapped[dict[str, Any] | None]
    author: Mapped[str | None] = mapped_column(String(32))
    """Public name of the person at the desk who wrote, or came."""
    person: Mapped[str | None] = mapped_column(String(8))
    """Who has the conversation from here on, where that changes: see `bot.events.Event`."""


class ReceiptRecord(Base):
    """The evidence of one turn, so that any answer can be explained and replayed."""

    __tablename__ = "receipts"

    turn_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    at: Mapped[datetime] = mapped_column(default=utc_now, index=True)
    conversation_id: Mapped[str | None] = mapped_column(String(64), index=True)
    channel: Mapped[str] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(8))
    question: Mapped[str]
    """As asked, personal numbers masked."""
    cleaned: Mapped[str]
    choice: Mapped[str | None]
    as_of: Mapped[str | None] = mapped_column(String(10))
    jurisdiction: Mapped[str | None] = mapped_column(String(32))
    status: Mapped[str] = mapped_column(String(32), index=True)
    rule: Mapped[str] = mapped_column(String(64))
    entry_id: Mapped[str | None] = mapped_column(String(24), index=True)
    version: Mapped[int | None]
    confidence: Mapped[float | None]
    candidates: Mapped[list[dict[str, Any]]]
    degraded: Mapped[bool]
    latency_ms: Mapped[dict[str, Any]]


class Rating(Base):
    """How good an answer was (好差评), as said last; one per answered turn."""

    __tablename__ = "ratings"

    turn_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[str | None] = mapped_column(String(64), index=True)
    """None once the conversation was left behind at a machine in a hall."""
    entry_id: Mapped[str | None] = mapped_column(String(24), index=True)
    """The entry that was quoted, and its version."""
    version: Mapped[int | None]
    grade: Mapped[int] = mapped_column(index=True)
    """1 非常不满意 to 5 非常满意."""
    reason: Mapped[str | None] = mapped_column(String(16))
    """Why, of the two lowest grades: a code of `bot.choices.RatingReason`."""
    comment: Mapped[str | None]
    """In the citizen's words, personal numbers masked."""
    at: Mapped[datetime] = mapped_column(default=utc_now, index=True)
