"""The metadata at the head of documents, as different offices lay it out."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge_base.importers.document_head import day, read_head
from knowledge_base.importers.documents import Line


def lines(text: str) -> list[Line]:
    return [Line(number, line) for number, line in enumerate(text.splitlines(), start=1)]


def test_a_head_of_lists_spaced_out_names_and_two_on_a_line() -> None:
    given = lines(
        "示范区租房补贴办法\n- 索引号：SF-9\n"
        "文　号：示府〔2024〕9号    发布日期：2024年5月8日\n"
        "发 文 机 关: 示范区民政局\n失效日期：长期有效\n"
        "废止：示府〔2020〕1号\n\n第一条 说明：正文。"
    )
    head = read_head(given)
    assert head.title == "示范区租房补贴办法"
    assert head.fields == {
        "index_number": "SF-9",
        "document_number": "示府〔2024〕9号",
        "issuer": "示范区民政局",
    }
    assert head.dates == {"published_on": date(2024, 5, 8)}
    assert head.relations == [{"kind": "废止", "target": "示府〔2020〕1号"}]
    assert given[head.body_start].text == "第一条 说明：正文。"
    assert head.faults == []


def test_what_cannot_be_understood_is_named() -> None:
    head = read_head(lines("标题\n成文日期：去年\n有效性：也许\n正文"))
    assert [(line, name) for line, name, _ in head.faults] == [(2, "成文日期"), (3, "有效性")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024年3月1日", date(2024, 3, 1)),
        ("2024-03-01", date(2024, 3, 1)),
        ("2024/3/1", date(2024, 3, 1)),
        ("二〇二四年三月一日", date(2024, 3, 1)),
        ("二零二四年十二月三十一日", date(2024, 12, 31)),
    ],
)
def test_days(text: str, expected: date) -> None:
    assert day(text) == expected


@pytest.mark.parametrize("text", ["2024年13月1日", "2024年", "明天", "二〇二四年"])
def test_what_is_no_day(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        day(text)
