"""What a file held before and holds no more: which of it an import may take out of answering.

A file is the same as an earlier one if the same importer read both, they have one name, and they
hold something in common; two departments may both call theirs 问答.xlsx. What is gone from it is
retired only on the word of whoever imports: small losses by publishing the file, all else by asking
for it. An edited export owns nothing: rows left out of it stay.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge_base.importers.base import Missing
from knowledge_base.importers.rows import MODELS
from knowledge_base.models import CatalogItem, Entry, EntryVersion, ImportRun
from knowledge_base.published import batched

CHUNK = 500
KIND_OF_LETTER = {"e": "entry", "c": "catalog", "g": "guide", "p": "policy"}
"""Ids begin with the letter of their kind."""
FEW = 10
"""Entries and rows that a published file may lose without a word: two rows of a catalog."""
SHARE = 0.2
"""Share of what it held that a file may lose so, where that is more."""


@dataclass(frozen=True, slots=True)
class Permission:
    """What the one who imports has asked for."""

    publish: bool = False
    """Let the file answer as it stands: what it lost, within bounds, goes with it."""
    retire: bool = False
    """Take out whatever the files hold no more."""


def last_run(
    session: Session, importer: str, file: str, owned: Collection[str], edited: Collection[str]
) -> ImportRun | None:
    """The last import of the same file: same importer and name, and something in common.

    Args:
        session: only read from.
        importer: name of the importer.
        file: name of the file.
        owned: ids of the rows and entries it holds now as its own.
        edited: ids of the entries it holds as an edited export.
    """
    earlier = session.scalars(
        select(ImportRun)
        .where(ImportRun.importer == importer, ImportRun.file == file)
        .order_by(ImportRun.pk.desc())
    )
    return next(
        (
            run
            for run in earlier
            if not (owned_by(run).isdisjoint(owned) and edited_in(run).isdisjoint(edited))
        ),
        None,
    )


def was_imported(session: Session, importer: str, file: str) -> bool:
    """Whether any file of this name was imported before."""
    found = select(ImportRun.pk).where(ImportRun.importer == importer, ImportRun.file == file)
    return session.scalar(found.limit(1)) is not None


def held_by_others(session: Session, but: int) -> set[str]:
    """Ids that other files own: what the last import of each of them held.

    Args:
        session: only read from.
        but: number of the import whose file is not asked.
    """
    follows = ImportRun.counts["follows"].as_integer()
    followed = select(follows).where(follows.is_not(None))
    runs = session.scalars(
        select(ImportRun).where(ImportRun.pk.not_in(followed), ImportRun.pk != but)
    )
    return {identifier for run in runs for identifier in owned_by(run)}


def owned_by(run: ImportRun) -> set[str]:
    """What an import's file is answerable for; not what came back from an export."""
    return set(run.counts["owned"]) - edited_in(run)


def edited_in(run: ImportRun) -> set[str]:
    """What came back from an export."""
    return set(run.counts.get("edited", ()))


def missing_of(session: Session, file: str, ids: Collection[str]) -> list[Missing]:
    """What these ids are, in the order of kind and title; what is retired already is left out."""
    found = [*_entries(session, file, ids), *_rows(session, file, ids)]
    return sorted(found, key=lambda missing: (missing.kind, missing.title))


def _entries(session: Session, file: str, ids: Collection[str]) -> Iterator[Missing]:
    wanted = sorted(identifier for identifier in ids if identifier.startswith("e"))
    for chunk in batched(wanted, CHUNK):
        rows = session.execute(
            select(Entry, EntryVersion.question)
            .join(EntryVersion, EntryVersion.entry_id == Entry.id)
            .where(Entry.id.in_(chunk))
            .order_by(EntryVersion.number)
        )
        for entry, question in {entry.id: (entry, question) for entry, question in rows}.values():
            published = entry.published_number is not None
            yield Missing(file, "entry", entry.id, question, entry.organisation_code, published)


def _rows(session: Session, file: str, ids: Collection[str]) -> Iterator[Missing]:
    wanted = sorted(identifier for identifier in ids if not identifier.startswith("e"))
    for model in MODELS.values():
        for chunk in batched(wanted, CHUNK):
            for row in session.scalars(select(model).where(model.id.in_(chunk))):
                kind = KIND_OF_LETTER[row.id[0]]
                yield Missing(file, kind, row.id, _title(row), None, False)


def _title(row: object) -> str:
    if isinstance(row, CatalogItem):
        return "/".join(filter(None, (row.level_one, row.level_two, row.level_three)))
    return str(getattr(row, "name", None) or getattr(row, "title", ""))


def refusal(
    permission: Permission, missing: Collection[Missing], held: int, bodies: Collection[str | None]
) -> str | None:
    """Why what is missing stays; None where it may go.

    Args:
        permission: what the one who imports has asked for.
        missing: what the file holds no more.
        held: how many rows and entries its last import held.
        bodies: codes of the organisations that the file names now.
    """
    if permission.retire:
        return None
    if not permission.publish:
        return "送审的导入不撤下正在使用的内容"
    if len(missing) > max(FEW, held * SHARE):
        return f"占上次导入的{len(missing) / held:.0%}，文件可能不完整"
    others = sorted({m.organisation for m in missing if m.organisation} - {b for b in bodies if b})
    if others:
        return f"其中有这个文件不再提到的机构的条目（{'、'.join(others)}）"
    return None
