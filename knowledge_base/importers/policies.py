"""Policy documents and their interpretations (docs/formats.md)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from knowledge_base.drafts import EntryDraft, SourceDraft
from knowledge_base.importers.base import Draft, ImportContext, Problem
from knowledge_base.importers.document_head import Head, read_head
from knowledge_base.importers.documents import SUFFIXES, Line, read_lines
from knowledge_base.importers.drafts import PolicyDraft
from knowledge_base.importers.errors import GarbledText
from knowledge_base.importers.policy_sections import (
    BENEFITS,
    POINTS,
    WORDED,
    WORDINGS,
    asked_about,
    conditions_in,
    labelled,
    sections_of,
)
from knowledge_base.importers.questions import FoundQuestion, find_questions, headings, listed
from knowledge_base.importers.repair import repair
from knowledge_base.importers.wording import (
    document_name,
    heading_question,
    shortened,
    standing_alone,
)
from knowledge_base.models import SourceKind


class Policies:
    """Policy documents (文件)."""

    name = "policies"

    def accepts(self, path: Path) -> bool:
        """A document that states its 文号, 发文机关 or 成文日期, and interprets no other."""
        head = _peek(path)
        return head is not None and not _interprets(head) and bool(head.fields or head.dates)

    def read(self, path: Path, context: ImportContext) -> Iterator[Draft | Problem]:
        """One policy, and a problem for each line of its head or conditions not taken."""
        head, lines = _open(path)
        yield from _faults(path, head)
        if not head.title:
            yield Problem(path.name, None, 1, "标题", "没有找到标题")
            return
        body, sections = sections_of(lines[head.body_start :])
        benefits: dict[str, Any] = {}
        for point in labelled(path, sections, POINTS, BENEFITS):
            if isinstance(point, Problem):
                yield point
            else:
                benefits[point[0]] = point[1]
        conditions = []
        for condition in conditions_in(path, sections):
            if isinstance(condition, Problem):
                yield condition
            else:
                conditions.append(condition)
        wordings: dict[str, tuple[str, ...]] = {}
        for asked in labelled(path, sections, WORDINGS, asked_about(benefits, conditions)):
            if isinstance(asked, Problem):
                yield asked
            else:
                name = WORDED[asked[0]]
                wordings[name] = (*wordings.get(name, ()), *listed(asked[1]))
        draft = _policy(head, _text(body), SourceKind.POLICY, context)
        yield replace(
            draft,
            organisation=responsible(draft.issuer, benefits, context),
            benefits=benefits,
            conditions=tuple(conditions),
            wordings=wordings,
        )


class Interpretations:
    """Interpretations (解读): each question they answer becomes an entry."""

    name = "interpretations"

    def accepts(self, path: Path) -> bool:
        """A document whose head says what it interprets, or whose title calls it so."""
        head = _peek(path)
        return head is not None and _interprets(head)

    def read(self, path: Path, context: ImportContext) -> Iterator[Draft | Problem]:
        """The interpretation with an entry per question, or per heading where it asks none."""
        head, lines = _open(path)
        yield from _faults(path, head)
        if not head.title:
            yield Problem(path.name, None, 1, "标题", "没有找到标题")
            return
        body = lines[head.body_start :]
        draft = _policy(head, _text(body), SourceKind.INTERPRETATION, context)
        asked = find_questions(body)
        subject = document_name(head.title)
        if not asked:
            asked = [
                FoundQuestion(line.number, heading_question(subject, heading), (), text)
                for line, heading, text in headings(body)
            ]
        if not asked:
            yield Problem(path.name, None, None, None, "没有找到问题，也没有可以拆分的小标题")
            return
        entries: dict[str, EntryDraft] = {}
        for one in asked:
            if one.question in entries:
                yield Problem(path.name, None, one.line, None, f"问题重复：{one.question[:30]}")
                continue
            entries[one.question] = _entry(draft, one, head)
        yield replace(draft, entries=tuple(entries.values()))


def responsible(issuer: str | None, benefits: dict[str, Any], context: ImportContext) -> str | None:
    """Code of the body that answers for a policy: its issuer, else whom it says to ask."""
    return context.organisation(issuer) or context.organisation_in(benefits.get("咨询", ""))


def _peek(path: Path) -> Head | None:
    return read_head(read_lines(path)) if path.suffix.lower() in SUFFIXES else None


def _interprets(head: Head) -> bool:
    return head.interprets is not None or "解读" in head.title or "一问一答" in head.title


def _open(path: Path) -> tuple[Head, list[Line]]:
    """Head and repaired lines.

    Raises:
        GarbledText: a line is damaged beyond repair; a document is taken whole or not at all.
    """
    lines = []
    for line in read_lines(path):
        try:
            cells = tuple(repair(cell) for cell in line.cells)
            lines.append(replace(line, text=repair(line.text), cells=cells))
        except GarbledText as error:
            raise GarbledText(f"第{line.number}行{error}") from error
    return read_head(lines), lines


def _faults(path: Path, head: Head) -> Iterator[Problem]:
    for line, name, reason in head.faults:
        yield Problem(path.name, None, line, name, reason)


def _text(lines: list[Line]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.text for line in lines)).strip()


def _policy(head: Head, body: str, kind: SourceKind, context: ImportContext) -> PolicyDraft:
    number = head.fields.get("document_number")
    issuer = head.fields.get("issuer")
    if kind is SourceKind.INTERPRETATION:
        key = f"interpretation:{head.interprets or ''}:{head.title}"
    else:
        key = f"policy:{number or head.fields.get('index_number') or head.title}"
    return PolicyDraft(
        key=key,
        source=SourceDraft(
            kind=kind,
            title=head.title,
            document_number=number,
            issuer=issuer,
            issued_on=head.dates.get("published_on") or head.dates.get("written_on"),
            effective_from=head.dates.get("effective_from"),
            effective_until=head.dates.get("effective_until"),
        ),
        title=head.title,
        jurisdiction=context.jurisdiction_in(f"{head.title} {issuer or ''}"),
        organisation=context.organisation(issuer),
        body=body,
        index_number=head.fields.get("index_number"),
        document_number=number,
        issuer=issuer,
        subject=head.fields.get("subject"),
        validity=head.fields.get("validity", "有效"),
        relations=tuple(head.relations),
        written_on=head.dates.get("written_on"),
        published_on=head.dates.get("published_on"),
        effective_from=head.dates.get("effective_from"),
        effective_until=head.dates.get("effective_until"),
    )


def _entry(draft: PolicyDraft, asked: FoundQuestion, head: Head) -> EntryDraft:
    return EntryDraft(
        key=f"{draft.key}:{asked.question}",
        question=standing_alone(asked.question, document_name(head.title)),
        answer=asked.answer,
        jurisdiction=draft.jurisdiction,
        organisation=draft.organisation,
        similar_questions=tuple(dict.fromkeys(asked.similar)),
        short_answer=shortened(asked.answer),
        topic=head.fields.get("topic") or document_name(draft.title) or None,
        field=head.fields.get("field") or draft.subject,
        valid_from=draft.effective_from,
        valid_until=draft.effective_until,
        sources=(draft.source,),
    )
