"""Figures of how well what is in scope is told from what is not."""

from __future__ import annotations

from collections.abc import Sequence

OOS_RATIO = 0.5
"""What the out-of-scope set weighs beside the questions when coverage is measured."""


def auroc(inside: Sequence[float], outside: Sequence[float]) -> float:
    """Probability that a question in scope stands above one out of scope; ties count half."""
    wins = sum((a > b) + (a == b) / 2 for a in inside for b in outside)
    return wins / (len(inside) * len(outside))


def coverage(
    inside: Sequence[tuple[float, bool]], outside: Sequence[float], precision: float
) -> float:
    """Largest share of questions in scope that can be answered with this precision."""
    weight = OOS_RATIO * len(inside) / len(outside)
    events = [(p, 1.0, float(right), 1) for p, right in inside]
    events += [(p, weight, 0.0, 0) for p in outside]
    best = given = right = taken = 0.0
    by_probability: dict[float, list[tuple[float, float, float, int]]] = {}
    for event in events:
        by_probability.setdefault(event[0], []).append(event)
    for probability in sorted(by_probability, reverse=True):
        for _, amount, good, scope in by_probability[probability]:
            given, right, taken = given + amount, right + good, taken + scope
        if given and right / given >= precision:
            best = max(best, taken / len(inside))
    return best
