"""Choices that one package offers and another reads: their intents, as in domain.yml.

The first part of a `bot.turns.Choice.value` is an intent; most are known to one journey only.
"""

from __future__ import annotations

from enum import StrEnum

CHOOSE = "choose"
"""One of the questions offered; its value is an entry."""
HUMAN = "human"
"""A person at the desk."""
NONE_OF_THESE = "none_of_these"
"""None of the questions offered."""
RATE = "rate"
"""A grade for an answer; its value is a turn, its detail the grade."""
NEAREST = "nearest"
"""The nearest place; its value, where it has one, is a guide."""

LOW_GRADE = 2
"""Up to this grade of five the citizen is asked why."""


class RatingReason(StrEnum):
    """Why an answer was rated low."""

    BESIDE = "beside"
    """答非所问."""
    UNCLEAR = "unclear"
    """看不懂."""
    INCOMPLETE = "incomplete"
    """不完整."""
    OUTDATED = "outdated"
    """过时了."""
    OTHER = "other"
