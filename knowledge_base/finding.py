"""What asking a question comes to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from knowledge_base.models import Aspect
from knowledge_base.published import PublishedEntry
from knowledge_base.text import clean


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


_cleaned = lru_cache(maxsize=20_000)(clean)
"""Of the names of topics, which are few."""


def names_topic(text: str, topics: Iterable[str | None]) -> bool:
    """Whether a cleaned question says one of these topics' names."""
    return any(topic and _cleaned(topic) in text for topic in topics)


def speaks_of(entry: PublishedEntry, places: Collection[str]) -> bool:
    """Whether an entry names every place that was asked about.

    What another city pays or asks for is not known here, however like the question is.

    Args:
        entry: the best match.
        places: by their first two characters.
    """
    texts = (entry.question, *entry.similar_questions, entry.answer)
    return all(any(place in text for text in texts) for place in places)


ELSEWHERE = "asked of a place it does not name"
"""The rule of choices that are of here, though another place was asked about."""
NO_MATTER_NAMED = "it names no matter"
"""The rule of a question that says only what is asked, of nothing: 要多久."""
ANSWERED_BEFORE = "answered before"
"""The rule of what is not known beyond the answer just given."""
NO_MORE = "another"
"""The rule of what else there was, after what was offered."""
NONE_RIGHT = "none of these"
"""The rule of choices that were all refused."""
NAMED_WITH = 2
"""Characters beside the topic that still say nothing about it: 办居住证, 居住证咨询."""


def names_only_a_topic(text: str, matches: Sequence[Match]) -> bool:
    """Whether a question names what several entries are about, and not what about it.

    One of them (材料) must not be answered as if it had been asked for, unless the first is the
    general answer, or has these very words as a way of asking.

    Args:
        text: the question, cleaned.
        matches: valid ones, best first.
    """
    if not matches or matches[0].entry.aspect is Aspect.GENERAL:
        return False
    best = matches[0].entry
    topic = _cleaned(best.topic or "")
    if not topic or topic not in text or len(text) - len(topic) > NAMED_WITH:
        return False
    if text in map(clean, best.similar_questions):  # an editor wants it answered by this one
        return False
    return len({m.entry.aspect for m in matches if m.entry.topic == best.topic}) > 1
