"""Which wordings of the candidates are compared closely: those that share most with a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from knowledge_base.retrieval.asked import Asked
from knowledge_base.retrieval.profile import Profile
from knowledge_base.retrieval.vocabulary import Floats, Ids

COMPARED = 6
"""Wordings of a candidate, and as many of those that it must not answer."""

Numbers = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Rows:
    """Wordings of candidates, those of one candidate one after the other."""

    numbers: Numbers
    """Which they are of all the candidates' wordings."""
    owners: Numbers
    """Per row the number of its candidate."""
    refuses: Flags
    """Per row whether it is a question that the candidate must not answer."""
    texts: list[str]
    weights: Floats
    """What each token counts …"""
    found: Ids
    """… and its column in the question, or ABSENT."""
    lengths: Ids
    """How many tokens each row has."""

    def of(self, profiles: Sequence[Profile], name: str) -> npt.NDArray[Any]:
        """One array of `Wordings`, by row."""
        return np.concatenate([getattr(p.wordings, name) for p in profiles])[self.numbers]

    def groups(self, profiles: Sequence[Profile], name: str) -> list[frozenset[str]]:
        """One tuple of sets of `Wordings`, by row."""
        every = [group for p in profiles for group in getattr(p.wordings, name)]
        return [every[number] for number in self.numbers.tolist()]


def closest(
    question: Asked, profiles: Sequence[Profile], lookup: Ids, alike: Floats | None = None
) -> Rows:
    """The rows to compare.

    Args:
        question: what was asked.
        profiles: of the candidates, at least one.
        lookup: per token its column in the question, or ABSENT.
        alike: per wording how alike a sentence encoder finds it, where there is one.
    """
    counts = np.array([len(p.wordings.texts) for p in profiles])
    owners = np.repeat(np.arange(len(profiles)), counts)
    starts = np.concatenate(([0], np.cumsum(counts)[:-1]))
    own = np.array([p.own for p in profiles])
    refuses = np.arange(len(owners)) - starts[owners] >= own[owners]
    found = lookup[np.concatenate([p.wordings.ids for p in profiles])]
    lengths = np.concatenate([p.wordings.lengths for p in profiles])
    token_rows = np.repeat(np.arange(len(owners)), lengths)
    values = np.bincount(token_rows, question.values[found], len(owners))
    if alike is not None:
        values += alike * values.max(initial=1.0)
    kept = _best_of(2 * owners + refuses, values)
    of_kept = kept[token_rows]
    texts = [text for p in profiles for text in p.wordings.texts]
    numbers = np.flatnonzero(kept)
    return Rows(
        numbers=numbers,
        owners=owners[kept],
        refuses=refuses[kept],
        texts=[texts[number] for number in numbers.tolist()],
        weights=np.concatenate([p.wordings.weights for p in profiles])[of_kept],
        found=found[of_kept],
        lengths=lengths[kept],
    )


def _best_of(groups: Numbers, values: npt.NDArray[Any]) -> Flags:
    """Per row whether it is among the best of its group; groups stand in ascending order."""
    order = np.lexsort((-values, groups))
    ordered = groups[order]
    starts = np.searchsorted(ordered, ordered)
    kept = np.zeros(len(groups), bool)
    kept[order[np.arange(len(groups)) - starts < COMPARED]] = True
    return kept
