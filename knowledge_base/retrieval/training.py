"""Training of the scorer: weights for the order, a gate for the probability, calibration."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from knowledge_base.retrieval.aspect_reader import ASPECTS, AspectReader
from knowledge_base.retrieval.decision import MAX_CHOICES, Outcomes, cheapest
from knowledge_base.retrieval.examples import Example
from knowledge_base.retrieval.features import FEATURES
from knowledge_base.retrieval.scorer import (
    CROSSED,
    GATE_FEATURES,
    REFUSED,
    best_rows,
    crossed,
    gate_row,
)
from knowledge_base.retrieval.vocabulary import Floats

HARDEST = 10
"""Wrong candidates that each right one is compared with."""
CALIBRATION_SHARE = 0.3
"""Entries whose questions calibrate and do not train the gate."""

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
    "aspect_lag": -1.5,
    "entry_covered": 0.7,
    "topic_covered": 0.7,
    "aspect_other": -0.6,
    "worst_uncovered": -0.6,
    "negation_differs": -0.3,
    "numbers_differ": -0.3,
    "has_question*answer_rank": -1.6,
}
"""Weights before anything is learned: learning moves them as far as the evidence carries."""
PULL = 0.03
"""How strongly weights are held where they start, per squared standard deviation."""

_POSITIVE = {"asked_covered", "asked_meant", "asked_anywhere", "answer_covered", "wording_covered"}
_POSITIVE |= {"wording_meant", "order", "sound", "aspect_same", "question_rank", "answer_rank"}
_POSITIVE |= {
    "aspect_fit",
    "entry_covered",
    "topic_covered",
    "numbers_same",
    "asked_meant*wording_meant",
    "asked_meant*aspect_same",
}
_POSITIVE |= {"asked_anywhere*asked_anywhere"}
_NEGATIVE = {"worst_uncovered", "worst_unasked", "aspect_other", "negation_differs"}
_NEGATIVE |= {"aspect_clash", "aspect_lag", "numbers_differ", "asked_meant*aspect_other"}
_NAMES = [*FEATURES, *("*".join(pair) for pair in CROSSED)]

_FREE = {"matter", "without_question", "has_question"}
_FALLING = {"worst_uncovered", "worst_unasked", "aspect_clash", "aspect_lag", "numbers_differ"}
_FALLING |= {"negation_differs"}
GATE_PULL = 0.1
"""How strongly the gate's weights are held at zero, per squared standard deviation."""


def train(examples: Sequence[Example], reader: AspectReader, seed: int) -> dict[str, Any]:
    """Train a scorer.

    Args:
        examples: made from the knowledge.
        reader: of aspects, trained on all of the knowledge.
        seed: the same seed and examples give the same scorer.

    Returns:
        What `load_scorer` reads, once written as JSON.
    """
    weights = np.array([_STARTING.get(name, 0.0) for name in _NAMES])
    for _ in range(2):
        weights = _order_weights(examples, weights)
    rows, outcomes, calibrates = _gate_data(examples, weights, seed)
    gate, offset = _gate(rows[~calibrates], outcomes.of(~calibrates))
    seen = outcomes.of(calibrates)
    odds = rows[calibrates] @ gate + offset
    platt = LogisticRegression(C=1e6).fit(odds[:, None], seen.right_first, seen.weight)
    gate, offset = gate * platt.coef_[0, 0], offset * platt.coef_[0, 0] + platt.intercept_[0]
    probability = 1 / (1 + np.exp(-(rows[calibrates] @ gate + offset)))
    thresholds = cheapest(replace(seen, probability=probability))
    data = {
        "features": list(FEATURES),
        "crossed": [list(pair) for pair in CROSSED],
        "gate_features": list(GATE_FEATURES),
        "weights": [round(float(w), 5) for w in weights],
        "aspects": [str(aspect) for aspect in ASPECTS],
        "reader": _reader_exported(reader),
        "gate": [round(float(w), 5) for w in gate],
        "gate_offset": round(float(offset), 5),
        "answer_from": thresholds.answer,
        "confirm_from": thresholds.confirm,
    }
    version = hashlib.blake2b(orjson.dumps(data), digest_size=6).hexdigest()
    return {"version": version, **data}


