"""Tables of a Word document."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph
from lxml import etree

from knowledge_base.importers.archives import checked_archive
from knowledge_base.importers.errors import UnreadableFile
from knowledge_base.importers.tables import Row, Table

DAMAGE = (
    *(KeyError, ValueError, TypeError, AttributeError, BadZipFile),
    *(PackageNotFoundError, etree.XMLSyntaxError),
)
"""What python-docx raises for damaged documents; parts that are missing it meets as None."""


def open_document(path: Path) -> Any:
    """Open a Word document that was checked first.

    Raises:
        ImporterError: it is unsafe, encrypted or damaged.
    """
    with checked_archive(path):
        try:
            return docx.Document(str(path))
        except DAMAGE as error:
            raise UnreadableFile("Word 文档不完整或已损坏，请重新保存后再导入") from error


def blocks(document: Any) -> Iterator[Paragraph | WordTable]:
    """Paragraphs and tables in the order they stand."""
    for element in document.element.body.iterchildren():
        if element.tag == qn("w:p"):
            yield Paragraph(element, document)
        elif element.tag == qn("w:tbl"):
            yield WordTable(element, document)


def read(path: Path) -> Iterator[Table]:
    """Every table, with the last paragraph before it as its caption."""
    caption, count = "", 0
    for block in blocks(open_document(path)):
        if isinstance(block, Paragraph):
            caption = block.text.strip() or caption
        else:
            count += 1
            yield Table(f"表{count}", _rows(block), caption)


def _rows(table: WordTable) -> Iterator[Row]:
    # A merged cell is the same object in every place it covers, so its text repeats.
    try:
        for number, row in enumerate(table.rows, start=1):
            cells = tuple(cell.text.strip() for cell in row.cells)
            if any(cells):
                yield Row(number, cells)
    except (IndexError, KeyError, ValueError) as error:
        raise UnreadableFile("Word 表格结构已损坏，请重新保存后再导入") from error
