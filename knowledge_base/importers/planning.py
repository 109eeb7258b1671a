"""What an import would change: drafts against what is stored. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge_base.drafts import EntryDraft
from knowledge_base.editorial import check, check_source
from knowledge_base.editorial.wording import FIELDS
from knowledge_base.errors import InvalidDraft
from knowledge_base.importers.base import Draft, ImportReport, Outcome, Problem
from knowledge_base.importers.comparing import Comparison, compare_entries
from knowledge_base.importers.drafts import EditedEntry, PolicyDraft
from knowledge_base.importers.generate import entries_of
from knowledge_base.importers.generate_policy import PolicyIndex
from knowledge_base.importers.known_policies import policy_index
from knowledge_base.importers.reading import ReadFile
from knowledge_base.importers.retiring import (
    Permission,
    held_by_others,
    last_run,
    missing_of,
    owned_by,
    refusal,
    was_imported,
)
from knowledge_base.importers.rows import RowDraft, compare, kind_of, moved, stored_rows
from knowledge_base.models import Entry, ImportRun
from knowledge_base.published import batched

CHUNK = 500
Marks = dict[str, str]
"""Ids of what a file holds; for entries with a mark of their content."""


@dataclass(slots=True)
class FilePlan:
    """What one file changes."""

    name: str
    importer: str
    file_hash: str
    last: ImportRun | None = None
    """Its last import; None where this is the first."""
    rows: list[RowDraft] = field(default_factory=list)
    """To be stored."""
    entries: list[EntryDraft] = field(default_factory=list)
    """To be saved as new versions."""
    waiting: list[tuple[str, int]] = field(default_factory=list)
    """(entry id, number) of what is stored already but does not answer yet."""
    owned: Marks = field(default_factory=dict)
    """What it holds now."""
    edited: set[str] = field(default_factory=set)
    """Ids among them that came back from an export and belong to other files."""
    bodies: set[str | None] = field(default_factory=set)
    """Codes of the organisations it names."""
    gone: set[str] = field(default_factory=set)
    """Ids to be retired: its last import held them, no file holds them any more."""

    @property
    def before(self) -> Marks:
        """What its last import held."""
        return dict(self.last.counts["owned"]) if self.last else {}


@dataclass(slots=True)
class Plan:
    """What an import changes, and the report of it."""

    report: ImportReport = field(default_factory=ImportReport)
    files: list[FilePlan] = field(default_factory=list)


def plan(session: Session, read: Iterable[ReadFile], permission: Permission) -> Plan:
    """Compare what was read with what is stored.

    Args:
        session: only read from.
        read: the files of one import, which may refer to each other.
        permission: whether what the files hold no more may go.
    """
    result = Plan()
    taken = list(read)
    policies = policy_index(session)
    policies.add(d for file in taken for d in file.drafts if isinstance(d, PolicyDraft))
    keys: dict[str, str] = {}
    for file in taken:
        result.report.files.append(file.name)
        result.report.problems.extend(file.problems)
        if file.importer:
            result.files.append(_plan_file(session, file, policies, keys, result.report))
    incomplete = {problem.file for problem in result.report.problems}
    for planned in result.files:
        _find_gone(session, planned, result, permission, planned.name in incomplete)
    _check_links(session, result, keys)
    return result


def _plan_file(
    session: Session,
    file: ReadFile,
    policies: PolicyIndex,
    keys: dict[str, str],
    report: ImportReport,
) -> FilePlan:
    planned = FilePlan(file.name, file.importer, file.file_hash)
    drafts = [
        d
        for d in file.drafts
        if isinstance(d, EntryDraft)
        or (_is_first(d, file, keys, report) and _is_whole(d, file, report))
    ]
    rows = [d for d in drafts if not isinstance(d, EntryDraft)]
    _plan_rows(session, rows, planned, report)
    entries = [
        entry
        for draft in drafts
        for entry in entries_of(draft, policies)
        if _is_first(entry, file, keys, report) and _is_whole(entry, file, report)
    ]
    planned.edited = {entry.id for entry in entries if isinstance(entry, EditedEntry)}
    planned.bodies = {entry.organisation for entry in entries}
    own = {entry.id for entry in entries} - planned.edited | planned.owned.keys()
    planned.last = last_run(session, file.importer, file.name, own, planned.edited)
    if own and not planned.last and was_imported(session, file.importer, file.name):
        report.notices.append(f"{file.name}：以前导入过的同名文件内容完全不同，按另一个文件处理")
    compared = compare_entries(session, entries, planned.before)
    if compared.others:  # what is somebody else's does not make it their file
        own -= {entry.id for entry, _ in compared.others}
        planned.last = last_run(session, file.importer, file.name, own, planned.edited)
    _take(planned, compared, report)
    return planned


def _take(planned: FilePlan, compared: Comparison, report: ImportReport) -> None:
    for outcome, number in compared.outcomes.items():
        report.count("entry", outcome, number)
    report.diffs.extend(compared.diffs)
    planned.owned.update(compared.marks)
    planned.entries, planned.waiting = compared.to_save, compared.waiting
    for entry, other in compared.others:
        reason = (
            f"{other.organisation} 的“{other.question}”已用这个编号：{entry.key}；请改名或换编号"
        )
        report.problems.append(Problem(planned.name, None, None, None, reason))


def _plan_rows(
    session: Session, rows: list[RowDraft], planned: FilePlan, report: ImportReport
) -> None:
    stored = stored_rows(session, rows)
    for row in rows:
        outcome, diffs = compare(row, stored.get(row.id))
        report.count(kind_of(row), outcome)
        report.diffs.extend(diffs)
        planned.owned[row.id] = ""
        if outcome is not Outcome.UNCHANGED or moved(row, stored[row.id]):
            planned.rows.append(row)
    session.expunge_all()


def _is_first(draft: Draft, file: ReadFile, keys: dict[str, str], report: ImportReport) -> bool:
    """Whether nothing before it has the same key; else the problem is reported."""
    if earlier := keys.get(draft.key):
        reason = f"与{earlier}中的编号相同：{draft.key}"
        report.problems.append(Problem(file.name, None, None, None, reason))
        return False
    keys[draft.key] = file.name
    return True


def _is_whole(draft: Draft, file: ReadFile, report: ImportReport) -> bool:
    """Whether a draft may be stored; else the problem is reported."""
    try:
        if isinstance(draft, EntryDraft):
            check(draft)
        else:
            check_source(draft.source)
    except InvalidDraft as error:
        field = FIELDS.get(error.field, error.field) if error.field else None
        report.problems.append(Problem(file.name, None, None, field, f"{draft.key}：{error}"))
        return False
    return True


def _find_gone(
    session: Session, file: FilePlan, result: Plan, permission: Permission, incomplete: bool
) -> None:
    """Find what the file held before and no file holds now, and whether it may go.

    A file with rows that could not be taken retires nothing: a damaged row is not a removed one.
    """
    if file.last is None:
        return
    gone = owned_by(file.last) - {identifier for f in result.files for identifier in f.owned}
    if gone:
        gone -= held_by_others(session, file.last.pk)
    if not gone:
        return
    report, before = result.report, file.before
    missing = missing_of(session, file.name, gone)
    kept = f"{file.name}：有{len(gone)}项在文件中不再出现，已保留"
    reason = None
    if incomplete:
        report.problems.append(
            Problem(file.name, None, None, None, f"有未能导入的行，因此没有撤下{len(gone)}项")
        )
    elif reason := refusal(permission, missing, len(before), file.bodies):
        report.notices.append(f"{kept}（{reason}）；确认要撤下，请加 --retire 再导入")
    if incomplete or reason:
        report.kept.extend(missing)
        file.owned.update({identifier: before[identifier] for identifier in gone})
        return
    file.gone = gone
    report.retired.extend(missing)
    for one in missing:
        report.count(one.kind, Outcome.RETIRED)


def _check_links(session: Session, result: Plan, keys: dict[str, str]) -> None:
    """Report successors and originals that exist neither in the files nor in the database."""
    wanted = {
        target: (file.name, entry.key)
        for file in result.files
        for entry in file.entries
        for target in (entry.superseded_by, entry.translation_of)
        if target and target not in keys
    }
    for chunk in batched(sorted(wanted), CHUNK):
        known = set(session.scalars(select(Entry.key).where(Entry.key.in_(chunk))))
        for target in sorted(set(chunk) - known):
            file_name, key = wanted[target]
            reason = f"条目“{key}”指向的条目不存在：{target}"
            field = FIELDS["superseded_by"]
            result.report.problems.append(Problem(file_name, None, None, field, reason))
