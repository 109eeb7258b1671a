"""The moments from which staff's earlier sign-ins open nothing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from knowledge_base.database import Base


class SignOut(Base):
    """Whoever signed in under a key before a moment is not signed in any more."""

    __tablename__ = "sign_outs"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    """An agent, or one session of the console."""
    at: Mapped[datetime] = mapped_column(index=True)
