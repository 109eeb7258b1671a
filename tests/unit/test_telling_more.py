"""Which words go on with a message, where its unit or telephone is asked for."""

from __future__ import annotations

import pytest

from actions.message_changes import changed
from actions.telling import adds, tells_more


@pytest.mark.parametrize(
    "text",
    [
        "还有,他们晚上也施工,吵得睡不着",
        "补充一点,他们态度还很差",
        "不对,是三百块不是两百",
        "他们的工人把建筑垃圾都堆在消防通道",
        "天天这样,没法睡觉",
    ],
)
def test_it_tells_more(text: str) -> None:
    assert tells_more(text)


@pytest.mark.parametrize(
    "text",
    [
        *("教育局", "天上人间管理局", "示范区市场监督管理局", "不对", "还有", "13912345678"),
        *("还有,居住证怎么办", "我想查一下公积金缴存的明细", "我要改一下内容", "换单位"),
        "Urban Management Bureau",
    ],
)
def test_it_tells_nothing(text: str) -> None:
    assert not tells_more(text)


def test_who_goes_on_says_so() -> None:
    assert adds("另外垃圾也没人收")
    assert not adds("不是教育局,是城管局")


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("我要改一下内容", "more"),
        ("改一下", "more"),
        ("重写", "change"),
        ("单位选错了", "body"),
        ("换个部门", "body"),
        ("电话写错了", "contact"),
        ("改类型", "kind"),
        ("不对", None),
        ("提交", None),
        ("内容要怎么改", None),
        ("垃圾没人收", None),
    ],
)
def test_what_is_to_be_changed(text: str, change: str | None) -> None:
    assert changed(text) == change
