"""Entries as a file makes them, against what is stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge_base.drafts import EntryDraft, SourceDraft
from knowledge_base.editorial import draft_of
from knowledge_base.importers.base import Diff, Outcome
from knowledge_base.importers.drafts import EditedEntry
from knowledge_base.models import Entry, EntryStatus, EntryVersion

CHUNK = 500
MARK_LENGTH = 16
"""Hex digits of a content hash that an import keeps of each entry."""


@dataclass(slots=True)
class Comparison:
    """What storing a file's entries would do."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    marks: dict[str, str] = field(default_factory=dict)
    """What to remember of each entry, to see next time whether the file changed it."""
    to_save: list[EntryDraft] = field(default_factory=list)
    waiting: list[tuple[str, int]] = field(default_factory=list)
    """(entry id, number) of what is stored already but does not answer yet."""
    diffs: list[Diff] = field(default_factory=list)
    others: list[tuple[EntryDraft, EntryDraft]] = field(default_factory=list)
    """(from the file, stored): the same key, but another body's other question."""


@dataclass(frozen=True, slots=True)
class _Latest:
    number: int
    content_hash: str
    status: EntryStatus
    published_number: int | None


def compare_entries(
    session: Session, entries: list[EntryDraft], marks: Mapping[str, str]
) -> Comparison:
    """Compare entries with their latest versions.

    What a person wrote or retired since the last import stays as long as the file says the same
    as then: only a change in the file changes the entry.

    Args:
        session: only read from.
        entries: one file's.
        marks: what the last import of that file remembered, by entry id.
    """
    result = Comparison()
    for start in range(0, len(entries), CHUNK):
        chunk = entries[start : start + CHUNK]
        latest = _latest(session, [entry.id for entry in chunk])
        changed: list[EntryDraft] = []
        for entry in chunk:
            outcome = _compare(entry, latest.get(entry.id), marks, result)
            if outcome is Outcome.CHANGED:
                changed.append(entry)
            else:
                result.outcomes[outcome] += 1
        for before, after in _stored_beside(session, changed):
            _take_change(before, after, result)
    return result


def _take_change(before: EntryDraft, after: EntryDraft, result: Comparison) -> None:
    if _is_others(before, after):
        result.others.append((after, before))
        del result.marks[after.id]
        return
    result.outcomes[Outcome.CHANGED] += 1
    result.to_save.append(after)
    result.diffs.extend(_diffs(before, after))


def _is_others(before: EntryDraft, after: EntryDraft) -> bool:
    """Whether two bodies gave different questions the same key, as files of one name may."""
    return (
        not isinstance(after, EditedEntry)
        and None not in (before.organisation, after.organisation)
        and before.organisation != after.organisation
        and before.question != after.question
    )


def _compare(
    entry: EntryDraft, before: _Latest | None, marks: Mapping[str, str], result: Comparison
) -> Outcome:
    content_hash = entry.content_hash
    mark = result.marks[entry.id] = content_hash[:MARK_LENGTH]
    if before is None:
        result.to_save.append(entry)
        return Outcome.NEW
    if before.content_hash == content_hash and before.status is not EntryStatus.RETIRED:
        if before.published_number != before.number:
            result.waiting.append((entry.id, before.number))
        return Outcome.UNCHANGED
    if marks.get(entry.id) == mark:
        return Outcome.UNCHANGED
    return Outcome.CHANGED


def _latest(session: Session, ids: list[str]) -> dict[str, _Latest]:
    newest = (
        select(EntryVersion.entry_id, func.max(EntryVersion.number).label("number"))
        .where(EntryVersion.entry_id.in_(ids))
        .group_by(EntryVersion.entry_id)
        .subquery()
    )
    rows = session.execute(
        select(
            EntryVersion.entry_id,
            EntryVersion.number,
            EntryVersion.content_hash,
            EntryVersion.status,
            Entry.published_number,
        )
        .join(
            newest,
            (newest.c.entry_id == EntryVersion.entry_id) & (newest.c.number == EntryVersion.number),
        )
        .join(Entry, Entry.id == EntryVersion.entry_id)
    )
    return {row[0]: _Latest(*row[1:]) for row in rows}


def _stored_beside(
    session: Session, changed: list[EntryDraft]
) -> Iterator[tuple[EntryDraft, EntryDraft]]:
    for draft in changed:
        entry = session.get_one(Entry, draft.id)
        yield draft_of(entry, entry.latest), draft
    session.expunge_all()


def _diffs(before: EntryDraft, after: EntryDraft) -> Iterator[Diff]:
    for column in fields(after):
        old, new = getattr(before, column.name), getattr(after, column.name)
        if old != new:
            yield Diff("entry", after.key, after.question, column.name, _shown(old), _shown(new))


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        items = (item.title if isinstance(item, SourceDraft) else str(item) for item in value)
        return "；".join(items)
    return "" if value is None else str(value)
