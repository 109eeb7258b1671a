"""Training of the gate: a forest that tells right firsts from wrong ones, and its calibration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold

from knowledge_base.errors import TooLittleToLearn
from knowledge_base.retrieval.decision import (
    MAX_CHOICES,
    Outcomes,
    Thresholds,
    balanced,
    cheapest,
)
from knowledge_base.retrieval.examples import Example
from knowledge_base.retrieval.forest import Forest, forest_of
from knowledge_base.retrieval.scorer import REFUSED, best_rows, columns, gate_row, log_odds
from knowledge_base.retrieval.vocabulary import Floats

LIVED = 2.5
"""What examples of knowledge as it is in use count beside the others."""
CALIBRATION_SHARE = 0.3
"""Entries whose questions calibrate and do not train the gate."""

TREES = 100
LEAST_IN_LEAF = 16
MAX_DEPTH = 10
LOOKED_AT = 12
"""Columns among which each node of a tree chooses."""
FOLDS = 5


def train_gate(
    examples: Sequence[Example], studied: Sequence[Example], weights: Floats, seed: int
) -> tuple[Forest, float, float, Thresholds]:
    """Learn how probable it is that the first candidate is right, and what to do with that.

    Probabilities are calibrated on rows that the forest has not seen: of questions that people
    ask where there are any and that were checked, each fifth foreseen from the others.

    Args:
        examples: made from the knowledge.
        studied: questions that people ask. Where there are any they weigh as much as all that
            was made, and calibrate alone.
        weights: of the order.
        seed: the same seed and examples give the same gate.

    Returns:
        The forest, the slope and offset of its log odds, and the thresholds.

    Raises:
        TooLittleToLearn: too few examples.
    """
    rows, facts, kept = _gate_data(examples, weights)
    calibrates = _calibrating(kept, seed)
    learned, known = rows[~calibrates], facts.of(~calibrates)
    if len(studied) < FOLDS:
        seen = balanced(facts.of(calibrates))
        model = _grown(learned, known, seed)
        shares = model.predict_proba(rows[calibrates])[:, 1]
    else:
        seen_rows, seen, asked = _gate_data(studied, weights)
        shares = _foreseen(learned, known, seen_rows, seen, seed)
        model = _grown(np.concatenate([learned, seen_rows]), known.joined(seen), seed)
        checked = np.array([example.checked for example in asked])
        shares, seen = shares[checked], balanced(seen.of(checked))
    if len(set(seen.right_first.tolist())) < 2 or len(set(seen.answerable.tolist())) < 2:
        raise TooLittleToLearn("可以学习的问法太少：答对、答错和没有答案的都要有")
    odds = np.array([log_odds(share) for share in shares.tolist()])
    platt = LogisticRegression(C=1e6).fit(odds[:, None], seen.right_first, seen.weight)
    slope, offset = float(platt.coef_[0, 0]), float(platt.intercept_[0])
    probability = (1 / (1 + np.exp(-(odds * slope + offset)))).astype(np.float32)
    return forest_of(model), slope, offset, cheapest(replace(seen, probability=probability))


def _foreseen(learned: Floats, known: Outcomes, rows: Floats, facts: Outcomes, seed: int) -> Floats:
    """What a forest says of each row that learned from the others, and from what was learned."""
    shares = np.zeros(len(rows), np.float32)
    for others, these in KFold(FOLDS, shuffle=True, random_state=seed).split(rows):
        chosen = np.isin(np.arange(len(rows)), others)
        both = np.concatenate([learned, rows[others]])
        model = _grown(both, known.joined(facts.of(chosen)), seed)
        shares[these] = model.predict_proba(rows[these])[:, 1]
    return shares


def _grown(rows: Floats, facts: Outcomes, seed: int) -> ExtraTreesClassifier:
    if len(set(facts.right_first.tolist())) < 2:
        raise TooLittleToLearn("可以学习的问法太少：答对和答错的都要有")
    model = ExtraTreesClassifier(
        TREES,
        min_samples_leaf=LEAST_IN_LEAF,
        max_depth=MAX_DEPTH,
        max_features=min(LOOKED_AT, rows.shape[1]),
        random_state=seed,
    )
    return model.fit(rows, facts.right_first, facts.weight)


def _gate_data(
    examples: Sequence[Example], weights: Floats
) -> tuple[Floats, Outcomes, list[Example]]:
    """Per example the gate's row and what was right; and the examples that gave one."""
    rows, facts, kept = [], [], []
    for example in examples:
        compared = example.comparison
        scores = columns(compared) @ weights
        best = best_rows(compared, scores, example.count)
        values = np.where(best < 0, REFUSED, scores[best])
        order = np.argsort(-values, kind="stable")
        first = order[0]
        if best[first] < 0:
            continue
        rivals = order[example.rivals[first][order]]
        rows.append(gate_row(compared, best[first], values[rivals], compared.topics[rivals]))
        right = example.rights[order[:MAX_CHOICES]]
        weight = example.weight * (LIVED if example.lived else 1.0)
        facts.append((0.0, right[0], right.any(), example.in_scope, weight))
        kept.append(example)
    return np.array(rows), Outcomes(*np.array(facts, float).T), kept


def _calibrating(examples: Sequence[Example], seed: int) -> npt.NDArray[np.bool_]:
    """Which examples calibrate and do not train: some entries' questions of lived knowledge."""
    chosen = np.random.default_rng(seed)
    groups = sorted({example.group for example in examples})
    calibrating = {g for g in groups if chosen.random() < CALIBRATION_SHARE}
    return np.array([e.lived and e.group in calibrating for e in examples])
