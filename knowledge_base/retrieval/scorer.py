"""The learned score: which candidate fits best, and how probable it is that it is right."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from knowledge_base.retrieval.aspect_reader import ASPECTS, AspectReader, read_reader
from knowledge_base.retrieval.decision import Thresholds
from knowledge_base.retrieval.features import FEATURES, Comparison
from knowledge_base.retrieval.forest import Forest, read_forest
from knowledge_base.retrieval.meaning import Meaning, read_meaning
from knowledge_base.retrieval.vocabulary import Floats

Ints = npt.NDArray[np.int64]

SCORER_PATH = Path(__file__).parent / "scorer.json"
"""The scorer that comes with the product."""
VERBATIM_ORDER = 0.999
"""From this agreement on a wording is what was asked, letter by letter."""
VERBATIM_SCORE = 6.0
"""On top of such a wording's score: nothing else may come before it."""
VERBATIM_LEAD = 1.0
"""Where two entries have the same wording, neither leads by this."""
VERBATIM_PROBABILITY = 0.98
REFUSED = -20.0
"""Score of a candidate one of whose negative questions fits better than its own."""

CROSSED = (
    ("asked_meant", "wording_meant"),
    ("asked_meant", "aspect_same"),
    ("asked_meant", "aspect_other"),
    ("asked_anywhere", "asked_anywhere"),
    ("has_question", "answer_rank"),
    ("has_question", "answer_covered"),
)
"""Products that matter beside the features themselves."""

GATE_OWN = (
    "asked_covered",
    "asked_meant",
    "asked_anywhere",
    "worst_uncovered",
    "wording_covered",
    "wording_meant",
    "worst_unasked",
    "order",
    "entry_covered",
    "core_asked",
    "worst_missed",
    "topic_covered",
    "topic_likely",
    "topic_ahead",
    "entry_likely",
    "topic_near",
    "topic_nearer",
    "entry_near",
    "sound",
    "aspect_clash",
    "aspect_lag",
    "negation_differs",
    "numbers_differ",
    "place_unasked",
    "has_question",
)
"""Features of the best row that the probability is made from as they are."""
GATE_FEATURES = (
    "score",
    "lead",  # of the best candidate over the second
    "third",  # of the best candidate over the third
    "topic_lead",  # of the best candidate over the best of another topic
    "matter",  # log of how much matter was asked
    "without_question",  # share held by the answer, where the entry has no question
    *GATE_OWN,
)
"""What the probability is made from."""
_CROSSED = np.array([[FEATURES.index(name) for name in pair] for pair in CROSSED]).T
_OWN = np.array([FEATURES.index(name) for name in GATE_OWN])
_WEIGHT, _ANSWER = FEATURES.index("weight"), FEATURES.index("answer_covered")
_HAS_QUESTION = GATE_FEATURES.index("has_question")
_ENTRY_COVERED = GATE_FEATURES.index("entry_covered")
MAX_LEAD = 3.0
"""A greater lead says no more."""
UNLEARNED_WEIGHT = MAX_LEAD / 2
"""What a sentence encoder's likeness adds at most to a score that was learned without it: it
may settle what words leave open, and not overturn what they make clear."""


LEAST_COVERED = 0.15
"""Of 22 exam questions whose first entry held less of what was asked none was answered by it."""
UNLIKELY = 0.05
"""What such an entry's probability is at most."""
LEAST_SHARE = 0.002
"""A forest is never surer than this."""


class UnusableScorer(ValueError):
    """A scorer file that this version of the product cannot use."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """Candidates by score."""

    order: tuple[int, ...]
    """Numbers of the candidates, best first."""
    scores: tuple[float, ...]
    """Their scores, in the same order."""
    probability: float
    """Calibrated probability that the first is right."""

    def probabilities(self) -> list[float]:
        """Per candidate, in order; together they are at most 1."""
        first = self.scores[0]
        rest = [
            min(self.probability, 1 - self.probability) * float(np.exp(score - first))
            for score in self.scores[1:]
        ]
        return [self.probability, *rest]


@dataclass(frozen=True, slots=True)
class Scorer:
    """A trained scorer."""

    version: str
    weights: Floats
    """Per feature, then per product."""
    gate: Forest
    """Finds by the gate's features how often such a first candidate was right …"""
    gate_slope: float
    """… and the log odds of that, times this …"""
    gate_offset: float
    """… and with this added, are those of being right."""
    reader: AspectReader
    meaning: Meaning
    thresholds: Thresholds
    encoder: str | None = None
    """Version of the sentence encoder that it was learned with and knows; None without."""

    def rank(
        self, comparison: Comparison, count: int, twins: Callable[[int], Collection[int]]
    ) -> Ranking:
        """Order the candidates of a comparison.

        Args:
            comparison: their features.
            count: how many candidates there are, at least one.
            twins: given the best candidate, those that are no rivals of it: they answer the
                same, or took its place.
        """
        if self.encoder is None and comparison.likeness is not None:
            by_words = self.rank(replace(comparison, likeness=None), count, twins)
            return unlearned(by_words, comparison, comparison.likeness, self.thresholds)
        verbatim = comparison.matrix[:, FEATURES.index("order")] > VERBATIM_ORDER
        scores = columns(comparison) @ self.weights + VERBATIM_SCORE * verbatim
        best = best_rows(comparison, scores, count)
        values = np.where(best < 0, REFUSED, scores[best])
        order = np.argsort(-values, kind="stable")
        related = twins(int(order[0]))
        values = values[order]
        rivals = np.array([number not in related for number in order.tolist()])
        topics = comparison.topics[order]
        row = gate_row(comparison, best[order[0]], values[rivals], topics[rivals])
        odds = self.gate_slope * log_odds(self.gate.share(row)) + self.gate_offset
        probability = 1 / (1 + math.exp(-odds))
        if row[_HAS_QUESTION] and row[_ENTRY_COVERED] < LEAST_COVERED:
            probability = min(probability, UNLIKELY)
        if verbatim[best[order[0]]] and row[GATE_FEATURES.index("lead")] > VERBATIM_LEAD:
            probability = max(probability, VERBATIM_PROBABILITY)
        return Ranking(
            order=tuple(order.tolist()),
            scores=tuple(values.tolist()),
            probability=0.0 if best[order[0]] < 0 else probability,
        )


