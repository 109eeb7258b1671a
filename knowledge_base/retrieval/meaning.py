"""What wordings mean, as directions: 扯证 and 结婚登记 point the same way.

Every token has a direction, and a text points where its tokens do together. The directions are
learned from which wordings ask about one matter (`meaning_training`); no topic is learned by
name, so what is published tomorrow has a meaning too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from knowledge_base.retrieval.packing import by_number, packed, unpacked
from knowledge_base.retrieval.tokens import Analysis
from knowledge_base.retrieval.vocabulary import Floats, Ids

STEPS = 127
"""A number is kept as one of so many steps either way of its token's greatest."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """Learned directions of tokens."""

    tokens: dict[str, int]
    """Row of the directions per token."""
    directions: Floats
    """(tokens, dimensions) and a last row of zeros, for what is not known."""

    def of(self, analysis: Analysis) -> Floats:
        """Where a text points: (dimensions,) of length one, zeros where nothing is known."""
        rows = [row for row in map(self.tokens.get, told(analysis)) if row is not None]
        return unit(self.directions[rows].sum(axis=0))

    def together(self, tokens: Sequence[str], numbers: Ids, lengths: Ids) -> Floats:
        """Where several wordings point together: the sum of where each does.

        Args:
            tokens: every token that any of them holds.
            numbers: of the wordings' tokens, those of one wording after the other.
            lengths: how many tokens each wording has, at least one.
        """
        rows = np.array([self.tokens.get(token, -1) for token in tokens], np.int32)
        starts = np.cumsum(lengths) - lengths
        each = np.add.reduceat(self.directions[rows[numbers]], starts)
        return np.asarray(unit(each).sum(axis=0), np.float32)

    def exported(self) -> dict[str, Any]:
        """As JSON holds it."""
        known = self.directions[:-1]
        scales = np.abs(known).max(axis=1, initial=1e-6, keepdims=True) / STEPS
        steps = np.round(known / scales)
        return {
            "tokens": by_number(self.tokens),
            "scales": packed(scales, "<f4"),
            "steps": packed(steps, "<i1"),
        }


def told(analysis: Analysis) -> set[str]:
    """The tokens of a text that may have a direction: what was said, and nothing read into it.

    Official words of the thesaurus are left to coverage, so that the two seldom err together.
    """
    return {piece.token for piece in (*analysis.pieces, *analysis.words)}


def unit(vectors: Floats) -> Floats:
    """The same of length one; zeros stay."""
    lengths = np.sqrt((vectors**2).sum(axis=-1, keepdims=True))
    return np.asarray(vectors / (lengths + 1e-6), np.float32)


def blank_meaning() -> Meaning:
    """Everything points nowhere: before anything is learned."""
    return Meaning({}, np.zeros((1, 1), np.float32))


def learned_meaning(tokens: Iterable[str], directions: Floats) -> Meaning:
    """A meaning of learned directions, (tokens, dimensions)."""
    nowhere = np.zeros((1, directions.shape[1]), np.float32)
    return Meaning(
        {token: row for row, token in enumerate(tokens)},
        np.concatenate([directions.astype(np.float32), nowhere]),
    )


def read_meaning(data: dict[str, Any]) -> Meaning:
    """A meaning as `Meaning.exported` left it."""
    if not data["tokens"]:
        return blank_meaning()
    scales = unpacked(data["scales"], "<f4")[:, None]
    steps = unpacked(data["steps"], "<i1").reshape(len(scales), -1)
    return learned_meaning(data["tokens"], steps * scales)
