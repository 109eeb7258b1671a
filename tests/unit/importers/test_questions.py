"""The forms in which documents ask questions."""

from __future__ import annotations

from knowledge_base.importers.documents import Line
from knowledge_base.importers.questions import find_questions, headings


def lines(text: str) -> list[Line]:
    return [Line(number, line) for number, line in enumerate(text.splitlines(), start=1)]


def pairs(given: list[Line]) -> list[tuple[str, str]]:
    return [(asked.question, asked.answer) for asked in find_questions(given)]


def test_question_and_answer_marked() -> None:
    text = "问：谁能申请？\n答：本区居民。\n还要有居住证。\n问题二：怎么申请？\n答：去窗口。"
    assert pairs(lines(text)) == [
        ("谁能申请？", "本区居民。\n还要有居住证。"),
        ("怎么申请？", "去窗口。"),
    ]


def test_latin_letters_and_numbers() -> None:
    text = "Q1：补贴多少？\nA1：每月500元。\nQ2. 发多久？\nA2. 一年。"
    assert pairs(lines(text)) == [("补贴多少？", "每月500元。"), ("发多久？", "一年。")]


def test_question_and_answer_on_one_line() -> None:
    assert pairs(lines("问：要钱吗？答：不要钱。")) == [("要钱吗？", "不要钱。")]


def test_numbered_questions() -> None:
    text = "一、为什么要出台？\n为了方便。\n（二）谁能享受？\n老人。\n3.怎么领？\n自动发。"
    assert pairs(lines(text)) == [
        ("为什么要出台？", "为了方便。"),
        ("谁能享受？", "老人。"),
        ("怎么领？", "自动发。"),
    ]


def test_bold_questions_and_headings() -> None:
    given = [
        Line(1, "标题", level=1),
        Line(2, "什么时候实行？", bold=True),
        Line(3, "5月1日。"),
        Line(4, "到哪里办？", level=2),
        Line(5, "大厅。"),
        Line(6, "附则", level=2),
        Line(7, "没有了。"),
    ]
    assert pairs(given) == [("什么时候实行？", "5月1日。"), ("到哪里办？", "大厅。")]


def test_dialogue_transcript() -> None:
    text = (
        "记者：这次调整了什么？\n王局长：提高了标准。\n覆盖面也更广。\n"
        "记者：从哪天起？\n民政局负责人：7月1日起。"
    )
    assert pairs(lines(text)) == [
        ("这次调整了什么？", "提高了标准。\n覆盖面也更广。"),
        ("从哪天起？", "7月1日起。"),
    ]


def test_table_of_two_columns() -> None:
    given = [
        Line(1, "", cells=("问题", "解答")),
        Line(2, "", cells=("1", "谁能领？", "答：老人。")),
        Line(3, "", cells=("怎么领？", "去社区。")),
    ]
    assert pairs(given) == [("谁能领？", "老人。"), ("怎么领？", "去社区。")]


def test_a_rhetorical_question_in_an_answer_is_no_question() -> None:
    text = "问：为什么？\n答：看数据。\n一、钱从哪里来？\n来自财政。"
    assert pairs(lines(text)) == [("为什么？", "看数据。\n一、钱从哪里来？\n来自财政。")]


def test_similar_questions_are_listed_after_the_question() -> None:
    (asked,) = find_questions(lines("问：谁能领？\n相似问：哪个能领；能领不；\n答：老人。"))
    assert asked.similar == ("哪个能领", "能领不")
    assert asked.answer == "老人。"


def test_without_questions_the_headings_cut_the_text() -> None:
    text = "一、背景依据\n为了大家。\n第二段。\n二、主要内容\n共三条。"
    assert [(heading, body) for _, heading, body in headings(lines(text))] == [
        ("背景依据", "为了大家。\n第二段。"),
        ("主要内容", "共三条。"),
    ]
    assert find_questions(lines(text)) == []


def test_brackets_and_numbers_without_a_colon() -> None:
    text = "【问】谁能领？\n【答】老人。\n问题2 怎么领？\n答：去社区。"
    assert pairs(lines(text)) == [("谁能领？", "老人。"), ("怎么领？", "去社区。")]


def test_a_third_cell_lists_similar_questions() -> None:
    cells = ("育儿补贴多少钱？", "每年3600元。", "相似问：养娃给多少；育儿钱几何")
    (asked,) = find_questions([Line(1, " ".join(cells), cells=cells)])
    assert asked.answer == "每年3600元。"
    assert asked.similar == ("养娃给多少", "育儿钱几何")
