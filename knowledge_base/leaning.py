"""Whether a question leans on what was spoken of before, or brings a matter of its own."""

from __future__ import annotations

from knowledge_base.retrieval.features import FEATURES
from knowledge_base.retrieval.retriever import Compared

NO_MATTER = 0.6
"""Weight of matter, about one rare word, below which a question says only what is asked."""
BRIEF = 3.0
"""Weight below which a question may lean though nothing else speaks for it: 一共能拿多少. Which
reading fits better is then seen by asking both."""
OWN_COVERED = 0.4
"""Share of a question's matter from which on a topic's entries speak of it."""

_COVERED = FEATURES.index("topic_covered")


def names_no_matter(compared: Compared) -> bool:
    """Whether a question names nothing but what is asked of it: 要多久, 那周末呢."""
    return _matter(compared) < NO_MATTER


def leans(compared: Compared, topic: str) -> bool:
    """Whether a question may be about a topic that it does not name.

    That holds where it names little matter, or where the topic's entries speak of what it names. A
    new matter (营业只照年检 after 公积金) leans on nothing, however badly it is spelled.

    Args:
        compared: the question by itself.
        topic: what was spoken of before.
    """
    if _matter(compared) < BRIEF:
        return True
    if compared.comparison is None:
        return False
    own = [n for n, c in enumerate(compared.candidates) if c.profile.entry.topic == topic]
    covered = compared.comparison.matrix[:, _COVERED]
    rows = compared.comparison.owners
    return any(covered[rows == number].max(initial=0.0) >= OWN_COVERED for number in own)


def _matter(compared: Compared) -> float:
    return float(compared.question.matter.sum())
