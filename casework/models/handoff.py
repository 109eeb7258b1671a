"""Conversations that wait for a person, or have one."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from knowledge_base.database import Base, stored_enum


class HandoffState(StrEnum):
    """Who has the conversation."""

    BOT = "bot"
    """Nobody was asked for: there is no row in this state."""
    QUEUED = "queued"
    CLAIMED = "claimed"
    BACK = "back"
    """The assistant has it again."""
    CLOSED = "closed"
    MESSAGE = "message"
    """Nobody was there: the citizen leaves a message (留言)."""


class Handoff(Base):
    """One time a citizen asked for a person."""

    __tablename__ = "handoffs"

    pk: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(String(64), index=True)
    open_conversation: Mapped[str | None] = mapped_column(String(64), unique=True)
    """The conversation while this handoff is open: there is at most one."""
    organisation_code: Mapped[str | None] = mapped_column(ForeignKey("organisations.code"))
    """Whose queue; the common one where None."""
    state: Mapped[HandoffState] = mapped_column(stored_enum(HandoffState), index=True)
    owner: Mapped[str | None]
    """The agent who has it; nobody else may speak in it."""
    channel: Mapped[str] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(8))
    requested_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    citizen_spoke_at: Mapped[datetime | None]
    citizen_seen_at: Mapped[datetime | None]
    """When their page was last open while they waited; None where no page was."""
    agent_spoke_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()
    """Counts changes, so that of two at once one is refused."""

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 -- SQLAlchemy reads it
