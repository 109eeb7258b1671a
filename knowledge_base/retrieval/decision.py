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
DECLINED = 8.0
"""Declined though the knowledge had it: asked again, or a person is called."""

MAX_WRONG = 0.03
"""Of questions that the knowledge answers, at most this share may be answered wrongly: somebody
follows another rule, and stands with the wrong papers at the wrong window."""
MAX_FALSE_ANSWERS = 0.1
"""Of questions that it does not answer, at most this share may be answered at once."""

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
    """The thresholds with the least total cost among those that keep wrong answers few."""
    weight = balanced(outcomes).weight
    among = outcomes.right_among
    choosing = weight * (among * RIGHT_CHOICE + (1 - among) * WRONG_CHOICES)
    declining = weight * outcomes.answerable * DECLINED
    order = np.argsort(outcomes.probability)
    ranked = outcomes.probability[order]
    chosen, declined = (
        np.concatenate(([0.0], np.cumsum(cost[order]))) for cost in (choosing, declining)
    )

    def total(pair: tuple[float, float]) -> float:
        high, low = (int(np.searchsorted(ranked, value)) for value in pair)
        return float(chosen[high] - chosen[low] + declined[low])

    inside = outcomes.answerable == 1
    wrong = inside & (outcomes.right_first == 0)
    first = max(
        _first_with(outcomes, wrong, MAX_WRONG * float(weight[inside].sum()), weight),
        _first_with(outcomes, ~inside, MAX_FALSE_ANSWERS * float(weight[~inside].sum()), weight),
    )
    lowest = np.quantile(outcomes.probability[~inside], 1 - MAX_FALSE_CHOICES)
    steps = _STEPS.tolist()
    pairs = [(a, c) for a, c in product(steps, repeat=2) if lowest <= c <= a and a >= first]
    answer, confirm = min(pairs or [(steps[-1], steps[-1])], key=total)
    return Thresholds(round(answer, 2), round(confirm, 2))


def _first_with(
    outcomes: Outcomes, bad: npt.NDArray[np.bool_], allowed: float, weight: Floats
) -> float:
    """The least probability from which on the bad outcomes together weigh no more than allowed."""
    return next(
        (
            step
            for step in _STEPS.tolist()
            if weight[bad & (outcomes.probability >= step)].sum() <= allowed
        ),
        1.0,
    )
