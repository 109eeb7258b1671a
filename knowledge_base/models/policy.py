"""Policy documents with their metadata and, for enterprises, the conditions to match."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from knowledge_base.database import Base


class Policy(Base):
    """A policy document (文件), valid in time and related to others."""

    __tablename__ = "policies"

    id: Mapped[str] = mapped_column(String(24), primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    """文号 where there is one, else 索引号 or the title."""
    source_id: Mapped[str] = mapped_column(ForeignKey("sources.id"))
    title: Mapped[str]
    index_number: Mapped[str | None]
    document_number: Mapped[str | None]
    issuer: Mapped[str | None]
    subject: Mapped[str | None]
    written_on: Mapped[date | None]
    published_on: Mapped[date | None]
    effective_from: Mapped[date | None]
    effective_until: Mapped[date | None]
    validity: Mapped[str] = mapped_column(default="有效")
    """有效, 失效, 废止 or 修改."""
    relations: Mapped[list[dict[str, Any]]]
    """[{kind: 解读|修改|废止|依据, target}] by 文号 or title."""
    conditions: Mapped[list[dict[str, Any]]]
    """[{attribute, op, value, text}] that an enterprise must meet."""
    benefits: Mapped[dict[str, Any]]
    """惠及对象, 标准, 兑现时限, 受理, 咨询, 免申即享."""
    body: Mapped[str]
    content_hash: Mapped[str] = mapped_column(String(64))
    retired: Mapped[bool] = mapped_column(default=False)
