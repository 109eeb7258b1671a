"""Messages to an organisation (留言), answered later."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from knowledge_base.database import Base, stored_enum


class MessageKind(StrEnum):
    """What the citizen wants of it."""

    QUESTION = "question"
    COMPLAINT = "complaint"
    SUGGESTION = "suggestion"


class MessageState(StrEnum):
    """Where it stands."""

    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"
    """Its last word has been said: nothing is asked or answered any more."""


class CitizenMessage(Base):
    """One message. What was written and how to reach the writer are sealed."""

    __tablename__ = "citizen_messages"

    number: Mapped[str] = mapped_column(String(32), primary_key=True)
    token_fingerprint: Mapped[str] = mapped_column(String(64), unique=True)
    """Of the token that opens the answer; the token itself is not kept."""
    organisation_code: Mapped[str] = mapped_column(ForeignKey("organisations.code"), index=True)
    kind: Mapped[MessageKind] = mapped_column(stored_enum(MessageKind))
    state: Mapped[MessageState] = mapped_column(stored_enum(MessageState), index=True)
    conversation_id: Mapped[str | None] = mapped_column(String(64))
    """Where the writer is told of the answer."""
    language: Mapped[str] = mapped_column(String(8))
    text_sealed: Mapped[str]
    contact_sealed: Mapped[str | None]
    answer_sealed: Mapped[str | None]
    asked_at: Mapped[datetime]
    clock_from: Mapped[date]
    """The day it was asked, or asked again; the next is day 1."""
    days: Mapped[int]
    """Working days in which it is to be answered."""
    due_on: Mapped[date] = mapped_column(index=True)
    provisional: Mapped[bool]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str | None]
    followed_up: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column()
    """Counts changes, so that of two at once one is refused."""

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 -- SQLAlchemy reads it