def _order_weights(examples: Sequence[Example], weights: Floats) -> Floats:
    """Weights by which right candidates stand before wrong ones."""
    differences = [d for example in examples for d in _differences(example, weights)]
    wins = np.concatenate(differences)
    scale = wins.std(axis=0) + 1e-3
    wins = wins / scale
    start = np.array([_STARTING.get(name, 0.0) for name in _NAMES]) * scale

    def loss(scaled: Floats) -> tuple[float, Floats]:
        margins = wins @ scaled
        pulled = scaled - start
        value = np.logaddexp(0, -margins).mean() + PULL * (pulled**2).sum()
        slope = -(1 / (1 + np.exp(margins))) @ wins / len(wins) + 2 * PULL * pulled
        return float(value), slope

    bounds = [(0 if n in _POSITIVE else None, 0 if n in _NEGATIVE else None) for n in _NAMES]
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds)
    return np.asarray(found.x / scale)


def _differences(example: Example, weights: Floats) -> list[Floats]:
    if example.right is None or example.count < 2:
        return []
    matrix = crossed(example.comparison.matrix)
    scores = matrix @ weights
    best = best_rows(example.comparison, scores, example.count)
    if best[example.right] < 0:
        return []
    wrong = np.array([row for n, row in enumerate(best) if row >= 0 and n != example.right], int)
    hardest = wrong[np.argsort(-scores[wrong], kind="stable")[:HARDEST]]
    return [matrix[best[example.right]] - matrix[hardest]]


def _gate(rows: Floats, outcomes: Outcomes) -> tuple[Floats, float]:
    """Logistic regression whose weights may only have the sign that makes sense."""
    scale, centre = rows.std(axis=0) + 1e-3, rows.mean(axis=0)
    data = np.column_stack([(rows - centre) / scale, np.ones(len(rows))])
    share, right = outcomes.weight / outcomes.weight.sum(), outcomes.right_first

    def loss(weights: Floats) -> tuple[float, Floats]:
        odds = data @ weights
        held = np.append(weights[:-1], 0.0)
        value = share @ (np.logaddexp(0, odds) - right * odds) + GATE_PULL * (held @ held)
        slope = (share * (1 / (1 + np.exp(-odds)) - right)) @ data + 2 * GATE_PULL * held
        return float(value), slope

    bounds = [
        (None if n in _FREE or n in _FALLING else 0, 0 if n in _FALLING else None)
        for n in GATE_FEATURES
    ]
    start = np.zeros(data.shape[1])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[*bounds, (None, None)]).x
    weights = found[:-1] / scale
    return weights, float(found[-1] - weights @ centre)


def _gate_data(
    examples: Sequence[Example], weights: Floats, seed: int
) -> tuple[Floats, Outcomes, npt.NDArray[np.bool_]]:
    """Per example the gate's row and what was right; and whether it calibrates."""
    chosen = np.random.default_rng(seed)
    groups = sorted({example.group for example in examples})
    calibrating = {g for g in groups if chosen.random() < CALIBRATION_SHARE}
    rows, facts, sides = [], [], []
    for example in examples:
        scores = crossed(example.comparison.matrix) @ weights
        best = best_rows(example.comparison, scores, example.count)
        values = np.where(best < 0, REFUSED, scores[best])
        order = np.argsort(-values, kind="stable")
        if best[order[0]] < 0:
            continue
        rows.append(gate_row(example.comparison.matrix[best[order[0]]], values[order]))
        found = [] if example.right is None else order[:MAX_CHOICES].tolist()
        facts.append(
            (
                0.0,
                found[:1] == [example.right],
                example.right in found,
                example.in_scope,
                example.weight,
            )
        )
        sides.append(example.group in calibrating)
    return np.array(rows), Outcomes(*np.array(facts, float).T), np.array(sides)


def _reader_exported(reader: AspectReader) -> dict[str, Any]:
    return {
        "tokens": sorted(reader.tokens, key=lambda token: reader.tokens[token]),
        "weights": [[round(w, 2) for w in row] for row in reader.weights.tolist()],
        "offsets": [round(o, 2) for o in reader.offsets.tolist()],
    }
