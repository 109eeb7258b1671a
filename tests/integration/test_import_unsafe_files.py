"""Files that could harm the service or are broken: a clear Chinese reason, nothing imported."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.styles import PatternFill

from knowledge_base.importers import archives
from tests.integration.import_desk import (
    AWKWARD,
    ImportDesk,
    catalog,
    item,
    jsonl,
    open_desk,
    workbook,
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[ImportDesk]:
    opened = open_desk(tmp_path)
    yield opened
    opened.database.close()


def refused(desk: ImportDesk, path: Path) -> str:
    """The reason why a file was refused; nothing of it may be stored."""
    report = desk.run(path, publish=True)
    (problem,) = report.problems
    assert (problem.file, problem.row) == (path.name, None)
    assert desk.stored() == {}
    return problem.reason


def with_member(path: Path, name: str, change: bytes) -> Path:
    """The archive with one member's content replaced."""
    copy = path.with_name(f"changed-{path.name}")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as out:
        for member in source.infolist():
            out.writestr(member, change if member.filename == name else source.read(member))
    return copy


def test_a_bomb_of_one_member(desk: ImportDesk) -> None:
    path = catalog(desk.folder / "a.xlsx", [item(1)])
    bomb = with_member(path, "xl/worksheets/sheet1.xml", b" " * (archives.RATIO_APPLIES_BYTES + 1))
    assert "压缩炸弹" in refused(desk, bomb)


def test_a_bomb_of_many_members(desk: ImportDesk) -> None:
    path = desk.folder / "bomb.docx"
    block = b"0" * (archives.RATIO_APPLIES_BYTES - 1)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
        for number in range(archives.MAX_UNPACKED_BYTES // len(block) + 1):
            out.writestr(f"word/media/{number}.xml", block)
    assert "解压后过大" in refused(desk, path)


@pytest.mark.parametrize("member", ["xl/worksheets/sheet1.xml", "xl/workbook.xml"])
def test_external_entities(desk: ImportDesk, member: str) -> None:
    path = catalog(desk.folder / "a.xlsx", [item(1)])
    secret = desk.folder / "secret.txt"
    secret.write_text("secret")
    xml = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]><x>&e;</x>'
    assert "外部实体" in refused(desk, with_member(path, member, xml.encode()))


def test_a_password(desk: ImportDesk) -> None:
    assert "密码" in refused(desk, AWKWARD / "password.xlsx")


@pytest.mark.parametrize("name", ["a.xlsx", "a.docx"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.95])
def test_a_truncated_archive(desk: ImportDesk, name: str, share: float) -> None:
    whole = catalog(desk.folder / "whole.xlsx", [item(n, level_two=f"事项{n}") for n in range(50)])
    content = whole.read_bytes()
    path = desk.folder / name
    path.write_bytes(content[: int(len(content) * share)])
    assert "损坏" in refused(desk, path)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_truncated_old_workbook(desk: ImportDesk, share: float) -> None:
    content = (AWKWARD / "catalog.xls").read_bytes()
    path = desk.folder / "a.xls"
    path.write_bytes(content[: int(len(content) * share)])
    assert refused(desk, path)


@pytest.mark.parametrize("share", [0.1, 0.5])
def test_a_truncated_pdf(desk: ImportDesk, share: float) -> None:
    content = (AWKWARD / "interpretation.pdf").read_bytes()
    path = desk.folder / "a.pdf"
    path.write_bytes(content[: int(len(content) * share)])
    assert refused(desk, path)


def test_an_archive_with_a_damaged_member(desk: ImportDesk) -> None:
    path = catalog(desk.folder / "a.xlsx", [item(1)])
    assert refused(desk, with_member(path, "xl/worksheets/sheet1.xml", b"<worksheet><sheetData>"))


def test_files_that_are_something_else(desk: ImportDesk) -> None:
    for name, content in (
        ("empty.xlsx", b""),
        ("text.xlsx", b"not a workbook"),
        ("picture.png", b"\x89PNG"),
        ("broken.json", b'{"a": '),
        ("other.json", b"[1, 2]"),
        ("long.csv", b"a," + b"x" * 200_000),
        ("poem.txt", "床前明月光\n疑是地上霜".encode()),
    ):
        path = desk.folder / name
        path.write_bytes(content)
        assert refused(desk, path)


def test_a_missing_file(desk: ImportDesk) -> None:
    assert "不存在" in refused(desk, desk.folder / "nowhere.xlsx")


def test_a_workbook_that_is_no_catalog(desk: ImportDesk) -> None:
    path = workbook(desk.folder / "a.xlsx", [("姓名", "电话"), ("张三", "123")])
    assert "认不出" in refused(desk, path)


def test_a_million_styled_empty_rows(desk: ImportDesk) -> None:
    """Rows that somebody coloured down to the end of the sheet are not read."""
    path = catalog(desk.folder / "a.xlsx", [item(1), item(2, level_two="名单")])
    book = load_workbook(path)
    sheet = book.active
    assert sheet is not None
    sheet.cell(1_048_576, 1).fill = PatternFill("solid", fgColor="FFFF00")
    book.save(path)
    member = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(path) as archive:
        xml = archive.read(member)
    empty = b"".join(b'<row r="%d"><c r="A%d" s="1"/></row>' % (n, n) for n in range(6, 300_000))
    head, tail = xml.split(b'<row r="1048576"', 1)
    wide = with_member(path, member, head + empty + b'<row r="1048576"' + tail)
    assert len(desk.items(wide)) == 2


def test_one_bad_file_keeps_no_other_from_being_imported(desk: ImportDesk) -> None:
    good = jsonl(desk.folder / "good.jsonl", {"question": "几点上班？", "answer": "九点。"})
    shutil.copy(AWKWARD / "password.xlsx", desk.folder / "locked.xlsx")
    report = desk.run(good, desk.folder / "locked.xlsx")
    assert [problem.file for problem in report.problems] == ["locked.xlsx"]
    assert list(desk.stored()) == ["qa:good:几点上班？"]
