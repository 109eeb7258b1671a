"""Sheets of an old .xls workbook."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xlrd
from xlrd.compdoc import CompDocError

from knowledge_base.importers.errors import PasswordProtected, UnreadableFile
from knowledge_base.importers.tables import Row, Table
from knowledge_base.importers.tables_xlsx import as_text

DAMAGE = (
    *(AssertionError, ValueError, LookupError, OSError, OverflowError),
    *(struct.error, CompDocError),
)
"""What xlrd lets through for damaged and truncated files."""


def read(path: Path) -> Iterator[Table]:
    """Every visible worksheet.

    Raises:
        ImporterError: the workbook is encrypted or damaged.
    """
    try:
        book = xlrd.open_workbook(str(path), formatting_info=True)
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower():
            raise PasswordProtected("文件有密码保护，请去掉密码后再导入") from error
        raise UnreadableFile("旧版工作簿已损坏或不是 .xls 文件，请另存为 .xlsx") from error
    except DAMAGE as error:
        raise UnreadableFile("旧版工作簿不完整，请重新保存后再导入") from error
    for sheet in book.sheets():
        if sheet.visibility == 0:
            yield Table(sheet.name, _rows(book, sheet))


def _rows(book: Any, sheet: Any) -> Iterator[Row]:
    anchors = {
        (row, column): (top, left)
        for top, bottom, left, right in sheet.merged_cells
        for row in range(top, bottom)
        for column in range(left, right)
    }
    for row in range(sheet.nrows):
        cells = tuple(
            _text(book, sheet.cell(*anchors.get((row, column), (row, column))))
            for column in range(sheet.ncols)
        )
        if any(cells):
            yield Row(row + 1, cells)


def _text(book: Any, cell: Any) -> str:
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#N/A"))
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return as_text(xlrd.xldate_as_datetime(cell.value, book.datemode))
        except (ValueError, OverflowError):  # a number that is only formatted as a date
            return as_text(cell.value)
    return as_text(cell.value)
