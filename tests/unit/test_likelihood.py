"""How likely a question is among those of a topic."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge_base.retrieval.likelihood import Uses, joined, likelihoods
from knowledge_base.retrieval.vocabulary import ABSENT, Floats, Ids

OFTEN, ONCE, NEVER = 1, 2, 3
"""Tokens of a topic of forty wordings: in half of them, in one, in none."""


def uses(wordings: int, **counts: int) -> Uses:
    tokens = sorted(int(name[1:]) for name in counts)
    held = np.array([counts[f"t{token}"] for token in tokens], np.float32)
    return Uses(np.array(tokens, np.int32), held, wordings, np.zeros(1, np.float32))


def compared(tokens: list[int], *topics: Uses, entries: list[Uses] | None = None) -> list[Floats]:
    lookup: Ids = np.full(10, ABSENT, np.int32)
    lookup[tokens] = np.arange(len(tokens))
    background = np.full(len(tokens), 0.01, np.float32)
    each = entries or topics
    held = [dict(zip(e.tokens.tolist(), e.counts / e.wordings, strict=True)) for e in each]
    own = np.array([[shares.get(token, 0.0) for token in tokens] for shares in held], np.float32)
    wordings = np.array([e.wordings for e in each], np.int32)
    return list(likelihoods(background, lookup, topics, own, wordings))


RICH = uses(40, t1=20, t2=1)


def test_what_many_wordings_use_says_more_than_what_one_does() -> None:
    often, once, never = (float(compared([t], RICH)[0][0]) for t in (OFTEN, ONCE, NEVER))
    assert often > once > 0 > never


def test_few_wordings_are_not_trusted_as_far_as_many() -> None:
    few, many = compared([OFTEN], uses(1, t1=1), uses(40, t1=40))[0]
    assert 0 < few < many / 2


def test_an_entry_is_told_from_its_topic_by_its_own_words() -> None:
    own, other = uses(20, t1=20), uses(20, t2=1)
    closer = compared([OFTEN], RICH, RICH, entries=[own, other])[1]
    assert closer[0] > 0 > closer[1]


def test_the_entries_of_a_topic_are_counted_together() -> None:
    together = joined([uses(3, t1=2, t4=1), uses(2, t1=1)])
    assert together.tokens.tolist() == [1, 4]
    assert together.counts.tolist() == [3.0, 1.0]
    assert together.wordings == 5


def test_a_question_of_nothing_is_as_likely_of_all() -> None:
    lookup: Ids = np.full(10, ABSENT, np.int32)
    nothing = np.zeros(0, np.float32)
    topic, entry = likelihoods(
        nothing, lookup, [RICH], nothing.reshape(1, 0), np.array([40], np.int32)
    )
    assert topic.tolist() == entry.tolist() == pytest.approx([0.0])
