"""Tables as rows of text, whatever file they stand in, with merged cells filled."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from knowledge_base.importers.archives import check_size
from knowledge_base.importers.errors import UnknownFile, UnreadableFile

ERROR_VALUE = re.compile(r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!)")
PEEK_ROWS = 12
"""Rows in which a header is looked for."""
FORMULA = "\x00formula"
"""Stands in a cell whose formula was never calculated."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row."""

    number: int
    """As the editor counts, from 1."""
    cells: tuple[str, ...]
    """Text of each column; merged cells repeat their text."""


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet, or one table of a document."""

    name: str
    """The sheet's name, or `表1` and so on."""
    rows: Iterator[Row]
    """Rows that hold something, in order; may be read once."""
    caption: str = ""
    """Text that stands before a table in a document."""


def damaged_cell(cell: str) -> str | None:
    """Why a cell's value cannot be used, or None where it can."""
    if cell == FORMULA:
        return "公式没有计算结果，请在表格软件中打开并保存后再导入"
    if ERROR_VALUE.fullmatch(cell.strip()):
        return f"公式出错：{cell.strip()}"
    return None


def read_tables(path: Path) -> Iterator[Table]:
    """Every table of a file.

    Raises:
        ImporterError: the file is unsafe, damaged, or holds no tables by its suffix.
    """
    check_size(path)
    reader = _readers().get(_true_suffix(path))
    if reader is None:
        raise UnknownFile(f"不支持的文件类型：{path.suffix or path.name}")
    return reader(path)


def peek(path: Path) -> list[Table]:
    """The first rows of every table, for recognising what a file holds."""
    from knowledge_base.importers import tables_xlsx

    is_xlsx = path.is_file() and _true_suffix(path) in (".xlsx", ".xlsm")
    tables = tables_xlsx.read(path, PEEK_ROWS) if is_xlsx else read_tables(path)
    return [
        Table(table.name, iter(list(islice(table.rows, PEEK_ROWS))), table.caption)
        for table in tables
    ]


def _true_suffix(path: Path) -> str:
    """The suffix a file should have: much that is called .xls is a web page or an .xlsx."""
    suffix = path.suffix.lower()
    if suffix == ".xls":
        with path.open("rb") as stream:
            start = stream.read(64).lstrip(b"\xef\xbb\xbf\r\n\t ")
        if start.startswith(b"PK"):
            return ".xlsx"
        if start.startswith(b"<"):
            return ".html"
    return suffix


def holds_tables(path: Path) -> bool:
    """Whether `read_tables` knows the suffix."""
    return path.suffix.lower() in _readers()


def _readers() -> dict[str, Callable[[Path], Iterator[Table]]]:
    # Imported here because the readers need `Table`.
    from knowledge_base.importers import tables_docx, tables_html, tables_xls, tables_xlsx

    return {
        ".xlsx": tables_xlsx.read,
        ".xlsm": tables_xlsx.read,
        ".xls": tables_xls.read,
        ".docx": tables_docx.read,
        ".html": tables_html.read,
        ".htm": tables_html.read,
        ".csv": read_csv,
    }


def read_csv(path: Path) -> Iterator[Table]:
    """A CSV file, in UTF-8 or in the GB18030 that Chinese Excel writes."""
    text = decode(path.read_bytes())
    yield Table(path.stem, _csv_rows(text))


def _csv_rows(text: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        for number, cells in enumerate(reader, start=1):
            if any(cell.strip() for cell in cells):
                yield Row(number, tuple(cells))
    except csv.Error as error:
        raise UnreadableFile(f"CSV 文件第{reader.line_num}行无法读取：{error}") from error


def decode(content: bytes) -> str:
    """Text of a file whose encoding nobody declared: UTF-8, UTF-16 with a mark, else GB18030."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", errors="replace")
