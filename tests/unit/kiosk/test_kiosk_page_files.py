"""The kiosk page's files as they are served."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from connectors.kiosk.pages import STATIC

MAX_LINES = 300
MAX_GZ_BYTES = 40 * 1024
MODULES = sorted(STATIC.glob("*.js"))


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name)
def test_a_module_is_small_and_builds_no_markup(module: Path) -> None:
    text = module.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MAX_LINES
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|\beval\(|document\.write", text)


def test_the_page_is_light() -> None:
    files = [path for path in STATIC.iterdir() if path.suffix in {".js", ".css", ".html"}]
    assert sum(len(gzip.compress(path.read_bytes())) for path in files) <= MAX_GZ_BYTES


def test_both_languages_have_the_same_words() -> None:
    chinese, english = _halves("strings.js")
    assert re.findall(r"^ +(\w+):", chinese, re.M) == re.findall(r"^ +(\w+):", english, re.M)


def test_both_languages_have_the_same_sections_and_ways_in() -> None:
    chinese, english = (_choices(half) for half in _halves("sections.js"))
    assert chinese == english
    assert "menu:disclosure" in chinese


def _choices(half: str) -> list[str]:
    """Of the buttons that start something, section by section."""
    starts = re.findall(r"start: (.*?)topics:", half, re.S)
    assert len(starts) == 5
    return [
        choice for start in starts for choice in re.findall(r'"([a-z_]+(?::[a-z]+)?)"\]', start)
    ]


def _halves(name: str) -> tuple[str, str]:
    chinese, english = (STATIC / name).read_text(encoding="utf-8").split("const en = {")
    return chinese, english
