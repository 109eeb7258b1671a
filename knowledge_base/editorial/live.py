"""What answers citizens: putting versions in and taking entries out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select, tuple_
from sqlalchemy.orm import Session

from knowledge_base.editorial.wording import version_name
from knowledge_base.errors import UnknownEntry, UnknownVersion
from knowledge_base.models import Entry, EntryStatus, EntryVersion

OPEN = (
    EntryStatus.DRAFT,
    EntryStatus.FIRST_REVIEW,
    EntryStatus.SECOND_REVIEW,
    EntryStatus.FINAL_REVIEW,
    EntryStatus.PUBLISHED,
)
"""Statuses of a version that answers, or may yet."""


@dataclass(frozen=True, slots=True)
class Published:
    """A version that began to answer."""

    entry: Entry
    version: EntryVersion
    before: EntryVersion | None
    """The version that answered until now."""


def publish_chunk(session: Session, wanted: Sequence[tuple[str, int]]) -> Iterator[Published]:
    """Put each version in the place of the one that answers; skip those that answer already.

    Raises:
        UnknownEntry: no such entry.
        UnknownVersion: no such version.
    """
    entries = existing(session, {identifier for identifier, _ in wanted})
    versions: dict[tuple[str, int], EntryVersion] = {}
    live: dict[str, EntryVersion] = {}
    rows = session.scalars(
        select(EntryVersion).where(
            EntryVersion.entry_id.in_(entries),
            or_(
                tuple_(EntryVersion.entry_id, EntryVersion.number).in_(wanted),
                EntryVersion.status == EntryStatus.PUBLISHED,
            ),
        )
    )
    for row in rows:
        versions[row.entry_id, row.number] = row
        if row.number == entries[row.entry_id].published_number:
            live[row.entry_id] = row
    for identifier, number in wanted:
        version = versions.get((identifier, number))
        if version is None:
            raise UnknownVersion(f"没有{version_name(identifier, number)}")
        before = live.get(identifier)
        if before is version:
            continue
        put_live(entries[identifier], version, before)
        live[identifier] = version
        yield Published(entries[identifier], version, before)


def put_live(entry: Entry, version: EntryVersion, before: EntryVersion | None) -> None:
    """Make this version the one that answers, and the entry what the version says of it."""
    if before is not None:
        before.status = EntryStatus.SUPERSEDED
    version.status = EntryStatus.PUBLISHED
    entry.published_number = version.number
    state(entry, version)


def state(entry: Entry, version: EntryVersion) -> None:
    """Take over what the version says of its entry, except for links to other entries."""
    entry.organisation_code = version.stated["organisation"]
    entry.jurisdiction_code = version.stated["jurisdiction"]
    entry.language = version.stated["language"]


def retire_chunk(session: Session, ids: Collection[str]) -> Iterator[tuple[Entry, bool]]:
    """Retire entries and their translations.

    Yields:
        Each entry that was not retired before, and whether it was answering.

    Raises:
        UnknownEntry: no such entry.
    """
    existing(session, ids)
    entries = list(
        session.scalars(select(Entry).where(or_(Entry.id.in_(ids), Entry.translation_of.in_(ids))))
    )
    open_versions: dict[str, list[EntryVersion]] = {}
    rows = session.scalars(
        select(EntryVersion).where(
            EntryVersion.entry_id.in_([e.id for e in entries]), EntryVersion.status.in_(OPEN)
        )
    )
    for row in rows:
        open_versions.setdefault(row.entry_id, []).append(row)
    for entry in entries:
        if entry.id not in open_versions:
            continue
        for version in open_versions[entry.id]:
            version.status = EntryStatus.RETIRED
        was_live = entry.published_number is not None
        entry.published_number = None
        yield entry, was_live


def existing(session: Session, ids: Collection[str]) -> dict[str, Entry]:
    """The entries with these ids.

    Raises:
        UnknownEntry: one of them does not exist.
    """
    found = {e.id: e for e in session.scalars(select(Entry).where(Entry.id.in_(ids)))}
    if missing := sorted(set(ids) - found.keys()):
        raise UnknownEntry(f"没有条目 {'、'.join(missing[:5])}")
    return found
