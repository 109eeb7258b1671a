"""Stages of life (全生命周期): 14 of a person, 10 of an enterprise."""

from __future__ import annotations

import csv
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


def load_life_stages(path: Path = PATH) -> tuple[LifeStage, ...]:
    """Read the stages, in their order.

    Raises:
        OSError: the file cannot be read.
    """
    lines = (s for s in path.read_text(encoding="utf-8").splitlines() if not s.startswith("#"))
    rows = csv.reader(lines, "excel-tab", quoting=csv.QUOTE_NONE)
    return tuple(
        LifeStage(code, cast(Side, side), zh, en, tuple(labels.split()), tuple(guides.split()))
        for code, side, zh, en, labels, guides in rows
    )
