"""Cleaning: the same for what is indexed and what is asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.text import arabic, clean, is_readable


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("您好，请问一下居住证怎么办啊？谢谢", "居住证怎么办?"),
        ("居住證怎麼辦", "居住证怎么办"),
        ("區(qū)政府標(biāo)準(zhǔn)化", "区政府标准化"),
        ("示府[2024]3号", "示府〔2024〕3号"),
        ("示府（2024）3号", "示府〔2024〕3号"),
        ("ＡＰＰ怎么下载", "app怎么下载"),
        ("失 业 金 怎 么 领", "失业金怎么领"),
        ("公积金😀😀怎么取", "公积金怎么取"),
        ("please tell me how to renew a permit, thanks", "how to renew a permit"),
        ("！！！？？？", "!?"),
        ("谢谢", "谢谢"),
        ("", ""),
    ],
)
def test_clean(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


def test_repairs_text_decoded_with_the_wrong_charset() -> None:
    assert clean("身份证丢了怎么补".encode().decode("latin-1")) == "身份证丢了怎么补"


@given(st.text())
def test_cleaning_never_raises_and_is_stable_in_form(text: str) -> None:
    cleaned = clean(text)
    assert "\n" not in cleaned
    assert cleaned == cleaned.strip()


@pytest.mark.parametrize("text", ["", "居住证", "hello", "  ", "123"])
def test_readable(text: str) -> None:
    assert is_readable(text)


@pytest.mark.parametrize(
    "text", ["\ufffd\ufffd\ufffd身", "\x00\x01\x02\x03", "锟斤拷锟斤拷", "æ å¤ é ç ±å"]
)
def test_unreadable(text: str) -> None:
    assert not is_readable(text)


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("交了六年社保", "交了6年社保"),
        ("十二个月", "12个月"),
        ("二十岁", "20岁"),
        ("一百五十元", "150元"),
        ("二〇二四年", "2024年"),
        ("三公经费", "三公经费"),
    ],
)
def test_numerals_before_units(text: str, digits: str) -> None:
    assert arabic(text) == digits
