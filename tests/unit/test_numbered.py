"""A number in place of a button."""

from __future__ import annotations

import pytest

from bot.numbered import choice_at, choice_named, place_named
from bot.turns import AnswerStatus, Choice, ChoicesBlock, Reply


def offering(*values: str) -> Reply:
    """A reply that offers these."""
    choices = tuple(Choice(value, value) for value in values)
    return Reply("t", AnswerStatus.DIALOGUE, (ChoicesBlock(choices),), "zh")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("1", 0),
        ("2.", 1),
        ("第一个", 0),
        ("选第二个吧", 1),
        ("我要第三个", 2),
        ("二", 1),
        ("No. 2", 1),
        ("110", None),
        ("12", None),
        ("一号线", None),
        ("第一次办", None),
        ("", None),
    ],
)
def test_the_place_that_is_named(text: str, place: int | None) -> None:
    assert place_named(text) == place


def test_the_choice_at_a_place() -> None:
    reply = offering("inform:a", "inform:b", "stop")
    assert choice_at(reply, 1) == "inform:b"
    assert choice_at(reply, 3) is None


def test_a_number_beside_ways_to_skip_is_an_answer() -> None:
    assert choice_at(offering("inform:skip", "inform:enough"), 0) is None
    assert choice_at(offering(), 0) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("到窗口申请", "apply_at_window"),
        ("我到窗口申请吧", "apply_at_window"),
        ("那就去窗口申请好了", "apply_at_window"),
        ("用身份证吧。", "inform:resident_id"),
        ("我要身份证的", "inform:resident_id"),
        ("不要身份证", None),
        ("身份证丢了", None),
        ("不留了", "inform:skip"),
        ("留", None),
        ("2", "inform:resident_id"),
        ("我要", None),
        ("", None),
    ],
)
def test_the_label_that_is_typed(text: str, value: str | None) -> None:
    labels = {
        "到窗口申请": "apply_at_window",
        "身份证": "inform:resident_id",
        "不留": "inform:skip",
    }
    choices = ChoicesBlock(tuple(Choice(label, value) for label, value in labels.items()))
    reply = Reply("t", AnswerStatus.DIALOGUE, (choices,), "zh")
    assert choice_named(text, reply) == value
