"""Every setting is described where an operator looks for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import Settings

OPERATING = Path(__file__).resolve().parents[2] / "docs" / "operating.md"


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_in_operating(name: str) -> None:
    assert f"`WENZHENG_{name.upper()}`" in OPERATING.read_text(encoding="utf-8")
