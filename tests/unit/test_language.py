from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language import in_other_script, is_pinyin, spoken
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
    assert (spoken(text, page) or page or "zh") == language


@pytest.mark.parametrize(
    "text",
    [
        "11010119900307123X",
        "a@b.cn",
        "asdfgh",
        "jzz",
        "asdf qwer zxcv",
        "x",
        "OK",
        "passport",
        "https://example.org/how-to-do-it.html",
        "wx_id_09",
        "13800001234",
    ],
)
def test_what_has_no_words_leaves_a_conversation_in_its_language(text: str) -> None:
    assert spoken(text, None, "zh") is None
    assert spoken(text, "zh", "zh") is None
    assert spoken(text, "zh", "en") is None


def test_who_changes_the_language_is_followed() -> None:
    assert spoken("hello", None, "zh") == "en"
    assert spoken("how much is it", "zh", "zh") == "en"
    assert spoken("多少钱", "en", "en") == "zh"


@given(st.text(), st.sampled_from([None, "zh", "en"]))
def test_any_text_can_be_read(text: str, page: Language | None) -> None:
    assert spoken(text, page) in {"zh", "en", None}


@pytest.mark.parametrize("word", ["uai" * 200 + "k", "a" * 5000, "uai" * 13 + "k"])
def test_no_word_takes_long_to_cut(word: str) -> None:
    assert not is_pinyin(word)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Как получить вид на жительство?", True),
        ("住民票はどこで取れますか", True),
        ("결혼 등록", True),
        ("居住证怎么办", False),
        ("结婚登记 결혼", False),
        ("residence permit", False),
        ("12345", False),
        ("😀", False),
    ],
)
def test_other_scripts_are_told(text: str, other: bool) -> None:
    assert in_other_script(text) is other
