"""Sheets of an xlsx workbook, streamed: a million styled empty rows cost no memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from defusedxml.common import DefusedXmlException
from lxml import etree
from openpyxl import load_workbook
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries

from knowledge_base.importers.archives import checked_archive
from knowledge_base.importers.errors import UnreadableFile
from knowledge_base.importers.tables import FORMULA, Row, Table

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
WIDEST = 60
"""Columns that are read; what stands further right is no catalog."""
MERGE_ROWS = 5000
"""Longest vertical merge that is filled: a column merged to the end of the sheet is styling."""
STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"


@dataclass(slots=True)
class _Extent:
    """What openpyxl's streaming reader does not tell about a sheet."""

    last_row: int = 0
    """The last row that holds a value."""
    uncalculated: set[tuple[int, int]] = field(default_factory=set)
    """(row, column) of formulas without a stored result."""
    anchors: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    """For each covered cell of a merge, the cell that holds its text."""


DAMAGE = (KeyError, ValueError, IndexError, OSError, BadZipFile, SyntaxError, DefusedXmlException)
"""What openpyxl and its XML parsers raise for damaged files; their ParseErrors are SyntaxErrors."""


def read(path: Path, first_rows: int | None = None) -> Iterator[Table]:
    """Every visible worksheet.

    Args:
        path: the workbook.
        first_rows: only these of each sheet, and merges not filled: enough to recognise it.

    Raises:
        ImporterError: the workbook is unsafe, encrypted or damaged.
    """
    with checked_archive(path) as archive, path.open("rb") as stream:
        try:
            book = load_workbook(stream, read_only=True, data_only=True)
        except DAMAGE as error:
            raise UnreadableFile("工作簿不完整或已损坏，请重新保存后再导入") from error
        try:
            for sheet in book.worksheets:
                if sheet.sheet_state == "visible":
                    extent = _Extent(first_rows) if first_rows else _extent(archive, _member(sheet))
                    yield Table(sheet.title, _rows(sheet, extent))
        finally:
            book.close()


def _member(sheet: Any) -> str:
    """Where the archive holds the sheet: openpyxl knows, but has no public name for it."""
    return str(sheet._worksheet_path).lstrip("/")


def _rows(sheet: Any, extent: _Extent) -> Iterator[Row]:
    if not extent.last_row:
        return
    held: dict[tuple[int, int], str] = {}
    wanted = set(extent.anchors.values())
    sheet.reset_dimensions()  # stored dimensions lie; the scan has the true ones
    values = sheet.iter_rows(max_row=extent.last_row, max_col=WIDEST, values_only=True)
    try:
        for number, row in enumerate(values, start=1):
            cells = [as_text(value) for value in row]
            _fill(cells, number, extent, held, wanted)
            if any(cells):
                yield Row(number, tuple(cells))
    except DAMAGE as error:
        raise UnreadableFile("工作表有无法读取的单元格，请重新保存后再导入") from error


def _fill(
    cells: list[str],
    number: int,
    extent: _Extent,
    held: dict[tuple[int, int], str],
    wanted: set[tuple[int, int]],
) -> None:
    """Put in what merges and missing results say of a row, and keep what later rows need."""
    for column in range(1, WIDEST + 1):
        place = (number, column)
        if place in extent.uncalculated:
            _put(cells, column, FORMULA)
        if place in wanted:
            held[place] = cells[column - 1] if column <= len(cells) else ""
        elif place in extent.anchors:
            _put(cells, column, held.get(extent.anchors[place], ""))


def _put(cells: list[str], column: int, text: str) -> None:
    cells.extend([""] * (column - len(cells)))
    cells[column - 1] = text


def as_text(value: object) -> str:
    """A cell's value as the editor sees it: whole numbers without `.0`, dates in ISO form."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.time() == time.min:
            return value.date().isoformat()
        case datetime() | date():
            return value.isoformat()
        case _:
            return str(value)


def _extent(archive: ZipFile, member: str) -> _Extent:
    """Scan a sheet's XML once for merges, uncalculated formulas and its true last row."""
    extent = _Extent()
    tags = [namespace + tag for namespace in (MAIN, STRICT) for tag in ("c", "row", "mergeCell")]
    try:
        with archive.open(member) as stream:
            for _, element in etree.iterparse(stream, tag=tags, resolve_entities=False):
                _note(extent, element)
    except (*DAMAGE, EOFError) as error:
        raise UnreadableFile("工作表不完整或已损坏，请重新保存后再导入") from error
    return extent


def _note(extent: _Extent, element: Any) -> None:
    kind = etree.QName(element).localname
    if kind == "mergeCell":
        _note_merge(extent, element.get("ref"))
    elif kind == "c":
        children = {etree.QName(child).localname: child for child in element}
        place = element.get("r")
        if place and children:
            row, column = coordinate_to_tuple(place)
            extent.last_row = max(extent.last_row, row)
            value = children.get("v")
            if "f" in children and (value is None or value.text is None):
                extent.uncalculated.add((row, column))
    else:
        _free(element)


def _free(element: Any) -> None:
    """Let go of what was read: the tree must not grow with the sheet."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def _note_merge(extent: _Extent, reference: str) -> None:
    left, top, right, bottom = range_boundaries(reference)
    if left is None or top is None or right is None or bottom is None:
        return
    if bottom - top > MERGE_ROWS:
        return
    for row in range(top, bottom + 1):
        for column in range(left, min(right, WIDEST) + 1):
            if (row, column) != (top, left):
                extent.anchors[row, column] = (top, left)
