"""Plain questions and answers from JSONL, CSV and workbooks (docs/formats.md)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import orjson

from knowledge_base.drafts import SourceDraft
from knowledge_base.importers import question_tables
from knowledge_base.importers.archives import check_size
from knowledge_base.importers.base import Draft, ImportContext, Problem
from knowledge_base.importers.question_records import FieldError, Record, drafts_of
from knowledge_base.importers.question_tables import COLUMNS, LISTS, Header, find_header
from knowledge_base.importers.tables import (
    Row,
    Table,
    damaged_cell,
    holds_tables,
    peek,
    read_tables,
)


class QuestionsAndAnswers:
    """Plain questions and answers, one per line or row."""

    name = "qa"

    def accepts(self, path: Path) -> bool:
        """JSON lines with a question, or a table with the headings for question and answer."""
        if path.suffix.lower() == ".jsonl":
            return True
        return holds_tables(path) and any(
            find_header(row.number, row.cells) for table in peek(path) for row in table.rows
        )

    def read(self, path: Path, context: ImportContext) -> Iterator[Draft | Problem]:
        """One entry per line or row, and its English pair where it has one."""
        seen: dict[str, int] = {}
        for sheet, number, record in _records(path):
            if isinstance(record, FieldError):
                yield Problem(path.name, sheet, number, record.field or None, record.reason)
                continue
            try:
                drafts = drafts_of(record, path.stem, context)
            except FieldError as error:
                column = _column(path, error.field)
                yield Problem(path.name, sheet, number, column, error.reason)
                continue
            if first := seen.get(drafts[0].key):
                reason = f"与第{first}行重复：同一文件内编号或问题不能相同"
                yield Problem(path.name, sheet, number, _column(path, "key"), reason)
                continue
            seen[drafts[0].key] = number
            yield from drafts


def _column(path: Path, field: str) -> str | None:
    """What the one who wrote the file calls a field: JSON has its name, a table its heading."""
    if path.suffix.lower() == ".jsonl":
        return field or None
    return COLUMNS.get(field, field) or None


def _records(path: Path) -> Iterator[tuple[str | None, int, Record | FieldError]]:
    if path.suffix.lower() == ".jsonl":
        check_size(path)
        yield from _json_records(path)
        return
    for table in read_tables(path):
        for number, record in _table_records(table):
            yield table.name, number, record


def _json_records(path: Path) -> Iterator[tuple[str | None, int, Record | FieldError]]:
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            line = line.removeprefix(b"\xef\xbb\xbf").strip()
            if not line:
                continue
            try:
                record = orjson.loads(line)
            except orjson.JSONDecodeError as error:
                reason = f"这一行不是有效的 JSON，第{error.colno}个字符处有误"
                yield None, number, FieldError("", reason)
                continue
            if isinstance(record, dict):
                yield None, number, record
            else:
                yield None, number, FieldError("", "这一行不是一个 JSON 对象")


def _table_records(table: Table) -> Iterator[tuple[int, Record | FieldError]]:
    header: Header | None = None
    looked_at: list[Row] = []
    for row in islice(table.rows, 20):
        looked_at.append(row)
        if header := find_header(row.number, row.cells):
            break
    if header is None:
        if looked_at:
            yield looked_at[0].number, FieldError("", "没有找到“问题”和“答案”两列，本表未导入")
        return
    for row in table.rows:
        try:
            yield row.number, _row_record(header, row)
        except FieldError as error:
            yield row.number, error


def _row_record(header: Header, row: Row) -> Record:
    record: Record = {}
    for index, field, heading in header.columns:
        cell = row.cells[index] if index < len(row.cells) else ""
        if reason := damaged_cell(cell):
            raise FieldError(heading, reason)
        if not cell.strip():
            continue
        if field in LISTS:
            record.setdefault(field, []).extend(question_tables.list_from_cell(cell))
        elif field == "links":
            record["links"] = [
                {"label": label, "url": url} for label, url in question_tables.links_from_cell(cell)
            ]
        elif field == "sources":
            record["sources"] = _cell_sources(cell, heading)
        else:
            record.setdefault(field, cell)
    return record


def _cell_sources(cell: str, heading: str) -> list[SourceDraft]:
    try:
        return question_tables.sources_from_cell(cell)
    except ValueError as error:
        raise FieldError(heading, f"来源写法有误：{error}") from error
