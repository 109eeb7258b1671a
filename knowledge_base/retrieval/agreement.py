"""Whether a question and a wording agree in what little words say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from knowledge_base.retrieval.asked import Asked
from knowledge_base.retrieval.profile import (
    ASPECTS_SAID,
    NEGATED,
    PLACED,
    Profile,
    aspect_bits,
)
from knowledge_base.retrieval.rows import Rows


def agreement(
    question: Asked, profiles: Sequence[Profile], rows: Rows
) -> dict[str, npt.NDArray[Any]]:
    """Per row what it and the question say of aspect, negation, numbers and places."""
    said = aspect_bits(question.aspects)
    numbers = question.analysis.numbers
    about = np.array([p.aspects for p in profiles], np.int32)[rows.owners]
    about = about | rows.marks[:, ASPECTS_SAID]
    made = np.array([p.made for p in profiles])[rows.owners]
    none = np.zeros(len(rows.owners), np.bool_)
    columns = {"numbers_differ": none, "numbers_same": none}
    if numbers:
        held = rows.groups(profiles, "numbers")
        same = np.array([not numbers.isdisjoint(group) for group in held])
        some = np.array([bool(group) for group in held])
        columns = {"numbers_differ": some & ~same, "numbers_same": same}
    return {
        **columns,
        "aspect_same": (about & said) > 0,
        "aspect_other": (about > 0) & bool(said) & ((about & said) == 0),
        "place_unasked": _elsewhere(question.analysis.places, profiles, rows),
        "made_unasked": made & (not question.analysis.discloses),
        "negation_differs": rows.marks[:, NEGATED] != question.analysis.negated,
    }


def _elsewhere(
    asked: frozenset[str], profiles: Sequence[Profile], rows: Rows
) -> npt.NDArray[np.bool_]:
    """Per row whether it names a place that was not asked about."""
    if not asked:
        return rows.marks[:, PLACED] > 0
    return np.array([bool(group - asked) for group in rows.groups(profiles, "places")])
