"""Stages of life (全生命周期): 14 of a person, 10 of an enterprise."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

PATH = Path(__file__).parent / "life_stages.tsv"

Side = Literal["person", "enterprise"]


@dataclass(frozen=True, slots=True)
class LifeStage:
    """A stage, and how to find what belongs to it."""

    code: str
    """Fits into a choice."""
    side: Side
    """Whose life."""
    zh: str
    """Its name."""
    en: str
    """Its name in English."""
    labels: tuple[str, ...]
    """Values of 生命周期 in guides that belong to it."""
    guides: tuple[str, ...]
    """Names of guides that do as well."""
    words: tuple[str, ...] = ()
    """What people say who are in it: 我是外地的, 下岗了."""

    def is_said_in(self, text: str) -> bool:
        """Whether a cleaned text says so; English words are whole ones."""
        if text.isascii():
            return not set(re.findall("[a-z]+", text)).isdisjoint(self.words)
        return any(word in text for word in self.words)


def load_life_stages(path: Path = PATH) -> tuple[LifeStage, ...]:
    """Read the stages, in their order.

    Raises:
        OSError: the file cannot be read.
    """
    lines = (s for s in path.read_text(encoding="utf-8").splitlines() if not s.startswith("#"))
    rows = csv.reader(lines, "excel-tab", quoting=csv.QUOTE_NONE)
    return tuple(
        LifeStage(code, cast(Side, side), zh, en, *(tuple(each.split()) for each in lists))
        for code, side, zh, en, *lists in rows
    )
