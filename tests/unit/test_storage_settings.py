"""Where things are kept, by the settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import Settings


@pytest.mark.parametrize(
    ("given", "tracker"),
    [
        ("postgresql://me:a%40b@db/wenzheng", "postgresql://me:a%40b@db/wenzheng"),
        (
            "postgresql+psycopg://me@db/wenzheng?sslmode=verify-full",
            "postgresql://me@db/wenzheng?sslmode=verify-full",
        ),
    ],
)
def test_the_assistants_driver_reads_the_same_postgresql(given: str, tracker: str) -> None:
    assert Settings(database_url=given).tracker_url == tracker


def test_by_default_everything_is_in_the_data_directory(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, database_url="")
    assert settings.resolved_database_url == f"sqlite:///{tmp_path / 'wenzheng.db'}"
    assert settings.tracker_url == f"sqlite:///{tmp_path / 'assistant' / 'trackers.db'}"
