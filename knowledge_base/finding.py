"""What asking a question comes to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from knowledge_base.published import PublishedEntry


class Decision(StrEnum):
    """What to do with what was found."""

    ANSWER = "answer"
    ANSWER_EXPIRED = "answer_expired"
    CONFIRM = "confirm"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that may answer the question."""

    entry: PublishedEntry
    probability: float
    """Calibrated probability, 0 to 1, that it does."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one question came to."""

    question: str
    """The question, cleaned."""
    decision: Decision
    matches: tuple[Match, ...]
    """Best first."""
    rule: str
    """The rule that decided, for the receipt."""
