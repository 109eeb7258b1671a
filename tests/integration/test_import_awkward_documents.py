"""Deliberately awkward documents, each with what must come out of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import docx
import pytest

from knowledge_base.importers.drafts import CatalogItemDraft, PolicyDraft
from tests.integration.import_desk import AWKWARD, TITLE, TWO_ROWS, ImportDesk, item, open_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[ImportDesk]:
    opened = open_desk(tmp_path)
    yield opened
    opened.database.close()


def names(items: list[CatalogItemDraft]) -> list[tuple[str, str]]:
    return [(found.level_one, found.level_two) for found in items]


def test_a_table_of_a_word_document_that_goes_on_after_a_page(desk: ImportDesk) -> None:
    document = docx.Document()
    document.add_paragraph(TITLE)
    table = document.add_table(rows=0, cols=14)
    for row in (*TWO_ROWS, item(1), item(2, "", "名单")):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 8).merge(table.cell(0, 9))
    table.cell(2, 1).merge(table.cell(3, 1))
    document.add_paragraph("")
    rest = document.add_table(rows=0, cols=14)
    for cell, text in zip(rest.add_row().cells, item(3, "临时救助", "标准"), strict=True):
        cell.text = text
    path = desk.folder / "a.docx"
    document.save(str(path))
    assert [i.level_two for i in desk.items(path)] == ["低保政策", "名单", "标准"]
    assert desk.items(path)[0].field == "社会救助"


def test_a_web_page_with_spans(desk: ImportDesk) -> None:
    path = desk.folder / "a.html"
    path.write_text(
        f"""<html><head><meta charset="utf-8"><title>{TITLE}</title></head><body><table>
        <tr><th rowspan=2>序号</th><th colspan=2>公开事项</th><th rowspan=2>公开内容<br>(要素)</th>
            <th rowspan=2>公开依据</th><th rowspan=2>公开主体</th></tr>
        <tr><th>一级<br>事项</th><th>二级事项</th></tr>
        <tr><td>1</td><td rowspan="2">低保</td><td>政策</td><td>文件<br>解读</td><td>办法</td>
            <td>民政局</td></tr>
        <tr><td>2</td><td>名单</td><td>姓名</td><td>办法</td><td>民政局</td></tr>
        </table></body></html>""",
        encoding="utf-8",
    )
    found = desk.items(path)
    assert names(found) == [("低保", "政策"), ("低保", "名单")]
    assert found[0].content == "文件\n解读"


def test_an_interpretation_in_pdf(desk: ImportDesk) -> None:
    drafts, problems = desk.read(AWKWARD / "interpretation.pdf")
    assert problems == []
    (found,) = drafts
    assert isinstance(found, PolicyDraft)
    assert [(e.question, e.answer) for e in found.entries] == [
        (
            "谁可以领高龄津贴？",
            "具有示范区户籍、年满80周岁的老年人可以领取高龄津贴，不限收入，也不用另外提交证明。",
        ),
        ("《示范区高龄津贴发放办法》：每月发多少？", "每月100元。"),
    ]


def test_an_interpretation_in_word_cut_by_its_headings(desk: ImportDesk) -> None:
    document = docx.Document()
    document.add_heading("《示范区租房补贴办法》解读", 0)
    document.add_paragraph("解读：示府〔2024〕9号")
    document.add_heading("一、背景依据", 2)
    document.add_paragraph("为了减轻租房负担。")
    document.add_heading("二、补贴标准", 2)
    document.add_paragraph("每月每户300元。")
    path = desk.folder / "a.docx"
    document.save(str(path))
    ((found,), problems) = desk.read(path)
    assert problems == []
    assert isinstance(found, PolicyDraft)
    assert [(e.question, e.answer) for e in found.entries] == [
        ("为什么要出台《示范区租房补贴办法》？", "为了减轻租房负担。"),
        ("《示范区租房补贴办法》的标准是多少？", "每月每户300元。"),
    ]


def test_a_policy_page_whose_head_is_a_table(desk: ImportDesk) -> None:
    path = desk.folder / "p.html"
    path.write_text(
        """<html><head><meta charset="utf-8"></head><body><h1>示范区租房补贴办法</h1><table>
        <tr><td>索引号：</td><td>SF-9</td><td>发文机关：</td><td>示范区民政局</td></tr>
        <tr><td>文　号：</td><td>示府〔2024〕9号</td><td>成文日期：</td><td>2024年5月6日</td></tr>
        </table><p>第一条 为了减轻租房负担，制定本办法。</p>
        <p>第二条 每月300元。</p></body></html>""",
        encoding="utf-8",
    )
    ((found,), problems) = desk.read(path)
    assert problems == []
    assert isinstance(found, PolicyDraft)
    assert (found.document_number, found.index_number) == ("示府〔2024〕9号", "SF-9")
    assert (found.organisation, str(found.written_on)) == ("mzj", "2024-05-06")
    assert found.body == "第一条 为了减轻租房负担，制定本办法。\n第二条 每月300元。"
