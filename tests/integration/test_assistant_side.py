"""Runs tests/assistant/ in Rasa's interpreter, which has no pytest, and reports each module."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from bot.training import assistant_environment
from tests.support.service import ASSISTANT_PYTHON, ROOT
from tests.support.stores import NOTHING, Postgresql

MODULES = sorted(path.stem for path in (ROOT / "tests" / "assistant").glob("test_*.py"))


@pytest.mark.assistant
@pytest.mark.timeout(300)
@pytest.mark.parametrize("module", MODULES)
def test_in_the_assistants_interpreter(
    module: str, trained_model: Path, postgresql: Postgresql
) -> None:
    ended = subprocess.run(
        [ASSISTANT_PYTHON, "-m", "unittest", "-v", f"tests.assistant.{module}"],
        cwd=ROOT,
        env={
            **assistant_environment(),
            "WENZHENG_TEST_MODEL": str(trained_model),
            "WENZHENG_TEST_POSTGRESQL": postgresql.new(template=NOTHING),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr[-5000:]
    ran = re.search(r"^Ran (\d+) test", ended.stderr, re.MULTILINE)
    assert ran is not None
    assert int(ran[1]) > 0
    assert "skipped" not in ended.stderr


@pytest.mark.assistant
def test_the_modules_are_there() -> None:
    assert {"test_components", "test_lean", "test_tracker_store"} <= set(MODULES)
