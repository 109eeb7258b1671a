"""What a crash leaves behind: names of conversations still to be erased, one empty file each."""

from __future__ import annotations

import re
from pathlib import Path

_NAME = re.compile(r"[0-9a-f]{32}")


class Leftovers:
    """Remembers across a crash what has to be erased; nothing of what was said."""

    def __init__(self, directory: Path | None) -> None:
        """In `directory`; remembers nothing where None."""
        self._directory = directory

    def open(self, conversation_id: str) -> None:
        """This conversation will have to be erased."""
        if self._directory is not None:
            self._directory.mkdir(parents=True, exist_ok=True)
            (self._directory / conversation_id).touch()

    def done(self, conversation_id: str) -> None:
        """Nothing is left of it."""
        if self._directory is not None:
            (self._directory / conversation_id).unlink(missing_ok=True)

    def all(self) -> list[str]:
        """What nobody has erased yet."""
        if self._directory is None or not self._directory.is_dir():
            return []
        return sorted(p.name for p in self._directory.iterdir() if _NAME.fullmatch(p.name))
