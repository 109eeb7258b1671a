"""Ways of dividing the knowledge into what is indexed and what is asked, to learn from.

Each teaches one thing: what fresh knowledge is like, what is missing, what is not asked of it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

from knowledge_base.models import Aspect
from knowledge_base.published import PublishedEntry

Division = tuple[list[PublishedEntry], list[tuple[str, str]]]
"""What is indexed, and (question, id of the entry it came from)."""

Divide = Callable[[Sequence[PublishedEntry], random.Random], Division]
"""A way of dividing the knowledge."""

NEAR_SHARE = 0.3
"""How many questions are also asked with the entry that answers them left out."""


def _question_only(entries: Sequence[PublishedEntry], chance: random.Random) -> Division:
    """As freshly imported knowledge is: nobody has written similar questions or aspects."""
    plain = [replace(e, similar_questions=(), keywords=(), aspect=Aspect.GENERAL) for e in entries]
    held = [e if chance.random() < 0.5 else replace(e, answer="", topic=None) for e in plain]
    return held, [(text, e.id) for e in entries for text in e.similar_questions]


def _some_similar(entries: Sequence[PublishedEntry], chance: random.Random) -> Division:
    """As edited knowledge is: some ways of asking are known, others are not."""
    held, questions = [], []
    for entry in entries:
        known = [text for text in entry.similar_questions if chance.random() < 0.5]
        held.append(replace(entry, similar_questions=tuple(known)))
        questions += [(t, entry.id) for t in entry.similar_questions if t not in known]
    return held, questions


def _answer_only(entries: Sequence[PublishedEntry], chance: random.Random) -> Division:
    """Documents without questions: half of the entries lose theirs."""
    held = [
        replace(
            e, question="", similar_questions=(), keywords=(), topic=None, aspect=Aspect.GENERAL
        )
        for e in entries
    ]
    texts = [(text, e.id) for e in entries for text in (e.question, *e.similar_questions[:2])]
    return held, texts


def _one_of_each_topic(entries: Sequence[PublishedEntry], chance: random.Random) -> Division:
    """Knowledge as broad as it is thin: what is asked of a topic is often not what is held."""
    by_topic: dict[str, list[PublishedEntry]] = {}
    for entry in entries:
        by_topic.setdefault(entry.topic or entry.id, []).append(entry)
    held = [replace(chance.choice(group), similar_questions=()) for group in by_topic.values()]
    own = {entry.id for entry in held}
    asked = [
        (text, entry.id)
        for entry in entries
        for text in entry.similar_questions
        if entry.id in own or chance.random() < NEAR_SHARE / 2
    ]
    return held, asked


def _other_matters(entries: Sequence[PublishedEntry], chance: random.Random) -> Division:
    """Out of scope: questions about matters of which the index holds nothing."""
    topics = sorted({e.topic or e.id for e in entries})
    held_topics = set(chance.sample(topics, len(topics) // 2))
    held = [e for e in entries if (e.topic or e.id) in held_topics]
    asked = [e for e in entries if (e.topic or e.id) not in held_topics]
    return held, [(text, e.id) for e in asked for text in e.similar_questions[:3]]


LITTLE = 12
"""Topics of knowledge that was just begun."""


def _little(texts: Sequence[str]) -> Divide:
    """Knowledge of a few topics, where nearly all that is asked is out of scope."""

    def divide(entries: Sequence[PublishedEntry], chance: random.Random) -> Division:
        topics = sorted({e.topic or e.id for e in entries})
        few = set(chance.sample(topics, min(LITTLE, len(topics))))
        held, asked = _some_similar([e for e in entries if (e.topic or e.id) in few], chance)
        others = [e for e in entries if (e.topic or e.id) not in few and e.similar_questions]
        strange = chance.sample(others, min(len(others), 5 * LITTLE))
        asked += [(chance.choice(e.similar_questions), e.id) for e in strange]
        return held, [*asked, *((t, t) for t in chance.sample(texts, min(len(texts), 60)))]

    return divide


def _elsewhere(texts: Sequence[str]) -> Divide:
    """Far out of scope: what people say to any assistant."""

    def divide(entries: Sequence[PublishedEntry], chance: random.Random) -> Division:
        held = [replace(e, aspect=Aspect.GENERAL) for e in entries]
        return held, [(text, text) for text in texts]

    return divide


def divisions(elsewhere: Sequence[str]) -> tuple[tuple[Divide, float, bool], ...]:
    """Each way of dividing the knowledge, what its examples count, and whether it is lived.

    Args:
        elsewhere: what people say to any assistant, and no government knowledge answers.
    """
    return (
        (_question_only, 0.3, False),
        (_some_similar, 0.6, True),
        (_some_similar, 0.6, True),
        (_one_of_each_topic, 1.5, False),
        (_one_of_each_topic, 1.5, False),
        (_answer_only, 0.3, False),
        (_other_matters, 1.0, False),
        (_little(elsewhere), 1.0, False),
        (_little(elsewhere), 1.0, False),
        (_elsewhere(elsewhere), 8.0, True),
    )
