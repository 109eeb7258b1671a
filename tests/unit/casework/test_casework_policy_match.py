"""Conditions of policies against attributes of enterprises."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.enterprise import NUMERIC, TEXTUAL, read_enterprise, read_number
from casework.errors import InvalidAttribute
from casework.policy_match import Advice, ConditionResult, Verdict, judge

TODAY = date(2026, 11, 22)


def against(attribute: str, op: str, value: Any, **enterprise: object) -> ConditionResult:
    condition = {"attribute": attribute, "op": op, "value": value, "text": f"{attribute}的条件"}
    return judge(condition, read_enterprise(enterprise, TODAY))


@pytest.mark.parametrize(
    ("op", "limit", "have", "met"),
    [
        ("不少于", 10, 10, True),
        ("不少于", 10, 9, False),
        ("多于", 10, 10, False),
        ("多于", 10, 11, True),
        ("不多于", 10, 10, True),
        ("不多于", 10, 11, False),
        ("少于", 10, 10, False),
        ("少于", 10, 9, True),
    ],
)
def test_comparisons_include_or_exclude_the_limit(
    op: str, limit: float, have: float, met: bool
) -> None:
    result = against("参保人数", op, limit, 参保人数=have)
    assert (result.verdict is Verdict.MET) is met


@pytest.mark.parametrize(
    ("op", "value", "have", "verdict"),
    [
        ("属于", ["小微", "中型"], "小型企业", Verdict.MET),
        ("属于", ["小微", "中型"], "大型", Verdict.UNMET),
        ("属于", ["小微", "中型"], "规上", Verdict.UNKNOWN),
        ("属于", ["小微", "中型"], "规上、中型", Verdict.MET),
        ("属于", ["小微", "个体工商户"], "个体户", Verdict.MET),
        ("是", "规上", "规模以上", Verdict.MET),
        ("是", "规上", "小微", Verdict.UNKNOWN),
        ("是", "规上", "规下", Verdict.UNMET),
        ("不属于", ["大型"], "中型", Verdict.MET),
    ],
)
def test_size_is_two_questions(op: str, value: Any, have: str, verdict: Verdict) -> None:
    assert against("规模", op, value, 规模=have).verdict is verdict


def test_what_was_not_said_is_unknown_and_asked_for() -> None:
    result = against("资质", "属于", ["高新"])
    assert (result.verdict, result.advice) == (Verdict.UNKNOWN, Advice.TELL_US)


def test_having_none_is_not_unknown() -> None:
    result = against("资质", "属于", ["高新", "专精特新"], 资质=[])
    assert (result.verdict, result.advice) == (Verdict.UNMET, Advice.OBTAIN)
    assert result.wanted == ("高新", "专精特新")
    assert against("已享受政策", "不属于", ["贴息"], 已享受政策="无").verdict is Verdict.MET


def test_a_little_giant_is_specialised_too() -> None:
    assert against("资质", "属于", ["专精特新"], 资质="小巨人").verdict is Verdict.MET
    assert against("资质", "属于", ["小巨人"], 资质="专精特新").verdict is Verdict.UNMET


def test_what_is_missing_is_said_with_how_much() -> None:
    result = against("参保人数", "不少于", 10.0, 参保人数="7人")
    assert (result.advice, result.gap) == (Advice.RAISE, 3)
    waiting = against("成立年限", "不少于", 2, 成立日期="2025-03-01")
    assert (waiting.advice, waiting.gap) == (Advice.WAIT, 1)


def test_too_much_cannot_be_helped() -> None:
    assert against("营收", "不多于", 2000, 营收="2亿").advice is Advice.NOT_FOR_YOU


def test_bad_credit_is_repaired_and_good_credit_is_met() -> None:
    assert against("信用", "不是", "严重失信", 信用="失信").advice is Advice.REPAIR_CREDIT
    assert against("信用", "不是", "严重失信", 信用="无").verdict is Verdict.MET


def test_a_street_of_the_district_is_in_the_district() -> None:
    assert against("注册地", "是", "示范区", 注册地="示范区城河街道").verdict is Verdict.MET
    elsewhere = against("注册地", "是", "示范区", 注册地="邻区")
    assert elsewhere.advice is Advice.REGISTER_HERE


@pytest.mark.parametrize(
    "condition",
    [
        {},
        {"attribute": "参保人数", "op": "差不多", "value": 3},
        {"attribute": "参保人数", "op": "不少于", "value": "若干"},
        {"attribute": "参保人数", "op": "不少于", "value": None},
        {"attribute": "规模", "op": "属于", "value": []},
        {"attribute": "心情", "op": "是", "value": "好"},
    ],
)
def test_a_condition_that_cannot_be_read_is_unknown(condition: dict[str, Any]) -> None:
    enterprise = read_enterprise({"参保人数": 5, "规模": "小微"}, TODAY)
    assert judge(condition, enterprise).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("name", "typed", "number"),
    [
        ("营收", "2000万", 2000),
        ("营收", "2000万元", 2000),
        ("营收", "2亿", 20000),
        ("营收", "1.5亿元", 15000),
        ("营收", "3千万", 3000),
        ("营收", "500000元", 50),
        ("营收", "2,000", 2000),
        ("参保人数", "３０人", 30),
        ("研发占比", "3.5%", 3.5),
        ("知识产权", "没有", 0),
        ("成立年限", 4, 4),
    ],
)
def test_figures_are_read_as_people_type_them(name: str, typed: object, number: float) -> None:
    assert read_number(name, typed) == pytest.approx(number)


@pytest.mark.parametrize(
    "given_attributes",
    [
        {"参保人数": "很多"},
        {"参保人数": -3},
        {"参保人数": float("nan")},
        {"参保人数": True},
        {"参保人数": "1" * 400},
        {"参保人数": [3]},
        {"心情": "好"},
        {"规模": 3},
        {"规模": ["小微"] * 21},
        {"规模": ["字" * 61]},
        {"成立日期": "去年"},
        {"成立日期": "2030-01-01"},
    ],
)
def test_unreadable_attributes_are_refused(given_attributes: dict[str, object]) -> None:
    with pytest.raises(InvalidAttribute):
        read_enterprise(given_attributes, TODAY)


def test_blank_answers_leave_an_attribute_unknown() -> None:
    assert read_enterprise({"规模": "", "参保人数": None}, TODAY) == {}


@given(
    st.sampled_from([*NUMERIC, *TEXTUAL]),
    st.text(max_size=80) | st.floats() | st.lists(st.text(max_size=10), max_size=5),
)
def test_anything_typed_is_read_or_named(name: str, value: object) -> None:
    try:
        enterprise = read_enterprise({name: value}, TODAY)
    except InvalidAttribute:
        return
    assert set(enterprise) <= {name}


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("引进的人才已参保满6个月", Verdict.UNKNOWN),
        ("新招人员已参加失业、工伤和职工养老保险满3个月", Verdict.UNKNOWN),
        ("有参加失业保险的职工", Verdict.MET),
        ("参保人数不少于1人", Verdict.MET),
    ],
)
def test_a_figure_fulfils_no_condition_that_asks_more(text: str, verdict: Verdict) -> None:
    condition = {"attribute": "参保人数", "op": "不少于", "value": 1, "text": text}
    assert judge(condition, read_enterprise({"参保人数": "30人"}, TODAY)).verdict is verdict
    none = judge(condition, read_enterprise({"参保人数": "0人"}, TODAY))
    assert none.verdict is Verdict.UNMET
