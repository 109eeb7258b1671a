from __future__ import annotations

from pathlib import Path

import pytest

from bot.wording import Wording


def test_a_response_speaks_both_languages() -> None:
    wording = Wording()
    assert "转人工" in wording.say("utter_ask_human", "zh")
    assert wording.say("utter_ask_human", "en") == "Talk to a person"


def test_values_are_filled_in() -> None:
    assert "500字" in Wording().say("utter_too_long", "zh", limit=500)


def test_chinese_stands_in_where_a_variant_is_missing(tmp_path: Path) -> None:
    file = tmp_path / "domain.yml"
    file.write_text("responses:\n  utter_x:\n    - text: 您好\n", encoding="utf-8")
    assert Wording(file).say("utter_x", "en") == "您好"


def test_an_unknown_response_is_an_error() -> None:
    with pytest.raises(KeyError):
        Wording().say("utter_nothing_like_it", "zh")