def log_odds(share: float) -> float:
    """Log odds of a share, which few examples never quite make 0 or 1."""
    kept = min(max(share, LEAST_SHARE), 1 - LEAST_SHARE)
    return math.log(kept / (1 - kept))


def columns(comparison: Comparison) -> Floats:
    """Per row its features, their products and, where an encoder was asked, its likeness."""
    matrix = comparison.matrix
    parts = [matrix, matrix[:, _CROSSED[0]] * matrix[:, _CROSSED[1]]]
    if comparison.likeness is not None:
        parts.append(comparison.likeness[:, None])
    return np.concatenate(parts, axis=1)


def unlearned(
    by_words: Ranking, comparison: Comparison, likeness: Floats, thresholds: Thresholds
) -> Ranking:
    """Blend in a likeness that nothing was learned of yet.

    The candidate that is most alike gains UNLEARNED_WEIGHT, one that is as alike as the median
    nothing, those between in proportion: cosines of different encoders mean different things.
    Where that puts another candidate first than the words do, none is answered at once.
    """
    own = np.where(comparison.refuses, -1.0, likeness)
    alike = np.full(len(by_words.order), -1.0, np.float32)
    np.maximum.at(alike, comparison.owners, own)
    middle = float(np.median(alike))
    gain = np.clip((alike - middle) / (float(alike.max()) - middle + 1e-6), 0, 1)
    before = np.array(by_words.order)
    values = np.array(by_words.scores) + UNLEARNED_WEIGHT * gain[before]
    places = np.argsort(-values, kind="stable")
    probability = by_words.probability
    if places[0] != 0:
        probability = min(probability, thresholds.answer - 0.01)
    order, scores = before[places].tolist(), values[places].tolist()
    return Ranking(tuple(order), tuple(scores), probability)


def best_rows(comparison: Comparison, scores: Floats, count: int) -> Ints:
    """Per candidate its best row, or -1 where a question it must not answer fits better."""
    best = np.full(count, -1)
    order = np.argsort(scores, kind="stable")
    best[comparison.owners[order]] = order
    best[comparison.refuses[best]] = -1
    return best


def gate_row(
    comparison: Comparison, best: int, scores: Floats, topics: npt.NDArray[np.intp]
) -> Floats:
    """What the probability is made from.

    Args:
        comparison: the features.
        best: the row of the best candidate's best wording.
        scores: of the candidates, best first.
        topics: of the same candidates.
    """
    others = scores[topics != topics[0]]
    topic_lead = min(float(scores[0] - others[0]), MAX_LEAD) if len(others) else MAX_LEAD
    lead, third = (
        min(float(scores[0] - scores[n]), MAX_LEAD) if n < len(scores) else MAX_LEAD for n in (1, 2)
    )
    row = comparison.matrix[best]
    own = row[_OWN]
    without = 1 - float(row[FEATURES.index("has_question")])
    ahead = [scores[0], lead, third, topic_lead, math.log1p(row[_WEIGHT]), without * row[_ANSWER]]
    alike = [] if comparison.likeness is None else [comparison.likeness[best]]
    return np.concatenate([ahead, own, alike]).astype(np.float32)


def load_scorer(path: Path = SCORER_PATH, encoder: str | None = None) -> Scorer:
    """Read a scorer.

    Args:
        path: the file.
        encoder: version of the sentence encoder in use, if any.

    Raises:
        UnusableScorer: it was trained on other features, or with another encoder.
    """
    data: dict[str, Any] = orjson.loads(path.read_bytes())
    if data["aspects"] != [str(aspect) for aspect in ASPECTS]:
        raise UnusableScorer(f"{path} was trained on other aspects; run `learn`")
    if data["features"] != list(FEATURES) or data["gate_features"] != list(GATE_FEATURES):
        raise UnusableScorer(f"{path} was trained on other features; run `learn`")
    if data["crossed"] != [list(pair) for pair in CROSSED]:
        raise UnusableScorer(f"{path} was trained on other products; run `learn`")
    if data.get("encoder") not in {None, encoder}:
        raise UnusableScorer(f"{path} was trained with another sentence encoder; run `learn`")
    return Scorer(
        version=data["version"],
        weights=np.array(data["weights"], np.float32),
        gate=read_forest(data["gate"]),
        gate_slope=data["gate_slope"],
        gate_offset=data["gate_offset"],
        reader=read_reader(data["reader"]),
        meaning=read_meaning(data["meaning"]),
        thresholds=Thresholds(data["answer_from"], data["confirm_from"]),
        encoder=data.get("encoder"),
    )
