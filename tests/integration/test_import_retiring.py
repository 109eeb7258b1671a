"""What a file no longer holds: whose it was, and who may take it out of answering."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from knowledge_base.exporters.entries import entry_drafts, export_xlsx
from knowledge_base.importers.base import Outcome
from knowledge_base.models import EntryStatus
from tests.integration.import_desk import ImportDesk, catalog, item, jsonl, open_desk, workbook

MANY = tuple(
    {"key": f"k{n}", "question": f"第{n}馆几点开？", "answer": "九点。"} for n in range(20)
)
CARD = {"key": "1", "question": "居住证怎么办？", "answer": "到派出所。", "organisation": "gafj"}
ALLOWANCE = {"key": "1", "question": "高龄津贴多少？", "answer": "100元。", "organisation": "mzj"}


@pytest.fixture
def desk(tmp_path: Path, database_url: str) -> Iterator[ImportDesk]:
    opened = open_desk(tmp_path, database_url)
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    yield opened
    opened.database.close()


def answering(desk: ImportDesk) -> set[str]:
    return {key for key, (_, _, number) in desk.stored().items() if number is not None}


def test_a_file_of_another_department_with_the_same_name_retires_nothing(desk: ImportDesk) -> None:
    desk.run(jsonl(desk.folder / "a" / "问答.jsonl", *MANY), publish=True)
    before = answering(desk)
    other = {"key": "x", "question": "低保怎么办？", "answer": "到民政局。", "organisation": "mzj"}
    for publish in (False, True):
        report = desk.run(jsonl(desk.folder / "b" / "问答.jsonl", other), publish=publish)
        assert report.counts["entry"][Outcome.RETIRED] == 0
        assert before <= answering(desk)
    assert any("按另一个文件处理" in notice for notice in desk_notices(desk, other, "y"))
    # and the first department's file is still known as what it is
    report = desk.run(jsonl(desk.folder / "a" / "问答.jsonl", *MANY[1:]), publish=True)
    assert [missing.title for missing in report.retired] == ["第0馆几点开？"]


def desk_notices(desk: ImportDesk, record: dict[str, object], key: str) -> list[str]:
    record = record | {"key": key, "question": "临时救助怎么办？"}
    return desk.run(jsonl(desk.folder / "b" / "问答.jsonl", record), dry_run=True).notices


def test_two_departments_that_number_alike_do_not_overwrite_each_other(desk: ImportDesk) -> None:
    desk.run(jsonl(desk.folder / "a" / "问答.jsonl", CARD), publish=True)
    report = desk.run(jsonl(desk.folder / "b" / "问答.jsonl", ALLOWANCE), publish=True)
    (problem,) = report.problems
    assert "gafj" in problem.reason
    assert "居住证怎么办？" in problem.reason
    assert desk.stored()["qa:问答:1"] == ("到派出所。", EntryStatus.PUBLISHED, 1)


def test_an_import_for_review_takes_nothing_out_of_answering(desk: ImportDesk) -> None:
    path = desk.folder / "q.jsonl"
    desk.run(jsonl(path, *MANY), publish=True)
    report = desk.run(jsonl(path, *MANY[1:]))
    assert report.counts["entry"] == {Outcome.UNCHANGED: 19}
    assert [(m.title, m.published) for m in report.kept] == [("第0馆几点开？", True)]
    assert "--retire" in report.notices[0]
    assert len(answering(desk)) == 20
    # what was kept is still the file's: asked for later, it goes
    again = desk.run(path, retire=True)
    assert [missing.id for missing in again.retired] == [report.kept[0].id]
    assert len(answering(desk)) == 19


def test_a_part_of_a_file_under_its_old_name_needs_a_word(desk: ImportDesk) -> None:
    path = desk.folder / "q.jsonl"
    desk.run(jsonl(path, *MANY), publish=True)
    report = desk.run(jsonl(path, *MANY[:2]), publish=True)
    assert len(report.kept) == 18
    assert "90%" in report.notices[0]
    assert len(answering(desk)) == 20
    assert len(desk.run(path, publish=True, retire=True).retired) == 18
    assert len(answering(desk)) == 2


def test_entries_of_a_body_the_file_names_no_more_need_a_word(desk: ImportDesk) -> None:
    path = desk.folder / "q.jsonl"
    desk.run(jsonl(path, CARD, ALLOWANCE | {"key": "2"}), publish=True)
    report = desk.run(jsonl(path, CARD), publish=True)
    assert [missing.organisation for missing in report.kept] == ["mzj"]
    assert "mzj" in report.notices[0]
    assert len(answering(desk)) == 2


def test_a_dry_run_lists_what_would_go(desk: ImportDesk) -> None:
    path = desk.folder / "c.xlsx"
    desk.run(catalog(path, [item(1), item(2, level_two="名单")]), publish=True)
    report = desk.run(catalog(path, [item(1)]), dry_run=True, retire=True)
    assert [m.title for m in report.retired if m.kind == "catalog"] == ["最低生活保障/名单"]
    assert len(report.retired) == 6
    assert len(answering(desk)) == 10


def exported(desk: ImportDesk, path: Path) -> Path:
    with desk.database.read() as session:
        export_xlsx(entry_drafts(session), path)
    return path


def test_a_removed_row_still_retires_after_a_round_trip(desk: ImportDesk) -> None:
    """The export came back once; the entries still belong to the workbook they were made from."""
    path = desk.folder / "c.xlsx"
    desk.run(catalog(path, [item(1), item(2, level_two="名单")]), publish=True)
    desk.run(exported(desk, desk.folder / "out.xlsx"), publish=True)
    report = desk.run(catalog(path, [item(1)]), publish=True)
    assert report.counts["entry"][Outcome.RETIRED] == 5


@pytest.mark.parametrize("name", ["问答.xlsx", "other.xlsx"])
def test_rows_left_out_of_an_edited_export_stay(desk: ImportDesk, name: str) -> None:
    heads = ("编号", "问题", "答案")
    rows = [(f"k{n}", f"第{n}馆几点开？", "九点。") for n in range(4)]
    original = desk.folder / "a" / "问答.xlsx"
    desk.run(workbook(original, [heads, *rows]), publish=True)
    part = exported(desk, desk.folder / "b" / name)
    for _ in range(2):
        report = desk.run(part, publish=True, retire=True)
        assert report.retired == []
        book = load_workbook(part)
        assert book.active is not None
        book.active.delete_rows(2, 1)
        book.save(part)
    assert len(answering(desk)) == 4
    workbook(original, [heads, *rows[1:]])
    assert len(desk.run(original, publish=True).retired) == 1
