"""Every setting is described where an operator looks for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError
from pydantic_settings import SettingsError

from bot.settings import Settings, wrong_settings

OPERATING = Path(__file__).resolve().parents[2] / "docs" / "operating.md"


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_in_operating(name: str) -> None:
    assert f"`WENZHENG_{name.upper()}`" in OPERATING.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("port", "abc", "WENZHENG_PORT: Input should be a valid integer"),
        ("desk_hours", "9-12", "WENZHENG_DESK_HOURS: hours are written as"),
        ("light_red_days", "9", "WENZHENG_LIGHT_RED_DAYS must be fewer"),
        ("database_url", "mysql://u:hidden@h/x", "WENZHENG_DATABASE_URL: a database is named as"),
        ("redis_url", "hidden:6379", "WENZHENG_REDIS_URL: a Redis is named as"),
        ("allowed_origins", "https://hidden", "WENZHENG_ALLOWED_ORIGINS: is no JSON"),
        ("wechat_accounts", '[{"hidden": 1}]', "WENZHENG_WECHAT_ACCOUNTS 0 "),
    ],
)
def test_a_wrong_setting_is_named_and_its_value_is_not(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(f"WENZHENG_{name.upper()}", value)
    with pytest.raises((ValidationError, SettingsError)) as raised:
        Settings()
    lines = wrong_settings(raised.value)
    assert lines[0].startswith(said)
    assert not [line for line in lines if "hidden" in line]
