"""When training is due, what it does with what it cannot train, and how it is switched on."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import TrainingFailedError
from bot.training import TRAINED_FROM, Models, fingerprint
from tests.support.service import ASSISTANT_PYTHON, ROOT


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what a model is trained from."""
    root = tmp_path / "project"
    for name in (*TRAINED_FROM, "bot"):
        source, target = ROOT / name, root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)
        else:
            shutil.copy(source, target)
    return root


@pytest.mark.parametrize("name", ["domain.yml", "config.yml", "nlu_data/nlu/ask.yml"])
def test_a_change_of_what_is_trained_from_makes_training_due(project: Path, name: str) -> None:
    before = fingerprint(project)
    assert before == fingerprint(ROOT)
    with (project / name).open("a") as file:
        file.write("# changed\n")
    assert fingerprint(project) != before


def test_other_files_do_not(project: Path) -> None:
    before = fingerprint(project)
    (project / "README.md").write_text("changed")
    (project / "nlu_data" / "notes.log").write_text("changed")
    assert fingerprint(project) == before


@pytest.mark.assistant
@pytest.mark.timeout(200)
def test_what_cannot_be_trained_leaves_the_model_in_use(project: Path, tmp_path: Path) -> None:
    models = Models(tmp_path / "models", ASSISTANT_PYTHON, project)
    models.current.parent.mkdir()
    used = tmp_path / "models" / "used.tar.gz"
    used.write_bytes(b"")
    models.activate(used)
    (project / "domain.yml").write_text("version: '3.1'\nintents: {broken")
    with pytest.raises(TrainingFailedError, match="rasa train failed"):
        asyncio.run(models.train())
    assert models.active == used


def test_before_the_first_training_no_model_is_in_use(tmp_path: Path) -> None:
    assert Models(tmp_path, ASSISTANT_PYTHON).active is None


@pytest.mark.assistant
def test_train_activate_names_the_trained_model(trained_model: Path, tmp_path: Path) -> None:
    models = tmp_path / "assistant" / "models"
    models.mkdir(parents=True)
    shutil.copy(trained_model, models)  # trained on the same files: not trained again
    subprocess.run(
        [sys.executable, "-m", "bot", "train", "--activate"],
        cwd=ROOT,
        env={**os.environ, "WENZHENG_DATA_DIR": str(tmp_path)},
        check=True,
    )
    assert Models(models, ASSISTANT_PYTHON).active == models / trained_model.name
