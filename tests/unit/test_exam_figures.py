"""The figures of the exam, worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge_base.evaluation import auroc, coverage
from knowledge_base.retrieval.decision import Outcomes, cheapest


def test_auroc_counts_ties_half() -> None:
    assert auroc([0.9, 0.5], [0.5, 0.1]) == pytest.approx((1 + 1 + 0.5 + 1) / 4)


def test_coverage_takes_the_lowest_threshold_that_keeps_precision() -> None:
    inside = [(0.9, True), (0.8, True), (0.7, False), (0.6, True)]
    assert coverage(inside, [0.1], 0.95) == pytest.approx(0.5)
    assert coverage(inside, [0.1], 0.70) == pytest.approx(1.0)


def test_out_of_scope_answers_cost_coverage() -> None:
    inside = [(0.9, True), (0.8, True)]
    assert coverage(inside, [0.95], 0.9) == 0.0


def test_answers_at_once_only_where_it_is_surely_right() -> None:
    probability = np.linspace(0, 1, 200, dtype=np.float32)
    right = (np.arange(200) % 100 < 100 * probability).astype(float)
    thresholds = cheapest(
        Outcomes(
            probability=probability,
            right_first=right,
            right_among=(probability > 0.3).astype(float),
            answerable=(probability > 0.2).astype(float),
            weight=np.ones(200),
        )
    )
    assert 0.4 < thresholds.answer < 0.99
    assert thresholds.confirm < thresholds.answer
