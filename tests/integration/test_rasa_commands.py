"""The standard Rasa commands work from the assistant's environment, as docs/operating.md says."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from bot.training import assistant_environment
from tests.support.service import ASSISTANT_PYTHON, ROOT

pytestmark = [pytest.mark.assistant, pytest.mark.slow, pytest.mark.timeout(400)]


def rasa(*arguments: str | Path, said: str | None = None) -> str:
    """The output of a Rasa command that must succeed."""
    ended = subprocess.run(
        [ASSISTANT_PYTHON, "-m", "rasa", *arguments],
        cwd=ROOT,
        env=assistant_environment(),
        input=said,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert ended.returncode == 0, (ended.stdout + ended.stderr)[-5000:]
    return ended.stdout


def test_rasa_test_passes_every_conversation(trained_model: Path, tmp_path: Path) -> None:
    rasa(
        *("test", "core", "--stories", "tests/conversations", "--model", trained_model),
        *("--out", tmp_path, "--fail-on-prediction-errors"),
    )
    stories = (tmp_path / "story_report.json").read_text(encoding="utf-8")
    assert '"conversation_accuracy"' in stories
    failed = (tmp_path / "failed_test_stories.yml").read_text(encoding="utf-8")
    assert "None of the test stories failed" in failed


def test_rasa_shell_classifies_what_is_typed(trained_model: Path) -> None:
    output = rasa("shell", "nlu", "--model", trained_model, said="再说一遍\n/stop\n")
    assert '"name": "repeat"' in output


def test_rasa_data_validate_finds_nothing_wrong() -> None:
    rasa("data", "validate", "--data", "nlu_data", "--fail-on-warnings")
