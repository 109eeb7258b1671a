"""Whether a question and a wording agree in what little words say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from knowledge_base.retrieval.asked import Asked
from knowledge_base.retrieval.profile import Profile, Wordings, aspect_bits


def agreement(
    question: Asked,
    profiles: Sequence[Profile],
    owners: npt.NDArray[np.intp],
) -> dict[str, npt.NDArray[Any]]:
    """Per wording what it and the question say of aspect, negation, numbers and places.

    Args:
        question: what was asked.
        profiles: of the candidates.
        owners: per wording the number of its candidate.
    """
    wordings = [profile.wordings for profile in profiles]
    said = aspect_bits(question.aspects)
    numbers = question.analysis.numbers
    about = np.array([p.aspects for p in profiles], np.int32)[owners]
    about = about | np.concatenate([w.aspects for w in wordings])
    made = np.array([p.made for p in profiles])[owners]
    negated = np.concatenate([w.negated for w in wordings])
    none = np.zeros(len(owners), np.float32)
    columns = {"numbers_differ": none, "numbers_same": none}
    if numbers:
        held = [group for w in wordings for group in w.numbers]
        same = np.array([not numbers.isdisjoint(group) for group in held])
        some = np.array([bool(group) for group in held])
        columns = {"numbers_differ": some & ~same, "numbers_same": same}
    return {
        **columns,
        "aspect_same": (about & said) > 0,
        "aspect_other": (about > 0) & bool(said) & ((about & said) == 0),
        "aspect_asked": none + bool(said),
        "place_unasked": _elsewhere(question.analysis.places, wordings),
        "made_unasked": made & (not question.analysis.discloses),
        "negation_differs": negated != question.analysis.negated,
    }


def _elsewhere(asked: frozenset[str], wordings: Sequence[Wordings]) -> npt.NDArray[np.bool_]:
    """Per wording whether it names a place that was not asked about."""
    if not asked:
        return np.concatenate([w.placed for w in wordings])
    return np.array([bool(group - asked) for w in wordings for group in w.places])
