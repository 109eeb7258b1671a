"""Files that go with a reply to an application (答复附件)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from knowledge_base.database import Base


class ReplyAttachment(Base):
    """One file. Its name and what is in it are sealed."""

    __tablename__ = "reply_attachments"

    pk: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    number: Mapped[str] = mapped_column(ForeignKey("applications.number"), index=True)
    name_sealed: Mapped[str]
    kind: Mapped[str] = mapped_column(String(8))
    """The ending of its name, without the dot."""
    size: Mapped[int]
    """Bytes."""
    content_sealed: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    added_on: Mapped[date]
    added_by: Mapped[str]
