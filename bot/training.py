"""Training the assistant: when it is due, and doing it in Rasa's own interpreter."""

from __future__ import annotations

import asyncio
import hashlib
import os
from pathlib import Path

from bot.errors import TrainingFailedError

ROOT = Path(__file__).resolve().parent.parent
TRAINED_FROM = ("config.yml", "domain.yml", "nlu_data", "bot/assistant/components")
"""What a model depends on; changing any of it makes the model out of date."""
LOG_TAIL_CHARS = 2000
ACTIVE_FILE = "active"


def fingerprint(root: Path = ROOT) -> str:
    """A short hash of everything a model is trained from."""
    digest = hashlib.blake2b(digest_size=6)
    for name in TRAINED_FROM:
        path = root / name
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            if file.suffix in {".yml", ".txt", ".py"}:
                digest.update(file.relative_to(root).as_posix().encode() + b"\0")
                digest.update(file.read_bytes())
    return digest.hexdigest()


class Models:
    """The trained models of an installation and which of them is to be in use.

    `active` is a file that holds a model's name. Whoever trains writes it, every service that
    shares the directory follows it.
    """

    def __init__(self, directory: Path, python: Path, root: Path = ROOT) -> None:
        """Keep models in `directory`; train with the interpreter `python` from `root`."""
        self._directory = directory
        self._python = python
        self._root = root

    @property
    def active(self) -> Path | None:
        """The model to be in use, or None before the first training."""
        pointer = self._directory / ACTIVE_FILE
        if not pointer.exists():
            return None
        model = self._directory / pointer.read_text(encoding="utf-8").strip()
        return model if model.exists() else None

    @property
    def current(self) -> Path:
        """Where the model of the present files is, or would be once trained."""
        return self._directory / f"assistant-{fingerprint(self._root)}.tar.gz"

    def activate(self, model: Path) -> None:
        """Make a model the one to be in use; every service switches within a second."""
        temporary = self._directory / f".{ACTIVE_FILE}.{os.getpid()}"
        temporary.write_text(model.name, encoding="utf-8")
        temporary.replace(self._directory / ACTIVE_FILE)

    async def train(self) -> Path:
        """Train on the present files, unless that has been done.

        Returns:
            The trained model.

        Raises:
            TrainingFailedError: Rasa refused the files or failed; the end of its log is in it.
        """
        model = self.current
        if model.exists():
            return model
        self._directory.mkdir(parents=True, exist_ok=True)
        process = await asyncio.create_subprocess_exec(
            *(str(self._python.absolute()), "-m", "bot.assistant.training"),
            *("--out", str(self._directory.absolute())),
            *("--name", f"new-{model.name.removesuffix('.tar.gz')}"),
            cwd=self._root,
            env=assistant_environment(self._root),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        log, _ = await process.communicate()
        made = self._directory / f"new-{model.name}"
        if process.returncode != 0 or not made.exists():
            raise TrainingFailedError(log.decode(errors="replace")[-LOG_TAIL_CHARS:])
        made.replace(model)
        return model


def assistant_environment(root: Path = ROOT) -> dict[str, str]:
    """The environment of Rasa's processes: our code importable, nothing phoned home."""
    return {
        **os.environ,
        "PYTHONPATH": str(root),
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONWARNINGS": "ignore",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    }
