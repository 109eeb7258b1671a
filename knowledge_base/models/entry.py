"""The entry (一问一答): one question, one approved answer, in immutable versions."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from knowledge_base.database import Base, stored_enum, utc_now
from knowledge_base.models.source import Source


class Aspect(StrEnum):
    """What about its topic an entry answers."""

    GENERAL = "general"
    MATERIALS = "materials"
    DURATION = "duration"
    FEE = "fee"
    PLACE = "place"
    HOURS = "hours"
    PROCESS = "process"
    CONDITIONS = "conditions"
    BASIS = "basis"
    BODY = "body"
    CHANNEL = "channel"
    PHONE = "phone"
    AMOUNT = "amount"
    CONTENT = "content"


class EntryStatus(StrEnum):
    """Where a version stands in review (三审): draft first, published or retired last."""

    DRAFT = "draft"
    FIRST_REVIEW = "first_review"
    SECOND_REVIEW = "second_review"
    FINAL_REVIEW = "final_review"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    RETIRED = "retired"


class ReviewStage(StrEnum):
    """Which review an opinion was given in."""

    FIRST = "first"
    SECOND = "second"
    FINAL = "final"
    SECRECY = "secrecy"
    EMERGENCY = "emergency"


class Entry(Base):
    """What stays the same over an entry's versions."""

    __tablename__ = "entries"

    id: Mapped[str] = mapped_column(String(24), primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    """Where it was made from: file and row, or the row of a catalog and the aspect."""
    organisation_code: Mapped[str | None] = mapped_column(ForeignKey("organisations.code"))
    jurisdiction_code: Mapped[str] = mapped_column(ForeignKey("jurisdictions.code"))
    language: Mapped[str] = mapped_column(String(8), default="zh")
    translation_of: Mapped[str | None] = mapped_column(ForeignKey("entries.id"))
    translation_stale: Mapped[bool] = mapped_column(default=False)
    superseded_by: Mapped[str | None] = mapped_column(ForeignKey("entries.id"))
    published_number: Mapped[int | None]
    """The version that answers citizens, or None."""
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    versions: Mapped[list[EntryVersion]] = relationship(
        back_populates="entry", order_by="EntryVersion.number", cascade="all, delete-orphan"
    )

    def version(self, number: int) -> EntryVersion:
        """The version with this number; raises KeyError."""
        for version in self.versions:
            if version.number == number:
                return version
        raise KeyError(f"entry {self.id} has no version {number}")

    @property
    def latest(self) -> EntryVersion:
        """The newest version, published or not."""
        return self.versions[-1]


class EntryVersion(Base):
    """One wording of an entry. Never changed once written, but for its status."""

    __tablename__ = "entry_versions"
    __table_args__ = (UniqueConstraint("entry_id", "number"),)

    pk: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    entry_id: Mapped[str] = mapped_column(ForeignKey("entries.id"), index=True)
    number: Mapped[int]
    status: Mapped[EntryStatus] = mapped_column(stored_enum(EntryStatus), index=True)
    question: Mapped[str]
    similar_questions: Mapped[list[str]]
    negative_questions: Mapped[list[str]]
    keywords: Mapped[list[str]]
    answer: Mapped[str]
    """Plain text, quoted word for word."""
    short_answer: Mapped[str | None]
    """For WeChat, at most 600 characters."""
    spoken_answer: Mapped[str | None]
    """For the kiosk's voice."""
    links: Mapped[list[dict[str, Any]]]
    """[{label, url}] shown under the answer."""
    topic: Mapped[str | None]
    """What it is about, such as 居住证: follow-ups keep it."""
    field: Mapped[str | None]
    """领域."""
    aspect: Mapped[Aspect] = mapped_column(stored_enum(Aspect))
    audience: Mapped[list[str]]
    life_stages: Mapped[list[str]]
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    """The last day on which it may be given as an answer."""
    content_hash: Mapped[str] = mapped_column(String(64))
    stated: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What this version says of its entry and sources, in force only once it is published:
    {organisation, jurisdiction, language, translation_of, superseded_by, sources}, and
    restored_from where it copies an older version."""
    author: Mapped[str]
    note: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    entry: Mapped[Entry] = relationship(back_populates="versions")
    sources: Mapped[list[VersionSource]] = relationship(
        cascade="all, delete-orphan", order_by="VersionSource.position"
    )
    reviews: Mapped[list[Review]] = relationship(cascade="all, delete-orphan", order_by="Review.pk")

    def content(self) -> dict[str, Any]:
        """What the version says, frozen, by the names drafts and published entries have for it."""
        return {
            **{name: getattr(self, name) for name in _SAME},
            **{name: tuple(getattr(self, name)) for name in _LISTS},
            "links": tuple((link["label"], link["url"]) for link in self.links),
        }

    @staticmethod
    def columns(said: Any) -> dict[str, Any]:
        """The inverse of `content`: what a draft or a published entry says, as columns."""
        return {
            **{name: getattr(said, name) for name in _SAME},
            **{name: list(getattr(said, name)) for name in _LISTS},
            "links": [{"label": label, "url": url} for label, url in said.links],
        }


_SAME = (
    "question",
    "answer",
    "short_answer",
    "spoken_answer",
    "topic",
    "field",
    "aspect",
    "valid_from",
    "valid_until",
)
_LISTS = ("similar_questions", "negative_questions", "keywords", "audience", "life_stages")
"""Columns that have their content as it is, and as a list of what is a tuple elsewhere."""
CONTENT = (*_SAME, *_LISTS, "links")
"""What a version says, by the names that drafts and published entries have for it, too."""


class VersionSource(Base):
    """A source as one version cites it."""

    __tablename__ = "version_sources"

    pk: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    version_pk: Mapped[int] = mapped_column(ForeignKey("entry_versions.pk"), index=True)
    source_id: Mapped[str] = mapped_column(ForeignKey("sources.id"))
    article: Mapped[str | None]
    position: Mapped[int] = mapped_column(default=0)

    source: Mapped[Source] = relationship()


class Review(Base):
    """One reviewer's opinion on one version."""

    __tablename__ = "reviews"

    pk: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    version_pk: Mapped[int] = mapped_column(ForeignKey("entry_versions.pk"), index=True)
    stage: Mapped[ReviewStage] = mapped_column(stored_enum(ReviewStage))
    reviewer: Mapped[str]
    approved: Mapped[bool]
    comment: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(default=utc_now)
