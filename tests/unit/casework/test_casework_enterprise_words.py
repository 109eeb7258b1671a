"""Attributes of an enterprise, read from sentences and from single answers."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.enterprise import FOUNDED, read_enterprise
from casework.enterprise_words import read_one, read_sentence

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("sentence", "attributes"),
    [
        ("我公司30人营收2000万能领啥", {"参保人数": "30", "营收": "2000万"}),
        ("高企，2019年5月成立", {"资质": "高新", FOUNDED: "2019-05-01"}),
        ("小微企业，做软件的，3件专利", {"规模": "小微", "行业": "软件信息业", "知识产权": "3"}),
        ("研发占比5%，注册资本500万", {"研发占比": "5%", "注册资本": "500万"}),
        ("成立三年了", {"成立年限": "3"}),
        ("营收两千万", {"营收": "2000万"}),
        ("营收一千两百万，注册资本五百万", {"营收": "1200万", "注册资本": "500万"}),
        ("专精特新小巨人", {"资质": "小巨人"}),
        ("四十来个人吧", {"参保人数": "40"}),
        ("一百二十名员工，搞机械加工的", {"参保人数": "120", "行业": "制造业"}),
        ("不是高新技术企业", {}),
        ("a small software company", {"规模": "小微", "行业": "软件信息业"}),
        ("居住证怎么办", {}),
        ("", {}),
    ],
)
def test_a_sentence_may_say_several_things(sentence: str, attributes: dict[str, str]) -> None:
    assert read_sentence(sentence, TODAY) == attributes


@pytest.mark.parametrize(
    ("name", "answer", "attributes"),
    [
        ("参保人数", "30", {"参保人数": "30"}),
        ("参保人数", "没数过", {}),
        ("营收", "2000万", {"营收": "2000万"}),
        ("营收", "三百来万", {}),
        ("营收", "五亿", {"营收": "5亿"}),
        (FOUNDED, "2019", {FOUNDED: "2019-01-01"}),
        (FOUNDED, "3", {"成立年限": "3"}),
        (FOUNDED, "2099年", {}),
        ("行业", "月亮", {}),
    ],
)
def test_an_answer_is_read_for_what_was_asked(
    name: str, answer: str, attributes: dict[str, str]
) -> None:
    assert read_one(name, answer, TODAY) == attributes


@given(st.text(max_size=60))
def test_whatever_is_read_can_be_matched(sentence: str) -> None:
    read_enterprise(read_sentence(sentence, TODAY), TODAY)
