"""Long text in parts: nothing lost, nothing broken that has to stay whole."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.wechat.splitting import MAX_BYTES, shorten, split

WHOLE = (
    "深府〔2021〕3号",
    "国令第711号",
    "国办发(2019)54号",
    "https://www.example.gov.cn/zhengce/content/2019-04/15/content_5382991.htm?a=1&b=2",
    '<a href="https://ask.example.gov.cn/entry/e0123456789ab">查看 全文</a>',
    "(0755)88121000",
    "2,000.50",
    "👨‍👩‍👧‍👦",
    "🇨🇳",
    "👍🏽",
    "e\u0301",
)


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from([*WHOLE, "申请", "，", "。", "\n", "办理居住证需要", "20个工作日"])),
    st.integers(min_value=120, max_value=400),
)
def test_wechat_09_parts_fit_and_break_nothing(pieces: list[str], limit: int) -> None:
    text = "、".join(pieces * 5)
    parts = split(text, limit)
    assert all(0 < len(part.encode()) <= limit for part in parts)
    assert bare("".join(parts)) == bare(text)
    for name in WHOLE:
        assert sum(part.count(name) for part in parts) == text.count(name), name


@settings(max_examples=60)
@given(st.text(max_size=400), st.integers(min_value=8, max_value=100))
def test_wechat_09_any_text_fits_and_loses_nothing(text: str, limit: int) -> None:
    text = text.encode("utf-8", "replace").decode()
    parts = split(text, limit)
    assert all(len(part.encode()) <= limit for part in parts)
    assert bare("".join(parts)) == bare(text)


def test_wechat_09_a_cut_is_made_where_a_reader_pauses() -> None:
    sentence = "申请人应当提交身份证明，并填写申请表。"
    parts = split(sentence * 80)
    assert len(parts) == 3
    assert all(part.endswith("。") for part in parts)
    paragraphs = split("\n".join([sentence * 10] * 8))
    assert all(part.endswith("。") and len(part) % len(sentence) <= 5 for part in paragraphs)


def test_a_short_text_is_one_part_and_an_empty_one_none() -> None:
    assert split("能当场答复的，当场答复。") == ["能当场答复的，当场答复。"]
    assert split(" \n ") == []


@pytest.mark.parametrize("limit", [14, 20, 100, MAX_BYTES])
def test_what_is_shortened_says_so(limit: int) -> None:
    short = shorten("一二三四五六七八九十。" * 100, limit)
    assert short.endswith("……")
    assert len(short.encode()) <= limit
    assert shorten("短", limit) == "短"


def test_there_may_be_no_room_at_all() -> None:
    assert shorten("一二三四五六七八九十", 5) == ""
