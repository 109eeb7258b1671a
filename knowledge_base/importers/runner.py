"""An import from files to the database: dry run, or commit in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.orm import Session

from knowledge_base.database import Database
from knowledge_base.editorial import Editor
from knowledge_base.importers.base import ImportReport, Outcome
from knowledge_base.importers.organisations import (
    ORGANISATIONS,
    import_context,
    load_organisations,
)
from knowledge_base.importers.planning import FilePlan, Plan, plan
from knowledge_base.importers.reading import Progress, files_in, read_files
from knowledge_base.importers.rows import retire_rows, save_row, stored_rows
from knowledge_base.models import ImportRun


def import_paths(
    database: Database,
    paths: Sequence[Path],
    *,
    actor: str,
    dry_run: bool = False,
    publish: bool = False,
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
        publish: let what was read answer at once; only for content that was reviewed elsewhere.
        progress: told about every file.

    Raises:
        UnreadableFile: no organisations are known, or their file is damaged.
    """
    files = files_in(paths)
    places = [path for path in files if path.name == ORGANISATIONS]
    rest = [path for path in files if path.name != ORGANISATIONS]
    with database.read() as session:
        changed = sum(load_organisations(session, path) for path in places)
        planned = plan(session, read_files(rest, import_context(session), progress))
    if changed:
        planned.report.count("organisation", Outcome.CHANGED, changed)
    if not dry_run:
        with database.begin() as session:
            for path in places:
                load_organisations(session, path)
            commit(session, planned, actor=actor, publish=publish)
    return planned.report


def commit(session: Session, planned: Plan, *, actor: str, publish: bool) -> None:
    """Write what a plan says, in the caller's transaction."""
    editor = Editor(session, actor)
    for file in planned.files:
        stored = stored_rows(session, file.rows)
        for row in file.rows:
            save_row(session, editor, row, stored.get(row.id))
        session.flush()
        saved = editor.save(file.entries, note=f"导入：{file.name}")
        if publish:
            due = [(s.entry_id, s.number) for s in saved if s.number != s.published_number]
            editor.publish([*due, *file.waiting], reason=f"随{file.name}导入，内容已审核")
        if file.gone:
            entries = [identifier for identifier in file.gone if identifier.startswith("e")]
            editor.retire(entries, reason=f"{file.name}中已删除")
            retire_rows(session, file.gone - set(entries))
        _record(session, file, actor)
    editor.finish()


def _record(session: Session, file: FilePlan, actor: str) -> None:
    """Keep what the file holds, unless nothing changed since its last import."""
    if file.owned == file.before and not file.rows and not file.entries:
        return
    session.add(
        ImportRun(
            actor=actor,
            importer=file.importer,
            file=file.name,
            file_hash=file.file_hash,
            counts={
                "rows": len(file.rows),
                "entries": len(file.entries),
                "gone": len(file.gone),
                "owned": file.owned,
            },
        )
    )
