from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language import detect, is_pinyin
from bot.turns import Language


@pytest.mark.parametrize(
    ("text", "page", "language"),
    [
        ("居住证怎么办", None, "zh"),
        ("居住证怎么办", "en", "zh"),
        ("How do I renew my residence permit", "zh", "en"),
        ("where can I get an ID card?", "zh", "en"),
        ("gongjijin zenme qu", "en", "zh"),
        ("shenfenzheng diu le", None, "zh"),
        ("ID卡 how much", "en", "zh"),
        ("passport", "en", "en"),
        ("passport", None, "en"),
        ("passport", "zh", "zh"),
        ("ETC", "zh", "zh"),
        ("sfz", "zh", "zh"),
        ("hello", "en", "en"),
        ("12345", "en", "en"),
        ("", None, "zh"),
        ("😀", "zh", "zh"),
    ],
)
def test_the_language_of_a_message(text: str, page: Language | None, language: Language) -> None:
    assert detect(text, page) == language


@given(st.text(), st.sampled_from([None, "zh", "en"]))
def test_any_text_has_a_language(text: str, page: Language | None) -> None:
    assert detect(text, page) in {"zh", "en"}


@pytest.mark.parametrize("word", ["uai" * 200 + "k", "a" * 5000, "uai" * 13 + "k"])
def test_no_word_takes_long_to_cut(word: str) -> None:
    assert not is_pinyin(word)
