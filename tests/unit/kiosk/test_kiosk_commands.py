"""What is said to the machine itself."""

from __future__ import annotations

import pytest

from bot.turns import Choice
from connectors.kiosk.commands import command, taken
from connectors.kiosk.listening import is_echo

OFFERED = (
    Choice("首次办理居住证", "choose:e1"),
    Choice("居住证到期续签", "choose:e2"),
    Choice("都不是", "none_of_these"),
)
ONE = (OFFERED[0], OFFERED[2])


@pytest.mark.parametrize(
    ("said", "action"),
    [
        ("停", "stop"),
        ("别说了！", "stop"),
        ("Stop.", "stop"),
        ("慢一点", "slower"),
        ("请你说慢点儿。", "slower"),
        ("太快了", "slower"),
        ("speak slower please", "slower"),
        ("快一点", "faster"),
        ("能不能快点", "faster"),
        ("大声点", "louder"),
        ("声音大一点", "louder"),
        ("听不见啊", "louder"),
        ("小声一点吧", "quieter"),
        ("太吵了", "quieter"),
        ("louder", "louder"),
    ],
)
def test_kiosk_05_commands(said: str, action: str) -> None:
    assert command(said) == action


@pytest.mark.parametrize(
    "said",
    [
        "再说一遍",
        "居住证办得太慢了怎么投诉",
        "停车证怎么办",
        "车站附近声音太大了找谁",
        "快递点在哪里",
        "",
        "小区太吵了找谁",
        "停电了怎么办",
    ],
)
def test_kiosk_05_questions_are_no_commands(said: str) -> None:
    assert command(said) is None


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("第一个", "choose:e1"),
        ("选第二个。", "choose:e2"),
        ("2", "choose:e2"),
        ("the second one", "choose:e2"),
        ("居住证到期续签？", "choose:e2"),
        ("第三个", "none_of_these"),
        ("都不是", "none_of_these"),
        ("不是", "none_of_these"),
        ("是的", None),
        ("第四个", None),
        ("居住证怎么办", None),
        ("", None),
    ],
)
def test_kiosk_01_choices_are_taken_by_voice(said: str, value: str | None) -> None:
    choice = taken(said, OFFERED)
    assert (choice.value if choice else None) == value


@pytest.mark.parametrize(("said", "value"), [("是的", "choose:e1"), ("对", "choose:e1")])
def test_kiosk_01_yes_takes_the_only_one(said: str, value: str) -> None:
    choice = taken(said, ONE)
    assert choice is not None
    assert choice.value == value
    assert taken(said, ()) is None


@pytest.mark.parametrize(
    ("heard", "said", "echo"),
    [
        ("能够当场答复的", "收到申请，能够当场答复的，应当当场答复。", True),
        ("能够当场答覆的", "收到申请，能够当场答复的，应当当场答复。", True),
        ("居住证怎么办", "收到申请，能够当场答复的，应当当场答复。", False),
        ("答复", "收到申请，能够当场答复的。", False),
        ("能够当场答复的", "", False),
    ],
)
def test_kiosk_02_echo(heard: str, said: str, echo: bool) -> None:
    assert is_echo(heard, said) is echo
