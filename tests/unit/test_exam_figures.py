"""The figures of the exam, worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from defusedxml import ElementTree

from knowledge_base.figures import auroc, coverage
from knowledge_base.reliability import calibration_error, draw, reliability
from knowledge_base.retrieval.decision import Outcomes, cheapest

SVG = "{http://www.w3.org/2000/svg}"


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


def test_reliability_gathers_what_was_said_and_what_was_right() -> None:
    judged = [(0.05, False), (0.12, False), (0.18, True), (0.95, True), (1.0, True), (0.0, False)]
    bins = reliability(judged)
    assert [b.count for b in bins] == [2, 2, 0, 0, 0, 0, 0, 0, 0, 2]
    assert (bins[0].said, bins[0].right) == pytest.approx((0.025, 0.0))
    assert (bins[1].said, bins[1].right) == pytest.approx((0.15, 0.5))
    assert (bins[9].low, bins[9].high, bins[9].right) == (0.9, 1.0, 1.0)
    assert calibration_error(bins) == pytest.approx((2 * 0.025 + 2 * 0.35 + 2 * 0.025) / 6)


def test_reliability_of_nothing_is_nothing() -> None:
    assert calibration_error(reliability([])) == 0.0
    assert "<circle" not in draw(reliability([]), "nothing")


def test_the_plot_has_a_mark_per_bin_at_its_place() -> None:
    image = ElementTree.fromstring(draw(reliability([(0.5, True), (0.5, False), (0.9, True)]), "p"))
    marks = [(float(c.get("cx", "")), float(c.get("cy", ""))) for c in image.iter(f"{SVG}circle")]
    frame = image.findall(f"{SVG}rect")[1]
    left, top, side = (float(frame.get(name, "")) for name in ("x", "y", "width"))
    assert marks == [
        (left + side * 0.5, top + side * 0.5),
        (pytest.approx(left + side * 0.9), top),
    ]
