"""Which wordings of the candidates are compared closely: those that share most with a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from knowledge_base.retrieval.asked import Asked
from knowledge_base.retrieval.profile import COUNTING, LENGTH, Profile
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
    marks: Ids
    """Per row what `Wordings.marks` says of it."""
    uses: Floats
    """(candidates, columns and nowhere): which share of its own wordings hold a token."""
    held: Floats
    """(columns of the question and nowhere, rows): 1 where a row holds a column's token."""
    weights: Floats
    """What each token counts that counts anything …"""
    found: Ids
    """… and its column in the question, or ABSENT."""
    starts: Numbers
    """Where each row's begin; none is without any."""

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
    own = np.array([p.own for p in profiles])
    every = np.arange(counts.sum())
    owners = np.repeat(np.arange(len(profiles)), counts)
    firsts = np.cumsum(counts) - counts
    refused_from = firsts + own
    refuses = every >= refused_from[owners]
    found = lookup.take(np.concatenate([p.wordings.ids for p in profiles]))
    marks = np.concatenate([p.wordings.marks for p in profiles])
    hits = np.flatnonzero(found >= 0)
    columns, holders = found.take(hits), np.repeat(every, marks[:, LENGTH]).take(hits)
    values = np.bincount(holders, question.values.take(columns), len(every))
    if alike is not None:
        values = values + alike * values.max(initial=1.0)
    kept = _best_of(2 * owners + refuses, values, marks[:, LENGTH])
    numbers = np.flatnonzero(kept)
    held = np.zeros((len(question.columns) + 1, len(every)), np.float32)
    held[columns, holders] = 1.0
    texts = [text for p in profiles for text in p.wordings.texts]
    starts, weights, found = _counting(profiles, marks[:, COUNTING], numbers, lookup)
    return Rows(
        numbers=numbers,
        owners=owners[numbers],
        refuses=refuses[numbers],
        texts=[texts[number] for number in numbers.tolist()],
        marks=marks.take(numbers, axis=0),
        uses=(np.add.reduceat(held * ~refuses, firsts, axis=1) / own).T,
        held=held.take(numbers, axis=1),
        weights=weights,
        found=found,
        starts=starts,
    )


def _counting(
    profiles: Sequence[Profile], lengths: Ids, numbers: Numbers, lookup: Ids
) -> tuple[Numbers, Floats, Ids]:
    """Tokens of some wordings that count anything: where each one's begin, weights, columns."""
    before = np.cumsum(lengths) - lengths
    chosen = lengths.take(numbers)
    starts = np.cumsum(chosen) - chosen
    places = np.repeat(before.take(numbers) - starts, chosen) + np.arange(chosen.sum())
    weights = np.concatenate([p.wordings.weights for p in profiles]).take(places)
    ids = np.concatenate([p.wordings.weighed for p in profiles]).take(places)
    return starts, weights, lookup.take(ids)


def _best_of(groups: Numbers, values: npt.NDArray[Any], lengths: Ids) -> Flags:
    """Per row whether it is among the best of its group; groups stand in ascending order.

    Of equals the shorter are better: 结婚证 holds as much of itself as 办结婚证要几张照片.
    """
    order = np.lexsort((lengths, -values, groups))
    starts = np.searchsorted(groups, groups)
    kept = np.zeros(len(groups), bool)
    kept[order[np.arange(len(groups)) - starts < COMPARED]] = True
    return kept
