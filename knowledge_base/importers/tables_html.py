"""Tables of a web page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from knowledge_base.importers.tables import Row, Table, decode

WIDEST_SPAN = 60
LONGEST_SPAN = 5000
"""Spans beyond these come from broken or hostile pages."""


def read(path: Path) -> Iterator[Table]:
    """Every innermost table, with the page's title or the table's caption."""
    page = LexborHTMLParser(decode(path.read_bytes()))
    heading = page.css_first("h1") or page.css_first("title")
    caption = heading.text(strip=True) if heading else ""
    tables = [table for table in page.css("table") if len(table.css("table")) == 1]
    for count, table in enumerate(tables, start=1):
        own = table.css_first("caption")
        yield Table(f"表{count}", _rows(table), own.text(strip=True) if own else caption)


def _rows(table: LexborNode) -> Iterator[Row]:
    hanging: dict[int, tuple[int, str]] = {}  # column -> rows still covered, text
    for number, row in enumerate(table.css("tr"), start=1):
        cells: list[str] = []
        for cell in row.css("td, th"):
            _take_hanging(cells, hanging)
            width = _span(cell, "colspan", WIDEST_SPAN)
            height = _span(cell, "rowspan", LONGEST_SPAN)
            text = cell_text(cell)
            for _ in range(width):
                if height > 1:
                    hanging[len(cells)] = (height - 1, text)
                cells.append(text)
        _take_hanging(cells, hanging)
        if any(cells):
            yield Row(number, tuple(cells))


def _take_hanging(cells: list[str], hanging: dict[int, tuple[int, str]]) -> None:
    while len(cells) in hanging:
        left, text = hanging.pop(len(cells))
        if left > 1:
            hanging[len(cells)] = (left - 1, text)
        cells.append(text)


def _span(cell: LexborNode, name: str, most: int) -> int:
    value = (cell.attributes.get(name) or "1").strip()
    return min(max(int(value), 1), most) if value.isdigit() else 1


def cell_text(cell: LexborNode) -> str:
    """Text of a cell, one line per paragraph or break."""
    for line_break in cell.css("br"):
        line_break.replace_with("\n")
    return "\n".join(
        line for line in (part.strip() for part in cell.text(separator="").split("\n")) if line
    )
