from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import InsecureSettingsError
from bot.secrets import derived, kept, signing_secret
from bot.settings import Settings


def test_a_kept_secret_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "new" / "secret"
    first = kept(path, 32)
    assert len(first) == 32
    assert kept(path, 32) == first
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["secret"]


@pytest.mark.parametrize("damaged", ["", "short"])
def test_a_damaged_secret_is_refused(tmp_path: Path, damaged: str) -> None:
    path = tmp_path / "secret"
    path.write_text(damaged)
    with pytest.raises(InsecureSettingsError, match="damaged"):
        kept(path, 32)


def test_purposes_do_not_share_a_secret() -> None:
    secrets = {derived("x" * 32, purpose) for purpose in ("web", "console", "assistant")}
    assert len(secrets) == 3


@pytest.mark.parametrize("mode", ["demo", "production"])
def test_a_short_given_secret_is_refused(tmp_path: Path, mode: str) -> None:
    with pytest.raises(InsecureSettingsError):
        signing_secret(Settings(data_dir=tmp_path, mode=mode, secret="short"))


def test_production_wants_a_given_secret(tmp_path: Path) -> None:
    with pytest.raises(InsecureSettingsError):
        signing_secret(Settings(data_dir=tmp_path, mode="production"))
