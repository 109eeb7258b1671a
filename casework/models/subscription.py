"""Subscriptions to news of policies, and the news."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from knowledge_base.database import Base, utc_now


class PolicyNews(Base):
    """A policy as it was first seen in one wording; the order is the order of the news."""

    __tablename__ = "policy_news"
    __table_args__ = (UniqueConstraint("policy_id", "content_hash"),)

    pk: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    policy_id: Mapped[str] = mapped_column(ForeignKey("policies.id"))
    content_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(default=utc_now)


class Subscription(Base):
    """Somebody wants to hear of policies that an enterprise such as theirs can have."""

    __tablename__ = "subscriptions"

    pk: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    token_fingerprint: Mapped[str] = mapped_column(String(64), unique=True)
    conversation_id: Mapped[str] = mapped_column(String(64), index=True)
    """Where the news goes."""
    language: Mapped[str] = mapped_column(String(8))
    attributes: Mapped[dict[str, Any]]
    """As `casework.policy_match` reads them; nothing that names the enterprise."""
    told_until: Mapped[int]
    """`PolicyNews.pk` up to which this subscriber was told."""
    since: Mapped[datetime] = mapped_column(default=utc_now)
