"""Candidates as wholes: what is told before any of their wordings is looked at.

A search proposes some two dozen entries. Which of them may come first shows in a few numbers
that cost next to nothing; only the better half is compared wording by wording.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from knowledge_base.retrieval.asked import Asked
from knowledge_base.retrieval.likelihood import Uses
from knowledge_base.retrieval.profile import Profile
from knowledge_base.retrieval.rows import Numbers
from knowledge_base.retrieval.vocabulary import Floats

PROMISING = 14
"""Candidates that are compared closely. Of 1,255 exam questions whose right entry was among the
ten best of all candidates, it was among these for every one."""
TELLING = {
    "question_rank": 5.0,
    "answer_rank": 1.5,
    "topic_near": 3.0,
    "aspect_fit": 2.0,
    "aspect_lag": -0.5,
}
"""What makes a candidate promising: the least squares of the final scores by these, rounded."""
ASPECT_FLOOR = 0.03
"""Probability that an aspect is meant whatever was read."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that was found, and how."""

    profile: Profile
    topic: Uses
    """What the questions of its topic use."""
    question_score: float
    """BM25 over wordings; 0 where not found by them."""
    answer_score: float
    """BM25 over the answer; 0 where not found by it."""


@dataclass(frozen=True, slots=True)
class Overview:
    """Candidates beside a question, as wholes."""

    topics: Numbers
    """Per candidate a number for its topic; its own where it has none."""
    features: dict[str, Floats]
    """Per candidate, by their names in `FEATURES`."""

    def promising(self) -> Numbers:
        """The candidates worth comparing closely, in their order."""
        telling = sum(weight * self.features[name] for name, weight in TELLING.items())
        return np.sort(np.argsort(-np.asarray(telling), kind="stable")[:PROMISING])

    def of(self, chosen: Numbers) -> Overview:
        """Only some of the candidates; each stays as it is beside all of them."""
        features = {name: values[chosen] for name, values in self.features.items()}
        return Overview(self.topics[chosen], features)


def overview(question: Asked, candidates: Sequence[Candidate], rivals: Floats) -> Overview:
    """Look at candidates as wholes.

    Args:
        question: what was asked.
        candidates: at least one.
        rivals: per candidate how near the nearest other topic of all is (`Bearings`).
    """
    numbers = _numbered([c.profile for c in candidates])
    near = np.array([c.topic.heading for c in candidates]) @ question.direction
    return Overview(
        topics=numbers,
        features={
            "question_rank": _relative([c.question_score for c in candidates]),
            "answer_rank": _relative([c.answer_score for c in candidates]),
            "topic_near": near,
            "topic_nearer": near - rivals,
            **_of_aspects(question, candidates, numbers),
        },
    )


def most(numbers: Numbers, values: Floats) -> Floats:
    """Per topic the greatest value of any of its entries, and at least 0."""
    greatest = np.zeros(int(numbers.max()) + 1, np.float32)
    np.maximum.at(greatest, numbers, values)
    return greatest


def _of_aspects(
    question: Asked, candidates: Sequence[Candidate], numbers: Numbers
) -> dict[str, Floats]:
    asked = question.aspect_shares
    answered = np.array([c.profile.aspect_shares for c in candidates])
    fit = np.sqrt(answered * asked).sum(axis=1)
    likely = answered @ asked
    sure = np.sqrt((answered**2).sum(axis=1) * (asked**2).sum())
    likeliest = most(numbers, likely)[numbers]
    return {
        "aspect_fit": fit,
        "aspect_lag": np.log((likeliest + ASPECT_FLOOR) / (likely + ASPECT_FLOOR)),
        "aspect_clash": (1 - fit) * sure,
    }


def _numbered(profiles: Sequence[Profile]) -> Numbers:
    number: dict[str, int] = {}
    names = [p.entry.topic or p.entry.id for p in profiles]
    return np.array([number.setdefault(name, len(number)) for name in names], np.intp)


def _relative(scores: Sequence[float]) -> Floats:
    values = np.array(scores, np.float32)
    return np.asarray(values / (values.max(initial=0.0) + 1e-6), np.float32)
