"""How a citizen is written to who cannot be reached otherwise."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from knowledge_base.database import Base, utc_now


class KeptAddress(Base):
    """An address, such as an openid, for as long as something is to be told there; sealed."""

    __tablename__ = "kept_addresses"

    conversation_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    route: Mapped[str] = mapped_column(String(32))
    """Which account writes there."""
    sealed: Mapped[str]
    told_seq: Mapped[int]
    """The conversation's event up to which the citizen has been told everything."""
    at: Mapped[datetime] = mapped_column(default=utc_now, index=True)
    """When the citizen wrote last."""
