"""Writing many entries in one unit of work: what importers and the staff's acts share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge_base.collisions import Collision, CollisionIndex, collisions_of
from knowledge_base.drafts import EntryDraft, SourceDraft
from knowledge_base.editorial.checking import check
from knowledge_base.editorial.contents import version_of
from knowledge_base.editorial.links import EntryLinks, UnresolvedLink
from knowledge_base.editorial.live import publish_chunk, retire_chunk
from knowledge_base.editorial.records import audit, given
from knowledge_base.editorial.sources import SourceRows
from knowledge_base.errors import InvalidDraft, UnknownJurisdiction, UnknownOrganisation
from knowledge_base.models import Entry, EntryStatus, EntryVersion, Jurisdiction, Organisation
from knowledge_base.published import batched

CHUNK = 500
"""Entries read and written at a time: keeps 20,000 of them within a few hundred MB."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What saving one draft came to."""

    entry_id: str
    number: int
    """The version that holds the draft's content."""
    outcome: Literal["new", "changed", "unchanged"]
    published_number: int | None
    """The version that answers citizens now; publish when it differs from `number`."""
    collisions: tuple[Collision, ...] = ()
    """Other entries asked by the same words, nearest first; empty when nothing changed."""


@dataclass(slots=True)
class _Known:
    """What the database holds of one entry, as far as saving needs it."""

    entry: Entry
    number: int = 0
    content_hash: str = ""
    retired: bool = False


