"""Training of the scorer: weights for the order, and all that goes with them into its file."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import orjson
from scipy.optimize import minimize

from knowledge_base.errors import TooLittleToLearn
from knowledge_base.retrieval.aspect_reader import ASPECTS, AspectReader
from knowledge_base.retrieval.examples import Example
from knowledge_base.retrieval.features import FEATURES
from knowledge_base.retrieval.gate_training import train_gate
from knowledge_base.retrieval.meaning import Meaning
from knowledge_base.retrieval.scorer import (
    CROSSED,
    GATE_FEATURES,
    best_rows,
    columns,
)
from knowledge_base.retrieval.vocabulary import Floats

HARDEST = 10
"""Wrong candidates that each right one is compared with."""

LIKENESS = "likeness"
"""A sentence encoder's column."""
_STARTING = {
    "asked_anywhere": 3.0,
    "asked_meant": 1.5,
    "wording_meant": 1.0,
    "wording_covered": 0.5,
    "order": 0.6,
    "question_rank": 0.8,
    "answer_rank": 2.4,
    "aspect_same": 0.4,
    "aspect_fit": 1.0,
    "aspect_lag": -0.8,
    "entry_covered": 0.7,
    "core_asked": 0.6,
    "worst_missed": -0.3,
    "topic_covered": 0.7,
    "topic_likely": 0.5,
    "entry_likely": 0.2,
    "topic_near": 1.0,
    "topic_nearer": 1.0,
    "entry_near": 0.5,
    "aspect_other": -0.6,
    "worst_uncovered": -0.6,
    "negation_differs": -0.3,
    "numbers_differ": -0.3,
    "made_unasked": -1.0,
    "place_unasked": -0.6,
    "has_question*answer_rank": -1.6,
}
"""Weights before anything is learned: learning moves them as far as the evidence carries."""
PULL = 0.1
"""How strongly weights are held where they start, per squared standard deviation."""

_POSITIVE = {
    "asked_covered",
    "asked_meant",
    "asked_anywhere",
    "answer_covered",
    "wording_covered",
    "wording_meant",
    "order",
    "sound",
    "aspect_same",
    "aspect_fit",
    "question_rank",
    "answer_rank",
    "entry_covered",
    "core_asked",
    "topic_covered",
    "topic_likely",
    "topic_ahead",
    "entry_likely",
    "topic_near",
    "topic_nearer",
    "entry_near",
    "numbers_same",
    "asked_meant*wording_meant",
    "asked_meant*aspect_same",
    "asked_anywhere*asked_anywhere",
    LIKENESS,
}
"""Columns that never speak against a candidate …"""
_NEGATIVE = {
    "worst_uncovered",
    "worst_unasked",
    "worst_missed",
    "aspect_other",
    "aspect_clash",
    "aspect_lag",
    "negation_differs",
    "numbers_differ",
    "place_unasked",
    "made_unasked",
    "asked_meant*aspect_other",
}
"""… and those that never speak for one."""
_NAMES = [*FEATURES, *("*".join(pair) for pair in CROSSED), LIKENESS]
"""Of every column; the last is there only with a sentence encoder."""


def train(
    examples: Sequence[Example],
    reader: AspectReader,
    meaning: Meaning,
    seed: int,
    studied: Sequence[Example] = (),
    encoder: str | None = None,
) -> dict[str, Any]:
    """Train a scorer.

    Args:
        examples: made from the knowledge.
        reader: of aspects, trained on all of the knowledge.
        meaning: of wordings, trained on all of the knowledge.
        seed: the same seed and examples give the same scorer.
        studied: questions that people ask. Where there are any they weigh as much as all that
            was made when probabilities are learned, and calibrate them alone.
        encoder: version of the sentence encoder that the examples were compared with, if any.

    Returns:
        What `load_scorer` reads, once written as JSON.

    Raises:
        TooLittleToLearn: too few examples.
    """
    weights = _starting(columns(examples[0].comparison).shape[1])
    for _ in range(2):
        weights = _order_weights(examples, weights)
    gate, slope, offset, thresholds = train_gate(examples, studied, weights, seed)
    data = {
        "features": list(FEATURES),
        "crossed": [list(pair) for pair in CROSSED],
        "gate_features": list(GATE_FEATURES),
        "weights": [round(float(w), 5) for w in weights],
        "aspects": [str(aspect) for aspect in ASPECTS],
        "reader": reader.exported(),
        "meaning": meaning.exported(),
        "gate": gate.exported(),
        "gate_slope": round(slope, 5),
        "gate_offset": round(offset, 5),
        "answer_from": thresholds.answer,
        "confirm_from": thresholds.confirm,
    }
    if encoder is not None:
        data["encoder"] = encoder
    version = hashlib.blake2b(orjson.dumps(data), digest_size=6).hexdigest()
    return {"version": version, **data}


def _starting(count: int) -> Floats:
    return np.array([_STARTING.get(name, 0.0) for name in _NAMES[:count]])


def _order_weights(examples: Sequence[Example], weights: Floats) -> Floats:
    """Weights by which right candidates stand before wrong ones."""
    differences = [d for example in examples for d in _differences(example, weights)]
    if not differences:
        raise TooLittleToLearn("没有可以学习的问法：条目需要有相似问")
    wins = np.concatenate(differences)
    scale = wins.std(axis=0) + 1e-3
    wins = wins / scale
    start = _starting(wins.shape[1]) * scale

    def loss(scaled: Floats) -> tuple[float, Floats]:
        margins = wins @ scaled
        pulled = scaled - start
        value = np.logaddexp(0, -margins).mean() + PULL * (pulled**2).sum()
        slope = -(1 / (1 + np.exp(margins))) @ wins / len(wins) + 2 * PULL * pulled
        return float(value), slope

    names = _NAMES[: len(start)]
    bounds = [(0 if n in _POSITIVE else None, 0 if n in _NEGATIVE else None) for n in names]
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds)
    return np.asarray(found.x / scale)


def _differences(example: Example, weights: Floats) -> list[Floats]:
    matrix = columns(example.comparison)
    scores = matrix @ weights
    best = best_rows(example.comparison, scores, example.count)
    right, wrong = (best[(best >= 0) & (example.rights == side)] for side in (True, False))
    if not len(right) or not len(wrong):
        return []
    hardest = wrong[np.argsort(-scores[wrong], kind="stable")[:HARDEST]]
    return [matrix[right[np.argmax(scores[right])]] - matrix[hardest]]
