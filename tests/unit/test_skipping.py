"""Who would rather not answer one question, and who leaves the whole form."""

from __future__ import annotations

import pytest

from actions.skipping import asks_why, is_unsure, matter_named, would_skip


@pytest.mark.parametrize(
    "text",
    [
        *(
            "我不想填",
            "这个不填",
            "跳过",
            "跳过吧",
            "能不能跳过",
            "我不想说",
            "不方便",
            "电话不想留",
        ),
        *(
            "我不想留电话了",
            "这个可以不填吗",
            "身份证号我不想填",
            "这个不填了",
            "可以不写吗",
            "不想告诉你们",
        ),
        *("skip", "skip this", "I'd rather not say", "I don't want to give my ID"),
    ],
)
def test_one_question_stays_unanswered(text: str) -> None:
    assert would_skip(text)


@pytest.mark.parametrize(
    "text",
    [
        "我不办了",
        "算了",
        "取消",
        "不填了",
        "不弄了",
        "张三",
        "不清楚",
        "小区电梯坏了没人修",
        "cancel",
    ],
)
def test_it_is_something_else(text: str) -> None:
    assert not would_skip(text)


@pytest.mark.parametrize(
    "text",
    ["为什么要填身份证号", "要身份证号干嘛", "为啥要问这个", "必须填吗", "why do you need my ID?"],
)
def test_it_is_asked_why(text: str) -> None:
    assert asks_why(text)


@pytest.mark.parametrize("text", ["为什么我的申请被拒了", "身份证怎么补办", "要什么材料"])
def test_a_question_of_another_kind(text: str) -> None:
    assert not asks_why(text)


@pytest.mark.parametrize(
    ("text", "unsure"),
    [
        ("不知道", True),
        ("我也不太清楚啊", True),
        ("说不清", True),
        ("I'm not sure", True),
        ("不知道去哪里办", False),
        ("没有出生医学证明", False),
    ],
)
def test_who_does_not_know_says_no_more(text: str, unsure: bool) -> None:
    assert is_unsure(text) is unsure


@pytest.mark.parametrize(
    ("text", "matter"),
    [
        ("我不想留名字", "name"),
        ("电话号码不想留", "contact"),
        ("身份证号我不想填", "identity"),
        ("单位不填", "body"),
        ("这个不填", None),
        ("I'd rather not give my phone", "contact"),
    ],
)
def test_what_is_not_told_is_named(text: str, matter: str | None) -> None:
    assert matter_named(text) == matter
