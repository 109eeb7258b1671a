"""Where every topic of the knowledge points: a question near two of them is not surely of one.

Candidates share words with a question. Another topic that means the same in other words is not
among them, and yet a reason to doubt the best of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge_base.retrieval.meaning import unit
from knowledge_base.retrieval.vocabulary import Floats


@dataclass(frozen=True, slots=True)
class Bearings:
    """The topics, as `topic_of` names them."""

    names: tuple[str, ...]
    directions: Floats
    """(topics, dimensions), each of length one or zero."""

    def nearest_others(
        self, direction: Floats, topics: Sequence[str], without: str | None = None
    ) -> Floats:
        """Per candidate's topic the cosine of the nearest other one, at least 0.

        Args:
            direction: where a question points, of length one or zero.
            topics: the candidates'.
            without: a topic that is not looked at.
        """
        near = self.directions @ direction
        first, second = ("", 0.0), ("", 0.0)
        for place in np.argsort(-near)[:3].tolist():
            name, value = self.names[place], float(near[place])
            if name == without or value <= second[1]:
                continue
            first, second = ((name, value), first) if value > first[1] else (first, (name, value))
        return np.array([second[1] if t == first[0] else first[1] for t in topics], np.float32)


def bearings(directions: Iterable[tuple[str, Floats]]) -> Bearings:
    """Bearings of topics, by the topic and direction of each entry."""
    sums: dict[str, Floats] = {}
    for topic, direction in directions:
        known = sums.get(topic)
        sums[topic] = direction if known is None else known + direction
    stacked = np.array(list(sums.values()), np.float32) if sums else np.zeros((0, 1), np.float32)
    return Bearings(tuple(sums), unit(stacked))
