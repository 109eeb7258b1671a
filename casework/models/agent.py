"""People at the desk (人工坐席)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from knowledge_base.database import Base


class Agent(Base):
    """A person who takes conversations over: the owner of a handoff is one of these."""

    __tablename__ = "agents"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    """What they sign in with, and what the audit trail names them."""
    public_name: Mapped[str] = mapped_column(String(32))
    """What citizens read, such as 小李."""
    password_hash: Mapped[str]
    """Argon2id."""
    active: Mapped[bool]
    """Whether they may sign in; the name stays for the audit trail."""
    seen_at: Mapped[datetime | None]
    """When their desk page was last open."""
