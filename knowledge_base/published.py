"""Published entries as immutable snapshots: all that answering and rendering need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from knowledge_base.database import CIVIL_ZONE
from knowledge_base.models import (
    Aspect,
    Entry,
    EntryVersion,
    Organisation,
    SourceKind,
    VersionSource,
)

LOAD_CHUNK = 1000
"""Entries read from the database at a time."""


def today() -> date:
    """The present day in China."""
    return datetime.now(CIVIL_ZONE).date()


@dataclass(frozen=True, slots=True)
class CitedSource:
    """A source as an entry cites it."""

    kind: SourceKind
    title: str
    document_number: str | None
    article: str | None
    issuer: str | None
    url: str | None
    effective_from: date | None
    effective_until: date | None


@dataclass(frozen=True, slots=True)
class PublishedEntry:
    """One published version of one entry."""

    id: str
    version: int
    language: str
    translation_of: str | None
    translation_stale: bool
    jurisdiction: str
    organisation: str | None
    """The organisation's name."""
    organisation_phone: str | None
    question: str
    similar_questions: tuple[str, ...]
    negative_questions: tuple[str, ...]
    keywords: tuple[str, ...]
    answer: str
    short_answer: str | None
    spoken_answer: str | None
    links: tuple[tuple[str, str], ...]
    """(label, url)."""
    topic: str | None
    field: str | None
    aspect: Aspect
    audience: tuple[str, ...]
    life_stages: tuple[str, ...]
    valid_from: date | None
    valid_until: date | None
    superseded_by: str | None
    """Id of the entry that took its place."""
    sources: tuple[CitedSource, ...]

    def valid_on(self, day: date) -> bool:
        """Whether it may be given as an answer on this day (both ends included)."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )


def load_published(
    session: Session, entry_ids: Iterable[str] | None = None
) -> Iterator[PublishedEntry]:
    """Read the published version of each entry, in the order of their ids.

    Args:
        session: where to read.
        entry_ids: only these; every published entry where None. Unknown and unpublished ids are
            left out.

    Yields:
        One snapshot per published entry.
    """
    ids = (
        list(session.scalars(select(Entry.id).where(Entry.published_number.is_not(None))))
        if entry_ids is None
        else set(entry_ids)
    )
    names = {o.code: (o.name, o.phone) for o in session.scalars(select(Organisation))}
    for chunk in batched(sorted(ids), LOAD_CHUNK):
        rows = session.execute(
            select(Entry, EntryVersion)
            .join(
                EntryVersion,
                (EntryVersion.entry_id == Entry.id)
                & (EntryVersion.number == Entry.published_number),
            )
            .options(selectinload(EntryVersion.sources).selectinload(VersionSource.source))
            .where(Entry.id.in_(chunk))
            .order_by(Entry.id)
        )
        for entry, version in rows:
            yield snapshot(entry, version, names)
        session.expunge_all()


def batched(items: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """Slices of at most `size` items, in order."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def snapshot(
    entry: Entry, version: EntryVersion, organisations: dict[str, tuple[str, str | None]]
) -> PublishedEntry:
    """Freeze one version of an entry."""
    name, phone = organisations.get(entry.organisation_code or "", (None, None))
    return PublishedEntry(
        id=entry.id,
        version=version.number,
        language=entry.language,
        translation_of=entry.translation_of,
        translation_stale=entry.translation_stale,
        jurisdiction=entry.jurisdiction_code,
        organisation=name,
        organisation_phone=phone,
        superseded_by=entry.superseded_by,
        sources=tuple(
            CitedSource(
                kind=cited.source.kind,
                title=cited.source.title,
                document_number=cited.source.document_number,
                article=cited.article,
                issuer=cited.source.issuer,
                url=cited.source.url,
                effective_from=cited.source.effective_from,
                effective_until=cited.source.effective_until,
            )
            for cited in version.sources
        ),
        **version.content(),
    )
