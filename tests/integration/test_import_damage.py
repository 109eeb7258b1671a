"""Whatever happens to a file on its way: it is read, or refused with a reason, never a crash."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.integration.import_desk import (
    AWKWARD,
    TITLE,
    TWO_ROWS,
    ImportDesk,
    catalog,
    item,
    open_desk,
)

SUFFIXES = (".xlsx", ".docx", ".xls", ".pdf")
CHANGES = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.binary(max_size=6)), min_size=1, max_size=6
)
"""Where in a file, as a share of its length, and what stands there afterwards."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ImportDesk]:
    opened = open_desk(tmp_path_factory.mktemp("damage"))
    yield opened
    opened.database.close()


@pytest.fixture(scope="module")
def whole(desk: ImportDesk) -> dict[str, bytes]:
    """A sound file of each kind."""
    document = docx.Document()
    document.add_paragraph(TITLE)
    table = document.add_table(rows=0, cols=14)
    for row in (*TWO_ROWS, item(1)):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.save(str(desk.folder / "whole.docx"))
    catalog(desk.folder / "whole.xlsx", [item(1), item(2, "", "名单")], ["B4:B5"])
    paths = {
        ".xlsx": desk.folder / "whole.xlsx",
        ".docx": desk.folder / "whole.docx",
        ".xls": AWKWARD / "catalog.xls",
        ".pdf": AWKWARD / "interpretation.pdf",
    }
    return {suffix: path.read_bytes() for suffix, path in paths.items()}


def damaged(content: bytes, changes: list[tuple[float, bytes]]) -> bytes:
    spoilt = bytearray(content)
    for share, put in changes:
        place = int(share * len(spoilt))
        spoilt[place : place + len(put)] = put
    return bytes(spoilt)


def with_damaged_member(content: bytes, which: float, changes: list[tuple[float, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        names = source.namelist()
        chosen = names[int(which * len(names))]
        for name in names:
            member = source.read(name)
            target.writestr(name, damaged(member, changes) if name == chosen else member)
    return out.getvalue()


def is_read_or_refused(desk: ImportDesk, suffix: str, content: bytes) -> None:
    path: Path = desk.folder / f"damaged{suffix}"
    path.write_bytes(content)
    drafts, problems = desk.read(path)
    assert drafts or problems
    assert all(problem.reason for problem in problems)


@pytest.mark.parametrize("suffix", SUFFIXES)
@settings(max_examples=60, deadline=None, derandomize=True)
@given(changes=CHANGES)
def test_damaged_bytes(
    desk: ImportDesk, whole: dict[str, bytes], suffix: str, changes: list[tuple[float, bytes]]
) -> None:
    is_read_or_refused(desk, suffix, damaged(whole[suffix], changes))


@pytest.mark.parametrize("suffix", [".xlsx", ".docx"])
@settings(max_examples=60, deadline=None, derandomize=True)
@given(which=st.floats(0, 1, exclude_max=True), changes=CHANGES)
def test_a_damaged_part_of_an_archive(
    desk: ImportDesk,
    whole: dict[str, bytes],
    suffix: str,
    which: float,
    changes: list[tuple[float, bytes]],
) -> None:
    is_read_or_refused(desk, suffix, with_damaged_member(whole[suffix], which, changes))
