"""The input method of the on-screen keyboard."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.kiosk.pinyin_input import Candidate, PinyinInput, load_pinyin_input

WORDS = {
    "居住证": 100, "居住": 300, "居": 50, "据": 400, "住": 300, "证": 200, "政": 250,
    "怎么办": 500, "怎么": 900, "办": 400, "西安": 60, "先": 800, "重": 300, "重庆": 90,
    "虫": 9, "女": 200, "我": 2000,
}  # fmt: skip


@pytest.fixture(scope="module")
def small() -> PinyinInput:
    return PinyinInput(WORDS)


def texts(found: list[Candidate]) -> list[str]:
    return [candidate.text for candidate in found]


def test_a_whole_word_comes_before_its_parts(small: PinyinInput) -> None:
    found = small.candidates("juzhuzheng")
    assert found[0] == Candidate("居住证", 10)
    assert found[1:4] == [Candidate("居住", 5), Candidate("据", 2), Candidate("居", 2)]


def test_a_row_of_words_is_composed(small: PinyinInput) -> None:
    assert small.candidates("juzhuzhengzenmeban")[0] == Candidate("居住证怎么办", 18)


def test_letters_that_make_no_word_are_left_over(small: PinyinInput) -> None:
    assert small.candidates("juzhuzhengx")[0] == Candidate("居住证", 10)


def test_a_word_is_found_before_it_is_complete(small: PinyinInput) -> None:
    assert small.candidates("juzhuzh")[0] == Candidate("居住证", 7)


def test_initials_will_do(small: PinyinInput) -> None:
    assert small.candidates("jzz")[0] == Candidate("居住证", 3)


def test_one_spelling_of_two_words(small: PinyinInput) -> None:
    assert texts(small.candidates("xian")) == ["先", "西安"]


def test_a_second_reading_is_found_but_comes_later(small: PinyinInput) -> None:
    assert texts(small.candidates("zhong")) == ["重"]
    assert texts(small.candidates("chong")) == ["虫", "重", "重庆"]
    assert texts(small.candidates("chongqing")) == ["重庆", "虫", "重"]


def test_v_stands_for_u_umlaut(small: PinyinInput) -> None:
    assert small.candidates("nv")[0].text == "女"


@pytest.mark.parametrize("typed", ["", "  ", "123", "居住", "'\";--"])
def test_what_is_no_pinyin_has_no_candidates(small: PinyinInput, typed: str) -> None:
    assert small.candidates(typed) == []


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz' ", max_size=80))
def test_candidates_stand_for_letters_that_were_typed(typed: str) -> None:
    found = PinyinInput(WORDS).candidates(typed)
    letters = len([c for c in typed if c.isalpha()])
    assert all(0 < candidate.letters <= letters for candidate in found)
    assert len(set(found)) == len(found) <= 40


def test_no_words_no_candidates() -> None:
    assert PinyinInput({}).candidates("ju") == []


@pytest.mark.slow
def test_the_shipped_words_and_the_districts_own() -> None:
    method = load_pinyin_input(["公租房", "English", "高龄津贴"])
    for typed, word in {
        "shenfenzheng": "身份证",
        "gongzufang": "公租房",
        "gaolingjintie": "高龄津贴",
        "juzhuzhengzenmeban": "居住证怎么办",
        "haizishangxueyaoshenmecailiao": "孩子上学要什么材料",
    }.items():
        assert method.candidates(typed)[0].text == word
