"""Vectors of wordings, kept between starts: what did not change is not encoded again."""

from __future__ import annotations

import hashlib
import logging
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from knowledge_base.retrieval.encoder import Encoder
from knowledge_base.retrieval.vocabulary import Floats

_log = logging.getLogger(__name__)

BUSY_S = 5.0
"""How long another process may hold the file."""
ASKED_AT_ONCE = 500
"""Keys looked up in one statement."""


class VectorCache:
    """A file of vectors by the hash of their text; several processes may share it.

    Texts of entries only: what citizens ask is encoded and forgotten.
    """

    def __init__(self, encoder: Encoder, directory: Path | None) -> None:
        """Open nothing yet.

        Args:
            encoder: encodes what is missing.
            directory: where the file is kept, one per encoder; nothing is kept where None.
        """
        self.encoder = encoder
        self._path = directory and directory / f"vectors-{encoder.version}.db"

    def vectors(self, texts: Sequence[str]) -> Floats:
        """(texts, dimensions): from the file, or encoded and written to it."""
        if self._path is None or not texts:
            return self.encoder.encode(texts)
        keys = [hashlib.blake2b(text.encode(), digest_size=16).digest() for text in texts]
        with closing(self._opened(self._path)) as file:
            known = _read(file, keys)
            missing = {k: t for k, t in zip(keys, texts, strict=True) if k not in known}
            encoded = self.encoder.encode(list(missing.values()))
            found = dict(zip(missing, encoded.astype(np.float16), strict=True))
            with file:
                rows = ((key, vector.tobytes()) for key, vector in found.items())
                file.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?)", rows)
        if missing:  # a first start takes minutes: the log says that it gets on
            _log.info("%d wordings encoded", len(missing))
        known |= found
        # Rounded also where it was encoded just now: a restart must not change an answer.
        return np.stack([known[key] for key in keys]).astype(np.float32)

    def _opened(self, path: Path) -> sqlite3.Connection:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = sqlite3.connect(path, timeout=BUSY_S)
        file.execute("PRAGMA journal_mode=WAL")
        file.execute("PRAGMA synchronous=NORMAL")
        file.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB)")
        return file


def _read(file: sqlite3.Connection, keys: Sequence[bytes]) -> dict[bytes, np.ndarray]:
    known: dict[bytes, np.ndarray] = {}
    for start in range(0, len(keys), ASKED_AT_ONCE):
        wanted = keys[start : start + ASKED_AT_ONCE]
        marks = ",".join("?" * len(wanted))
        rows = file.execute(f"SELECT key, vector FROM vectors WHERE key IN ({marks})", wanted)  # noqa: S608 -- marks only
        known |= {key: np.frombuffer(vector, np.float16) for key, vector in rows}
    return known
