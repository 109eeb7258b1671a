"""docs/channel-cases.md names a test for every case of every channel, and only tests there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "channel-cases.md"
CASES = {"wechat": 16, "web": 8, "kiosk": 7}
"""How many numbered cases each channel has."""
NUMBERED = re.compile(r"^(?:async )?def test_((?:wechat|web|kiosk)_\d\d)_(\w+)\(", re.M)
ROW = re.compile(r"^\| (\w*) ?\| .* \| `(\w+)` \|$", re.M)


def numbered_tests() -> set[tuple[str, str]]:
    """Case and name of every numbered test."""
    files = (ROOT / "tests").rglob("test_*.py")
    return {found for file in files for found in NUMBERED.findall(file.read_text("utf-8"))}


def named_tests() -> list[tuple[str, str]]:
    """Case and name of every test of the page; a row without a case belongs to the one above."""
    named, case = [], ""
    for given, name in ROW.findall(PAGE.read_text("utf-8")):
        case = given or case
        named.append((case, name))
    return named


def test_every_test_that_the_page_names_exists() -> None:
    assert [each for each in named_tests() if each not in numbered_tests()] == []


@pytest.mark.parametrize("channel", CASES)
def test_every_case_has_a_test_and_every_numbered_test_a_case(channel: str) -> None:
    cases = {f"{channel}_{number:02}" for number in range(1, CASES[channel] + 1)}
    for found in (numbered_tests(), named_tests()):
        assert {case for case, _ in found if case.startswith(f"{channel}_")} == cases
