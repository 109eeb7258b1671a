"""Plain questions and answers, and guides, from the tables that departments keep."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlalchemy import select

from knowledge_base.drafts import EntryDraft
from knowledge_base.importers.drafts import GuideDraft
from knowledge_base.models import Aspect, Guide, SourceKind
from tests.integration.import_desk import ImportDesk, jsonl, open_desk, workbook

GUIDE_BOOK: dict[str, list[tuple[object, ...]]] = {
    "事项": [
        (
            "事项名称",
            "实施主体",
            "领域",
            "主题",
            "别名",
            "受理条件",
            "线下流程",
            "办理地点",
            "办理地址",
            "办理时间",
            "咨询方式",
            "是否收费",
            "承诺办结时限",
            "承诺办结时限单位",
        ),
        (
            "居住证办理",
            "公安分局",
            "户籍管理",
            "居住证",
            "办居住证\n暂住证",
            "居住半年",
            "交材料\n领证",
            "派出所\n大厅",
            "河滨路1号\n市民大道8号",
            "工作日\n工作日",
            "0100",
            "否",
            15,
            "工作日",
        ),
    ],
    "材料": [
        ("事项名称", "编码", "名称", "形式", "份数", "必要性"),
        ("居住证办理", "m1", "身份证", "原件", 1, "必要"),
        ("没有这个", "m1", "身份证", "原件", 1, "必要"),
    ],
    "情形": [
        ("事项名称", "问题编号", "问题", "选项", "说法", "下一题", "情形"),
        ("居住证办理", "q1", "哪种？", "首次", "第一次、头一回", "", "s1"),
        ("居住证办理", "q1", "哪种？", "补领", "丢了", "", "s2"),
    ],
    "结果": [
        ("事项名称", "编号", "名称", "材料", "费用"),
        ("居住证办理", "s1", "首次申领", "m1", "免费"),
        ("居住证办理", "s2", "补领", "m1", "20元"),
    ],
}
"""A service guide as a workbook has it: its sheets with their rows."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[ImportDesk]:
    opened = open_desk(tmp_path)
    yield opened
    opened.database.close()


def entries(desk: ImportDesk, path: Path) -> list[EntryDraft]:
    drafts, problems = desk.read(path)
    assert problems == []
    return [draft for draft in drafts if isinstance(draft, EntryDraft)]


