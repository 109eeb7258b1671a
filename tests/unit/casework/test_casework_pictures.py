"""The pictures in the docs are those of the tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from casework.pictures import PICTURES, redraw

PAGE = Path(__file__).resolve().parents[3] / "docs" / "casework.md"


def test_the_page_is_up_to_date() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert redraw(page) == page


@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_is_in_the_page(name: str) -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert f"<!-- picture: {name} -->\n```mermaid\n{PICTURES[name]()}\n```" in page


def test_an_old_picture_is_replaced() -> None:
    old = "before\n<!-- picture: handoff -->\n```mermaid\nold\n```\n<!-- /picture -->\nafter"
    new = redraw(old)
    assert "old" not in new
    assert "queued --> claimed: claim" in new
    assert new.startswith("before\n")
    assert new.endswith("\nafter")


def test_an_unknown_picture_is_an_error() -> None:
    with pytest.raises(KeyError):
        redraw("<!-- picture: nothing -->\n<!-- /picture -->")
