"""How likely a question is where people ask about a topic: by what all of its wordings use.

Each wording of an entry may lack a word that half of them have. Together they show how people
speak of the matter, as a mixture of what the topic's wordings use and what all questions use
(Jelinek-Mercer smoothing, query likelihood).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from knowledge_base.retrieval.meaning import unit
from knowledge_base.retrieval.vocabulary import Floats, Ids

TOPIC_SHARE = 0.6
"""Of the mixture what the topic's wordings hold; the rest is what any question says."""
FEW = 4
"""So many wordings show half of what many would."""
ENTRY_SHARE = 0.5
"""Of the mixture what an entry's own wordings hold; the rest is what its topic's do."""


@dataclass(frozen=True, slots=True)
class Uses:
    """How many wordings use each token."""

    tokens: Ids
    """Distinct, ascending."""
    counts: Floats
    wordings: int
    direction: Floats
    """Where the wordings point together (`Meaning.together`) …"""
    heading: Floats = field(init=False)
    """… and the same of length one, or zero."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "heading", unit(self.direction))


def joined(parts: Sequence[Uses]) -> Uses:
    """What the wordings of several entries use together."""
    if len(parts) == 1:
        return parts[0]
    tokens, places = np.unique(np.concatenate([p.tokens for p in parts]), return_inverse=True)
    counts = np.bincount(places, np.concatenate([p.counts for p in parts]), len(tokens))
    return Uses(
        tokens=tokens.astype(np.int32),
        counts=counts.astype(np.float32),
        wordings=sum(p.wordings for p in parts),
        direction=np.sum([p.direction for p in parts], axis=0, dtype=np.float32),
    )


def likelihoods(
    background: Floats, lookup: Ids, topics: Sequence[Uses], own: Floats, wordings: Ids
) -> tuple[Floats, Floats]:
    """How much likelier a question is of a topic than of any, and of an entry than of its topic.

    Args:
        background: per column of the question how probable its token is in any wording; 0 for
            columns that are not compared.
        lookup: per token its column.
        topics: per candidate what its topic's wordings use.
        own: (candidates, columns): which share of a candidate's own do.
        wordings: per candidate how many those are.

    Returns:
        Per candidate the two log ratios, over the square root of how many tokens were asked; the
        nearer to 0 the fewer wordings there are to judge by.
    """
    compared = np.flatnonzero(background)
    if not len(compared):
        none = np.zeros(len(topics), np.float32)
        return none, none
    distinct = list({id(uses): uses for uses in topics}.values())
    place = {id(uses): number for number, uses in enumerate(distinct)}
    whose = np.array([place[id(uses)] for uses in topics])
    any_topic = background[compared]
    shares = _shares(distinct, lookup, len(background))[:, compared]
    of_topic = TOPIC_SHARE * shares + (1 - TOPIC_SHARE) * any_topic
    likely = np.log(of_topic / any_topic).sum(axis=1)[whose]
    backed = of_topic[whose]
    mixed = ENTRY_SHARE * own[:, compared] + (1 - ENTRY_SHARE) * backed
    closer = np.log(mixed / backed).sum(axis=1)
    root = np.sqrt(len(compared))
    of_topics = np.array([uses.wordings for uses in topics], np.int32)
    return _held_back(likely / root, of_topics), _held_back(closer / root, wordings)


def _held_back(values: npt.NDArray[np.float64], wordings: Ids) -> Floats:
    return np.asarray(values * wordings / (wordings + FEW), np.float32)


def _shares(groups: Sequence[Uses], lookup: Ids, width: int) -> Floats:
    """(groups, columns): which share of a group's wordings use a column's token."""
    found = lookup.take(np.concatenate([g.tokens for g in groups]))
    hits = np.flatnonzero(found >= 0)
    counts = np.concatenate([g.counts for g in groups]).take(hits)
    rows = np.repeat(np.arange(len(groups)), [len(g.tokens) for g in groups]).take(hits)
    shares = np.zeros((len(groups), width), np.float32)
    shares[rows, found.take(hits)] = counts
    return shares / np.array([g.wordings for g in groups], np.float32)[:, None]
