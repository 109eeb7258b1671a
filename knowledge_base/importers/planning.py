"""What an import would change: drafts against what is stored. Reads only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge_base.drafts import EntryDraft, SourceDraft
from knowledge_base.editorial.contents import check
from knowledge_base.errors import InvalidDraft
from knowledge_base.importers.base import Draft, ImportContext, ImportReport, Outcome, Problem
from knowledge_base.importers.comparing import compare_entries
from knowledge_base.importers.drafts import PolicyDraft
from knowledge_base.importers.generate import entries_of
from knowledge_base.importers.generate_policy import PolicyIndex
from knowledge_base.importers.organisations import import_context
from knowledge_base.importers.policies import responsible
from knowledge_base.importers.reading import ReadFile
from knowledge_base.importers.rows import RowDraft, compare, kind_of, moved, stored_rows
from knowledge_base.models import Entry, ImportRun, Policy, Source, SourceKind
from knowledge_base.published import batched

CHUNK = 500
KIND_OF_LETTER = {"e": "entry", "c": "catalog", "g": "guide", "p": "policy"}
"""Ids begin with the letter of their kind."""
Marks = dict[str, str]
"""Ids of what a file holds; for entries with a mark of their content."""


@dataclass(slots=True)
class FilePlan:
    """What one file changes."""

    name: str
    importer: str
    file_hash: str
    before: Marks | None
    """What its last import held; None where it is the first."""
    rows: list[RowDraft] = field(default_factory=list)
    """To be stored."""
    entries: list[EntryDraft] = field(default_factory=list)
    """To be saved as new versions."""
    waiting: list[tuple[str, int]] = field(default_factory=list)
    """(entry id, number) of what is stored already but does not answer yet."""
    owned: Marks = field(default_factory=dict)
    """What it holds now."""
    gone: set[str] = field(default_factory=set)
    """Ids that its last import held and no file holds any more."""


@dataclass(slots=True)
class Plan:
    """What an import changes, and the report of it."""

    report: ImportReport = field(default_factory=ImportReport)
    files: list[FilePlan] = field(default_factory=list)


def plan(session: Session, read: Iterable[ReadFile]) -> Plan:
    """Compare what was read with what is stored.

    Args:
        session: only read from.
        read: the files of one import, which may refer to each other.
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
        _find_gone(session, planned, result, planned.name in incomplete)
    _check_links(session, result, keys)
    return result


def policy_index(session: Session) -> PolicyIndex:
    """The policies that are stored, for interpretations that come in a later import."""
    context = import_context(session)
    stored = session.execute(
        select(Policy, Source.kind)
        .join(Source, Source.id == Policy.source_id)
        .where(~Policy.retired, Source.kind == SourceKind.POLICY)
    )
    index = PolicyIndex()
    index.add([_stored_policy(policy, kind, context) for policy, kind in stored])
    return index


def _stored_policy(policy: Policy, kind: SourceKind, context: ImportContext) -> PolicyDraft:
    """As much of a stored policy as entries of others take from it."""
    return PolicyDraft(
        key=policy.key,
        source=SourceDraft(
            kind=kind,
            title=policy.title,
            document_number=policy.document_number,
            issuer=policy.issuer,
            issued_on=policy.published_on or policy.written_on,
            effective_from=policy.effective_from,
            effective_until=policy.effective_until,
        ),
        title=policy.title,
        jurisdiction=context.default_jurisdiction,
        organisation=responsible(policy.issuer, policy.benefits, context),
        body="",
        document_number=policy.document_number,
        issuer=policy.issuer,
        subject=policy.subject,
        effective_from=policy.effective_from,
        effective_until=policy.effective_until,
        relations=tuple(policy.relations),
        conditions=tuple(policy.conditions),
    )


def _plan_file(
    session: Session,
    file: ReadFile,
    policies: PolicyIndex,
    keys: dict[str, str],
    report: ImportReport,
) -> FilePlan:
    last = last_run(session, file.importer, file.name)
    before = last.counts["owned"] if last else None
    planned = FilePlan(file.name, file.importer, file.file_hash, before)
    drafts = [
        d for d in file.drafts if isinstance(d, EntryDraft) or _is_first(d, file, keys, report)
    ]
    _plan_rows(session, [d for d in drafts if not isinstance(d, EntryDraft)], planned, report)
    entries = [
        entry
        for draft in drafts
        for entry in entries_of(draft, policies)
        if _is_first(entry, file, keys, report) and _is_whole(entry, file, report)
    ]
    compared = compare_entries(session, entries, before or {})
    for outcome, number in compared.outcomes.items():
        report.count("entry", outcome, number)
    report.diffs.extend(compared.diffs)
    planned.owned.update(compared.marks)
    planned.entries, planned.waiting = compared.to_save, compared.waiting
    return planned


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


def _is_whole(entry: EntryDraft, file: ReadFile, report: ImportReport) -> bool:
    """Whether an entry can be a version; else the problem is reported."""
    try:
        check(entry)
    except InvalidDraft as error:
        reason = f"内容不完整或前后矛盾：{error}"
        report.problems.append(Problem(file.name, None, None, None, reason))
        return False
    return True


def _find_gone(session: Session, file: FilePlan, result: Plan, incomplete: bool) -> None:
    """Find what the file held before and no file holds now.

    A file with rows that could not be taken retires nothing: a damaged row is not a removed one.
    """
    before = file.before or {}
    gone = before.keys() - {identifier for other in result.files for identifier in other.owned}
    if gone:
        gone -= _held_elsewhere(session, file)
    if gone and incomplete:
        reason = f"有未能导入的行，因此没有撤下文件中不再出现的{len(gone)}项"
        result.report.problems.append(Problem(file.name, None, None, None, reason))
        file.owned.update({identifier: before[identifier] for identifier in gone})
        return
    file.gone = gone
    for letter, number in Counter(identifier[0] for identifier in gone).items():
        result.report.count(KIND_OF_LETTER[letter], Outcome.RETIRED, number)


def last_run(session: Session, importer: str, file: str) -> ImportRun | None:
    """The last import of a file of this name by this importer."""
    return session.scalars(
        select(ImportRun)
        .where(ImportRun.importer == importer, ImportRun.file == file)
        .order_by(ImportRun.pk.desc())
        .limit(1)
    ).first()


def _held_elsewhere(session: Session, file: FilePlan) -> set[str]:
    newest = select(func.max(ImportRun.pk)).group_by(ImportRun.importer, ImportRun.file)
    runs = session.scalars(
        select(ImportRun).where(
            ImportRun.pk.in_(newest),
            (ImportRun.file != file.name) | (ImportRun.importer != file.importer),
        )
    )
    return {identifier for run in runs for identifier in run.counts["owned"]}


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
            result.report.problems.append(Problem(file_name, None, None, "superseded_by", reason))
