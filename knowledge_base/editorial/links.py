"""How entries hang together: translations, successors, and what the indexes must be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge_base.drafts import entry_id
from knowledge_base.editorial.live import Published, state
from knowledge_base.editorial.records import answerable_changed, audit
from knowledge_base.models import Entry, EntryVersion, VersionSource
from knowledge_base.published import batched

Relation = Literal["translation_of", "superseded_by"]
RELATIONS: tuple[Relation, ...] = ("translation_of", "superseded_by")
CHUNK = 500
WORDING = ("question", "answer", "short_answer", "spoken_answer", "links")
"""Columns that citizens read: a translation has to follow them."""
VALIDITY = ("valid_from", "valid_until")


@dataclass(frozen=True, slots=True)
class UnresolvedLink:
    """An entry names another by a key that no entry has."""

    entry_id: str
    relation: Relation
    key: str


class EntryLinks:
    """Gathers what publishing and retiring mean for other entries until the end of the work.

    Links wait because a file may name an entry before the line that brings it; translations wait
    because the Chinese and its English usually come in one file.
    """

    def __init__(self, session: Session, actor: str) -> None:
        self._session = session
        self._actor = actor
        self._wanted: dict[str, dict[Relation, str | None]] = {}
        self._outdated: set[str] = set()
        self._renewed: set[str] = set()
        self._changed: set[str] = set()

    def saved(self, entry: Entry, version: EntryVersion) -> None:
        """A draft was saved: an entry that does not answer yet follows its latest draft."""
        if entry.published_number is None:
            state(entry, version)
            self._want(entry, version)

    def published(self, change: Published) -> None:
        """A version began to answer."""
        entry, version, before = change.entry, change.version, change.before
        self._want(entry, version)
        self.changed(entry.id)
        if version.stated["translation_of"] is not None:
            self._renewed.add(entry.id)
            if before is None or _differ(before, version, WORDING):
                entry.translation_stale = False
        if before is not None and _differ(before, version, WORDING + VALIDITY):
            self._outdated.add(entry.id)

    def changed(self, identifier: str) -> None:
        """What this entry may answer has changed; the indexes are told once."""
        if identifier not in self._changed:
            self._changed.add(identifier)
            answerable_changed(self._session, identifier)

    def sources_changed(self, source_ids: set[str]) -> None:
        """Entries that cite these sources show them differently now."""
        for ids in batched(sorted(source_ids), CHUNK):
            citing = (
                select(Entry.id)
                .join(
                    EntryVersion,
                    (EntryVersion.entry_id == Entry.id)
                    & (EntryVersion.number == Entry.published_number),
                )
                .join(VersionSource, VersionSource.version_pk == EntryVersion.pk)
                .where(VersionSource.source_id.in_(ids))
                .distinct()
            )
            for identifier in self._session.scalars(citing).all():
                self.changed(identifier)

    def finish(self) -> tuple[UnresolvedLink, ...]:
        """Set the links that were asked for and mark translations left behind."""
        unresolved = self._tie()
        self._mark_stale()
        return unresolved

    def _want(self, entry: Entry, version: EntryVersion) -> None:
        wanted = {relation: version.stated[relation] for relation in RELATIONS}
        for relation, key in wanted.items():
            if getattr(entry, relation) != (key and entry_id(key)):
                self._wanted[entry.id] = wanted
                return
        self._wanted.pop(entry.id, None)

    def _tie(self) -> tuple[UnresolvedLink, ...]:
        self._session.flush()
        unresolved: list[UnresolvedLink] = []
        for ids in batched(sorted(self._wanted), CHUNK):
            keys = {key for i in ids for key in self._wanted[i].values() if key}
            known = set(self._session.scalars(select(Entry.key).where(Entry.key.in_(keys))))
            for entry in self._session.scalars(select(Entry).where(Entry.id.in_(ids))).all():
                for relation, key in self._wanted[entry.id].items():
                    if key is None or key in known:
                        setattr(entry, relation, key and entry_id(key))
                    else:
                        unresolved.append(UnresolvedLink(entry.id, relation, key))
        self._wanted.clear()
        self._session.flush()
        return tuple(unresolved)

    def _mark_stale(self) -> None:
        for ids in batched(sorted(self._outdated), CHUNK):
            pairs = select(Entry).where(
                Entry.translation_of.in_(ids), Entry.translation_stale.is_(False)
            )
            for entry in self._session.scalars(pairs).all():
                if entry.id in self._renewed:
                    continue
                entry.translation_stale = True
                self.changed(entry.id)
                audit(
                    self._session,
                    self._actor,
                    "translation_stale",
                    entry.id,
                    original=entry.translation_of,
                )


def _differ(one: EntryVersion, other: EntryVersion, columns: tuple[str, ...]) -> bool:
    return any(getattr(one, column) != getattr(other, column) for column in columns)
