from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversations.privacy import mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("我的身份证110101199003070011丢了", "我的身份证110101********0011丢了"),
        ("11010119900307001X", "110101********001X"),
        ("打我电话13812345678", "打我电话138****5678"),
        ("138 1234 5678", "138 ****5678"),
        ("卡号6222021234567890123", "卡号6222********0123"),
        ("+8613812345678", "+86138****5678"),
        ("8613812345678", "86138****5678"),
        ("１３８１２３４５６７８", "１３８****５６７８"),
        ("138.1234.5678", "138.****5678"),
        ("138\u00a01234\u00a05678", "138\u00a0****5678"),
        ("1 3 8 1 2 3 4 5 6 7 8", "1 3 8 ****5 6 7 8"),
        ("138\u200b12345678", "138\u200b****5678"),
        ("110101-19900307-0011", "110101-********0011"),
        ("打12345", "打12345"),
        ("0100-8800002", "0100-8800002"),
        ("示府〔2024〕3号", "示府〔2024〕3号"),
        ("2024年11月", "2024年11月"),
    ],
)
def test_personal_numbers_are_hidden_and_others_stay(text: str, masked: str) -> None:
    assert mask(text) == masked


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_no_mobile_number_survives(number: str) -> None:
    assert number not in mask(f"请打{number}找我")


@given(st.from_regex(r"[1-9][0-9]{16}[0-9X]", fullmatch=True))
def test_no_identity_number_survives(number: str) -> None:
    assert number not in mask(f"证件{number}。")