class Editor:
    """Saves, publishes and retires entries in bulk, in the caller's transaction.

    For importers::

        with database.begin() as session:
            editor = Editor(session, actor="import")
            saved = editor.save(drafts)
            due = [(s.entry_id, s.number) for s in saved if s.number != s.published_number]
            editor.publish(due, reason="starter knowledge")   # only for reviewed content
            editor.retire(ids_of_removed_rows, reason="row removed")
            unresolved = editor.finish()                      # always, and once, at the end

    `drafts` may be a generator: it is read `CHUNK` at a time. Entries may name each other by key
    in any order; `finish` ties them together and says which keys exist nowhere.
    """

    def __init__(
        self, session: Session, actor: str, collisions: CollisionIndex | None = None
    ) -> None:
        """Begin a piece of work.

        Args:
            session: a unit of work.
            actor: whom the history and the audit log name.
            collisions: an index that outlives the session, where a long-running service keeps
                one; otherwise the session's own is read when the first change is saved.
        """
        self._session = session
        self._kept = collisions
        self._collisions: CollisionIndex | None = None
        self._actor = actor
        self._sources = SourceRows(session)
        self._links = EntryLinks(session, actor)
        self._organisations = set(session.scalars(select(Organisation.code)))
        self._jurisdictions = set(session.scalars(select(Jurisdiction.code)))

    def source(self, draft: SourceDraft) -> str:
        """The id of this source's row, made or completed with what the draft knows.

        For catalogs, guides and policies, which name their source themselves.
        """
        return self._sources.put(draft)

    def save(self, drafts: Iterable[EntryDraft], note: str | None = None) -> list[Saved]:
        """Keep each draft as a new version in DRAFT unless its content is the latest already.

        Args:
            drafts: in any order; a key given twice is two versions of one entry.
            note: why, for the history.

        Returns:
            One result per draft, in order.

        Raises:
            InvalidDraft: a draft that can never be a version.
            UnknownOrganisation: a draft names an organisation that does not exist.
            UnknownJurisdiction: likewise a jurisdiction.
        """
        results: list[Saved] = []
        chunk: list[EntryDraft] = []
        for draft in drafts:
            self._check(draft)
            chunk.append(draft)
            if len(chunk) == CHUNK:
                results.extend(self._save_chunk(chunk, note))
                chunk = []
        results.extend(self._save_chunk(chunk, note))
        return results

    def publish(
        self, versions: Iterable[tuple[str, int]], reason: str, act: str = "publish_reviewed"
    ) -> int:
        """Let versions answer from now on, without asking for reviews.

        Args:
            versions: (entry id, number); those that answer already are left alone.
            reason: why no review is needed here, such as "reviewed in the old system".
            act: what the audit log calls it.

        Returns:
            How many began to answer.

        Raises:
            MissingReason: no reason.
            UnknownEntry: no such entry.
            UnknownVersion: no such version.
        """
        reason = given(reason)
        wanted = list(versions)
        count = 0
        for start in range(0, len(wanted), CHUNK):
            for change in publish_chunk(self._session, wanted[start : start + CHUNK]):
                self._sources.put_stated(change.version)
                self._links.published(change)
                audit(
                    self._session,
                    self._actor,
                    act,
                    change.entry.id,
                    number=change.version.number,
                    before=change.before.number if change.before else None,
                    reason=reason,
                )
                count += 1
            self._session.flush()
        return count

    def retire(self, entry_ids: Iterable[str], reason: str) -> int:
        """Take entries, and the translations of them, out of answering for good.

        Args:
            entry_ids: those retired already are left alone.
            reason: why.

        Returns:
            How many were retired, translations included.

        Raises:
            MissingReason: no reason.
            UnknownEntry: no such entry.
        """
        reason = given(reason)
        count = 0
        for ids in batched(sorted(set(entry_ids)), CHUNK):
            for entry, was_live in retire_chunk(self._session, ids):
                if was_live:
                    self._links.changed(entry.id)
                audit(self._session, self._actor, "retire", entry.id, reason=reason)
                count += 1
            self._session.flush()
        return count

    def finish(self) -> tuple[UnresolvedLink, ...]:
        """Tie entries to each other, mark outdated translations and write the index's log.

        Returns:
            Links to keys that no entry has; they are left unset.
        """
        unresolved = self._links.finish()
        self._links.sources_changed(self._sources.touched)
        self._session.flush()
        return unresolved

    def _check(self, draft: EntryDraft) -> None:
        try:
            check(draft)
        except InvalidDraft as error:
            raise type(error)(f"{draft.key}：{error}", error.field) from error
        if draft.organisation is not None and draft.organisation not in self._organisations:
            raise UnknownOrganisation(f"{draft.key}：没有机构 {draft.organisation}")
        if draft.jurisdiction not in self._jurisdictions:
            raise UnknownJurisdiction(f"{draft.key}：没有辖区 {draft.jurisdiction}")

    def _save_chunk(self, drafts: list[EntryDraft], note: str | None) -> list[Saved]:
        known = self._known({draft.id for draft in drafts})
        self._sources.cite(cited for draft in drafts for cited in draft.sources)
        results = [self._save_one(draft, known, note) for draft in drafts]
        self._session.flush()
        return results

    def _save_one(self, draft: EntryDraft, known: dict[str, _Known], note: str | None) -> Saved:
        existing = known.get(draft.id)
        content_hash = draft.content_hash
        if existing and existing.content_hash == content_hash and not existing.retired:
            return Saved(draft.id, existing.number, "unchanged", existing.entry.published_number)
        if existing is None:
            existing = known[draft.id] = _Known(self._new_entry(draft))
        version = version_of(draft, existing.number + 1, self._actor, note)
        self._session.add(version)
        outcome: Literal["new", "changed"] = "changed" if existing.number else "new"
        existing.number, existing.content_hash = version.number, content_hash
        existing.retired = False
        self._links.saved(existing.entry, version)
        collisions = self._index().add(version)
        audit(self._session, self._actor, "draft", draft.id, number=version.number, outcome=outcome)
        published = existing.entry.published_number
        return Saved(draft.id, version.number, outcome, published, collisions)

    def _index(self) -> CollisionIndex:
        """Read only when something changed: importing the same again needs none."""
        if self._collisions is None and self._kept is not None:
            self._kept.follow(self._session)
            self._collisions = self._kept
        elif self._collisions is None:
            self._collisions = collisions_of(self._session)
        return self._collisions

    def _new_entry(self, draft: EntryDraft) -> Entry:
        entry = Entry(
            id=draft.id,
            key=draft.key,
            organisation_code=draft.organisation,
            jurisdiction_code=draft.jurisdiction,
            language=draft.language,
            published_number=None,
        )
        self._session.add(entry)
        return entry

    def _known(self, ids: set[str]) -> dict[str, _Known]:
        known = {
            entry.id: _Known(entry)
            for entry in self._session.scalars(select(Entry).where(Entry.id.in_(ids)))
        }
        rows = self._session.execute(
            select(
                EntryVersion.entry_id,
                EntryVersion.number,
                EntryVersion.content_hash,
                EntryVersion.status,
            )
            .where(EntryVersion.entry_id.in_(known))
            .order_by(EntryVersion.number)
        )
        for entry_id, number, content_hash, status in rows:
            latest = known[entry_id]
            latest.number, latest.content_hash = number, content_hash
            latest.retired = status is EntryStatus.RETIRED
        return known
