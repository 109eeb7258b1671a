"""Entries out to a spreadsheet or JSON lines, and back without loss.

The files have the columns of plain questions and answers (docs/formats.md). Each entry carries its
full key in `entry`, so that importing an edited file changes those entries and makes no others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import orjson
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils.exceptions import IllegalCharacterError
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from knowledge_base.drafts import EntryDraft
from knowledge_base.editorial import draft_of
from knowledge_base.errors import KnowledgeError
from knowledge_base.importers import question_tables
from knowledge_base.importers.question_tables import COLUMNS
from knowledge_base.models import Entry, EntryStatus
from knowledge_base.published import batched

CHUNK = 500
LONGEST_CELL = 32_767
"""Characters of a cell; Excel cuts what is longer without a word."""
WIDTHS = {"question": 40, "similar": 40, "answer": 60, "sources": 40}


class NotExportable(KnowledgeError):
    """An entry that the file format cannot hold whole."""


def entry_drafts(session: Session) -> Iterator[EntryDraft]:
    """The latest version of every entry that is not retired, in the order of their keys."""
    ids = list(session.scalars(select(Entry.id).order_by(Entry.key)))
    for chunk in batched(ids, CHUNK):
        entries = session.scalars(
            select(Entry)
            .where(Entry.id.in_(chunk))
            .options(selectinload(Entry.versions))
            .order_by(Entry.key)
        )
        for entry in entries:
            if entry.versions and entry.latest.status is not EntryStatus.RETIRED:
                yield draft_of(entry, entry.latest)
        session.expunge_all()


def export_jsonl(drafts: Iterable[EntryDraft], out: Path) -> int:
    """Write one JSON object per line; returns how many."""
    count = 0
    with out.open("wb") as stream:
        for draft in drafts:
            stream.write(orjson.dumps(json_record(draft), option=orjson.OPT_APPEND_NEWLINE))
            count += 1
    return count


def json_record(draft: EntryDraft) -> dict[str, Any]:
    """A draft in the field names of plain questions and answers, without what is empty."""
    content = asdict(draft)
    record: dict[str, Any] = {"entry": content.pop("key")}
    record["similar"] = content.pop("similar_questions")
    record["negative"] = content.pop("negative_questions")
    record["links"] = [{"label": label, "url": url} for label, url in content.pop("links")]
    record["sources"] = [
        {name: value for name, value in source.items() if value is not None}
        for source in content.pop("sources")
    ]
    return {
        name: value for name, value in (record | content).items() if value not in (None, (), [])
    }


def export_xlsx(drafts: Iterable[EntryDraft], out: Path) -> int:
    """Write one row per entry under Chinese headings; returns how many.

    Raises:
        NotExportable: a text is too long for a cell, or holds characters that XML cannot.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet("问答")
    sheet.freeze_panes = "C2"
    for index, field in enumerate(COLUMNS):
        sheet.column_dimensions[chr(ord("A") + index)].width = WIDTHS.get(field, 16)
    sheet.append([_cell(sheet, heading, bold=True) for heading in COLUMNS.values()])
    count = 0
    try:
        for draft in drafts:
            record = sheet_record(draft)
            sheet.append([_cell(sheet, record.get(field, "")) for field in COLUMNS])
            count += 1
    except NotExportable:
        sheet.close()  # the half-written sheet holds a temporary file open
        raise
    book.save(out)
    return count


def sheet_record(draft: EntryDraft) -> dict[str, str]:
    """A draft as the texts of a row's cells."""
    record = {
        "entry": draft.key,
        "question": draft.question,
        "similar": question_tables.list_to_cell(draft.similar_questions),
        "negative": question_tables.list_to_cell(draft.negative_questions),
        "keywords": question_tables.list_to_cell(draft.keywords),
        "answer": draft.answer,
        "short_answer": draft.short_answer,
        "spoken_answer": draft.spoken_answer,
        "links": question_tables.links_to_cell(draft.links),
        "topic": draft.topic,
        "field": draft.field,
        "aspect": draft.aspect.value,
        "audience": question_tables.list_to_cell(draft.audience),
        "life_stages": question_tables.list_to_cell(draft.life_stages),
        "organisation": draft.organisation,
        "jurisdiction": draft.jurisdiction,
        "valid_from": draft.valid_from.isoformat() if draft.valid_from else None,
        "valid_until": draft.valid_until.isoformat() if draft.valid_until else None,
        "superseded_by": draft.superseded_by,
        "sources": question_tables.sources_to_cell(draft.sources),
        "language": draft.language,
        "translation_of": draft.translation_of,
    }
    return {field: text for field, text in record.items() if text}


def _cell(sheet: Any, text: str, *, bold: bool = False) -> Any:
    if len(text) > LONGEST_CELL:
        raise NotExportable(f"“{text[:20]}…”有{len(text)}字，表格的一格最多{LONGEST_CELL}字")
    try:
        cell = WriteOnlyCell(sheet, value=text or None)
    except IllegalCharacterError as error:
        raise NotExportable(f"“{text[:20]}…”含有表格不能保存的控制字符") from error
    if text:
        cell.data_type = "s"  # text that begins with = is no formula
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    if bold:
        cell.font = Font(bold=True)
    return cell