def test_a_workbook_with_chinese_headings(desk: ImportDesk) -> None:
    path = workbook(
        desk.folder / "问答.xlsx",
        [
            ("常见问题汇总", ""),
            (
                "序号",
                "标准问题",
                "相似问1",
                "相似问2",
                "标准答案",
                "责任单位",
                "失效日期",
                "方面",
                "来源",
            ),
            (
                *(
                    1,
                    "高龄津贴发多少？",
                    "高龄津贴好多钱\n老年补贴几多",
                    "八十岁给多少",
                    "每月100元。",
                ),
                *("民政局", date(2030, 12, 31), "金额", "高龄津贴办法｜示民〔2024〕5号｜第二条"),
            ),
        ],
    )
    (entry,) = entries(desk, path)
    assert entry.similar_questions == ("高龄津贴好多钱", "老年补贴几多", "八十岁给多少")
    assert (entry.organisation, entry.aspect) == ("mzj", Aspect.AMOUNT)
    assert entry.valid_until == date(2030, 12, 31)
    (source,) = entry.sources
    assert (source.kind, source.document_number, source.article) == (
        SourceKind.POLICY,
        "示民〔2024〕5号",
        "第二条",
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_in_the_encodings_of_office_programs(desk: ImportDesk, encoding: str) -> None:
    path = desk.folder / "问答.csv"
    path.write_bytes('问题,答案\n几点开门？,"九点。\n周一不开。"\n'.encode(encoding))
    (entry,) = entries(desk, path)
    assert (entry.question, entry.answer) == ("几点开门？", "九点。\n周一不开。")


def test_the_question_is_the_key_where_there_is_none(desk: ImportDesk) -> None:
    path = jsonl(desk.folder / "q.jsonl", {"question": "几点开门？", "answer": "九点。"})
    assert [entry.key for entry in entries(desk, path)] == ["qa:q:几点开门？"]


@pytest.mark.parametrize(
    ("record", "column", "reason"),
    [
        ({"question": "", "answer": "a"}, "question", "缺少问题"),
        ({"question": "q", "answer": "  "}, "answer", "缺少答案"),
        ({"question": "q", "answer": "a", "aspect": "weather"}, "aspect", "不认识的方面"),
        (
            {"question": "q", "answer": "a", "organisation": "无此局"},
            "organisation",
            "不认识的机构",
        ),
        ({"question": "q", "answer": "a", "jurisdiction": "xx"}, "jurisdiction", "不认识的辖区"),
        ({"question": "q", "answer": "a", "valid_from": "明年"}, "valid_from", "日期"),
        ({"question": "q", "answer": "a", "similar": [1]}, "similar", "列表"),
        ({"question": "q", "answer": "a", "links": ["x"]}, "links", "label"),
        ({"question": "q", "answer": "a", "sources": [{}]}, "sources", "title"),
        ({"question": "q", "answer": "a", "short_answer": "长" * 601}, "short_answer", "601"),
        ({"question": "q", "answer": "a", "colour": "red"}, "colour", "不认识的字段"),
        ({"question": "q", "answer": "a", "english": {"question": "q"}}, "english", "缺少"),
        (
            {
                "question": "q",
                "answer": "a",
                "valid_from": "2025-01-02",
                "valid_until": "2025-01-01",
            },
            "valid_until",
            "早于",
        ),
    ],
)
def test_every_row_not_taken_has_its_reason(
    desk: ImportDesk, record: dict[str, object], column: str, reason: str
) -> None:
    good: dict[str, object] = {"question": "好？", "answer": "好。"}
    drafts, problems = desk.read(jsonl(desk.folder / "q.jsonl", record, good))
    assert len(drafts) == 1
    (problem,) = problems
    assert (problem.row, problem.column) == (1, column)
    assert reason in problem.reason


def test_lines_that_are_no_json_and_the_same_key_twice(desk: ImportDesk) -> None:
    path = desk.folder / "q.jsonl"
    path.write_text(
        '{"question": "q"\n[]\n\n{"question":"q","answer":"a"}\n{"question":"q","answer":"b"}\n'
    )
    drafts, problems = desk.read(path)
    assert [problem.row for problem in problems] == [1, 2, 5]
    assert len(drafts) == 1


def test_guides_from_a_workbook_with_materials_and_a_tree(desk: ImportDesk) -> None:
    path = desk.folder / "办事指南.xlsx"
    book = Workbook()
    for name, rows in GUIDE_BOOK.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    drafts, problems = desk.read(path)
    assert [(problem.sheet, problem.row) for problem in problems] == [("材料", 3)]
    (guide,) = drafts
    assert isinstance(guide, GuideDraft)
    assert (guide.organisation, guide.aliases) == ("gafj", ("办居住证", "暂住证"))
    assert [place["地址"] for place in guide.facts["办理地点"]] == ["河滨路1号", "市民大道8号"]
    assert guide.questions[0]["options"][0] == {
        "label": "首次",
        "words": ["第一次", "头一回"],
        "situation": "s1",
    }
    assert [(s.name, s.material_codes, s.facts) for s in guide.situations] == [
        ("首次申领", ("m1",), {"费用": "免费"}),
        ("补领", ("m1",), {"费用": "20元"}),
    ]
    desk.run(path)
    desk.run(path)
    with desk.database.read() as session:
        stored = session.scalars(select(Guide)).one()
        assert [material.name for material in stored.materials] == ["身份证"]
        assert [situation.code for situation in stored.situations] == ["s1", "s2"]
