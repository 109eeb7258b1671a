"""An import from files to the database: dry run, or commit in one transaction."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path

from sqlalchemy.orm import Session

from knowledge_base.collisions import Collision, collisions_of
from knowledge_base.database import Database
from knowledge_base.drafts import EntryDraft
from knowledge_base.editorial import Editor, GateResult, Saved
from knowledge_base.editorial.contents import version_of
from knowledge_base.editorial.gating import OVERRULE, overruled
from knowledge_base.editorial.records import given
from knowledge_base.importers.base import ImportReport
from knowledge_base.importers.organisations import (
    ORGANISATIONS,
    import_context,
    load_organisations,
)
from knowledge_base.importers.planning import FilePlan, Plan, plan
from knowledge_base.importers.reading import Progress, files_in, read_files
from knowledge_base.importers.retiring import Permission
from knowledge_base.importers.rows import retire_rows, save_row, stored_rows
from knowledge_base.models import AuditRecord, ImportRun

ImportGate = Callable[
    [Session, Sequence[EntryDraft], Sequence[tuple[str, int]], Collection[str]], GateResult
]
"""Asked with what is to be published, what waits to be, and the ids of what is to go."""
PUBLISH = "publish_imported"
"""What the audit log calls content that answers without a review in this system."""


def import_paths(
    database: Database,
    paths: Sequence[Path],
    *,
    actor: str,
    dry_run: bool = False,
    publish_reason: str | None = None,
    retire: bool = False,
    gate: ImportGate | None = None,
    despite: str | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """Import files and folders.

    Reading and comparing take most of the time and lock nothing; then all changes are written in
    one transaction, or none.

    Args:
        database: with its tables made.
        paths: files, or folders to be searched; `organisations.json` among them is read first.
        actor: who imports, for the audit log.
        dry_run: only say what would change.
        publish_reason: let what was read answer at once, without a review here, for this reason;
            who says that it may, and on what grounds. Drafts only where None.
        retire: take out whatever the files hold no more.
        gate: asked before anything is published; nothing is asked where None.
        despite: why it is published even where the gate refuses; kept in the audit log.
        progress: told about every file.

    Raises:
        UnreadableFile: no organisations are known, or their file is damaged.
        MissingReason: a reason is empty.
        GateRefused: the gate says no, and no reason says why it should be published all the same.
    """
    places, rest = _places_first(files_in(paths))
    permission = Permission(publish_reason is not None, retire)
    despite = despite if despite is None else given(despite)
    against: tuple[str, ...] = ()
    with database.read() as session:
        loaded = [load_organisations(session, path) for path in places]
        planned = plan(session, read_files(rest, import_context(session), progress), permission)
        if dry_run:
            _report_collisions(planned, _foreseen(session, planned))
        elif gate is not None and publish_reason is not None:
            against = _ask(gate, session, planned, despite)
    for outcomes in loaded:
        for outcome, number in outcomes.items():
            planned.report.count("organisation", outcome, number)
    if not dry_run:
        with database.begin() as session:
            for path in places:
                load_organisations(session, path)
            commit(session, planned, actor=actor, publish_reason=publish_reason)
            if against:
                _note_overruled(session, planned, actor, despite, against)
    return planned.report


def _note_overruled(
    session: Session, planned: Plan, actor: str, despite: str | None, said: tuple[str, ...]
) -> None:
    detail = {"import": planned.report.run, "reason": despite, "said": said}
    session.add(AuditRecord(actor=actor, act=OVERRULE, subject="import", detail=detail))


def _ask(gate: ImportGate, session: Session, planned: Plan, despite: str | None) -> tuple[str, ...]:
    """What the gate said that a reason overrules; nothing where it lets the import pass."""
    result = gate(
        session,
        [draft for file in planned.files for draft in file.entries],
        [one for file in planned.files for one in file.waiting],
        {one for file in planned.files for one in file.gone if one.startswith("e")},
    )
    return overruled(result, despite, between="\n")


def _places_first(files: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """The lists of organisations, and the files that name them."""
    places = [path for path in files if path.name == ORGANISATIONS]
    return places, [path for path in files if path not in places]


def commit(session: Session, planned: Plan, *, actor: str, publish_reason: str | None) -> None:
    """Write what a plan says, in the caller's transaction."""
    editor = Editor(session, actor)
    collisions: list[Collision] = []
    for file in planned.files:
        stored = stored_rows(session, file.rows)
        for row in file.rows:
            save_row(session, editor, row, stored.get(row.id))
        session.flush()
        saved = editor.save(file.entries, note=f"导入：{file.name}")
        collisions.extend(collision for one in saved for collision in one.collisions)
        if publish_reason is not None:
            due = [(s.entry_id, s.number) for s in saved if s.number != s.published_number]
            reason = f"{publish_reason}（随{file.name}导入）" if publish_reason.strip() else ""
            editor.publish([*due, *file.waiting], reason, PUBLISH)
        if file.gone:
            entries = [identifier for identifier in file.gone if identifier.startswith("e")]
            editor.retire(entries, reason=f"{file.name}中已删除")
            retire_rows(session, file.gone - set(entries))
        _record(session, planned.report, file, saved, actor)
    editor.finish()
    _report_collisions(planned, collisions)


def _foreseen(session: Session, planned: Plan) -> Iterable[Collision]:
    """What saving would find; nothing is saved."""
    drafts = [draft for file in planned.files for draft in file.entries]
    if not drafts:
        return
    index = collisions_of(session)
    for draft in drafts:
        # later than every version there is, so that a retired entry counts as back again
        yield from index.add(version_of(draft, sys.maxsize, "", None))


def _report_collisions(planned: Plan, found: Iterable[Collision]) -> None:
    planned.report.collisions = sorted(found, key=lambda collision: -collision.score)


def _record(
    session: Session, report: ImportReport, file: FilePlan, saved: Sequence[Saved], actor: str
) -> None:
    """Keep what the file holds, unless nothing changed since its last import."""
    if file.owned == file.before and not file.rows and not file.entries:
        return
    run = ImportRun(
        actor=actor,
        importer=file.importer,
        file=file.name,
        file_hash=file.file_hash,
        counts={
            "rows": len(file.rows),
            "entries": len(file.entries),
            "gone": len(file.gone),
            "owned": file.owned,
            "edited": sorted(file.edited),
            "follows": file.last.pk if file.last else None,
            "import": report.run,
            "versions": {one.entry_id: one.number for one in saved},
        },
    )
    session.add(run)
    session.flush()
    report.run = report.run or run.pk
