from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language import detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("居住证怎么办", "zh"),
        ("How do I renew my residence permit", "en"),
        ("where can I get an ID card?", "en"),
        ("gongjijin zenme qu", "zh"),
        ("shenfenzheng diu le", "zh"),
        ("ID卡 how much", "zh"),
        ("passport", "en"),
        ("12345", None),
        ("", None),
        ("😀", None),
    ],
)
def test_the_language_of_a_message(text: str, language: str | None) -> None:
    assert detect(text) == language


@given(st.text())
def test_any_text_has_a_language_or_none(text: str) -> None:
    assert detect(text) in {"zh", "en", None}
