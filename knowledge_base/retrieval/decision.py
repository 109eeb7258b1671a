"""When to answer, when to offer choices, when to decline: by what each outcome costs."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from itertools import product

import numpy as np
import numpy.typing as npt

from knowledge_base.retrieval.vocabulary import Floats

MAX_CHOICES = 3
"""Choices offered at most."""

RIGHT_CHOICE = 1.0
"""Costs are in taps of the citizen; a right answer costs none. Here: one more tap."""
WRONG_CHOICES = 1.7
"""Choices are read of which none is right."""
DECLINED = 5.0
"""Declined though the knowledge had it: asked again, or a person is called."""
WRONG_ANSWER = 6.0
"""Somebody else's rule was followed: the wrong papers at the wrong window."""

OUT_OF_SCOPE_SHARE = 0.25
"""How much of what citizens ask the knowledge does not hold; training examples hold more."""

MAX_FALSE_CHOICES = 0.5
"""Of questions that the knowledge does not answer, at most this share may get choices."""

_STEPS = np.arange(0.02, 0.99, 0.01)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Probabilities from which on to do something."""

    answer: float
    confirm: float


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What was found for many questions, and what of it was right."""

    probability: Floats
    right_first: Floats
    """1 where the first match is right."""
    right_among: Floats
    """1 where one of the first MAX_CHOICES is."""
    answerable: Floats
    """1 where the knowledge holds the answer at all."""
    weight: Floats

    def of(self, chosen: npt.NDArray[np.bool_]) -> Outcomes:
        """Only some of the questions."""
        return Outcomes(*(getattr(self, field.name)[chosen] for field in fields(self)))

    def joined(self, other: Outcomes) -> Outcomes:
        """With others, balanced, that count together as much as these."""
        other = balanced(other)
        share = self.weight.sum() / other.weight.sum()
        other = replace(other, weight=other.weight * share)
        return Outcomes(
            *(
                np.concatenate([getattr(self, field.name), getattr(other, field.name)])
                for field in fields(self)
            )
        )


def balanced(outcomes: Outcomes) -> Outcomes:
    """With as much weight out of scope as is asked out of scope."""
    inside = outcomes.weight * outcomes.answerable
    outside = outcomes.weight - inside
    share = OUT_OF_SCOPE_SHARE / (1 - OUT_OF_SCOPE_SHARE)
    weight = inside + outside * share * inside.sum() / max(outside.sum(), 1e-9)
    return replace(outcomes, weight=weight * len(weight) / weight.sum())


def cheapest(outcomes: Outcomes) -> Thresholds:
    """The thresholds with the least total cost for these outcomes."""
    weight = balanced(outcomes).weight
    answering = weight * (1 - outcomes.right_first) * WRONG_ANSWER
    among = outcomes.right_among
    choosing = weight * (among * RIGHT_CHOICE + (1 - among) * WRONG_CHOICES)
    declining = weight * outcomes.answerable * DECLINED
    order = np.argsort(outcomes.probability)
    ranked = outcomes.probability[order]
    answered, chosen, declined = (
        np.concatenate(([0.0], np.cumsum(cost[order]))) for cost in (answering, choosing, declining)
    )

    def total(pair: tuple[float, float]) -> float:
        high, low = (int(np.searchsorted(ranked, value)) for value in pair)
        return float(answered[-1] - answered[high] + chosen[high] - chosen[low] + declined[low])

    lowest = np.quantile(outcomes.probability[outcomes.answerable == 0], 1 - MAX_FALSE_CHOICES)
    pairs = [(a, c) for a, c in product(_STEPS.tolist(), repeat=2) if lowest <= c <= a]
    answer, confirm = min(pairs, key=total)
    return Thresholds(round(answer, 2), round(confirm, 2))
