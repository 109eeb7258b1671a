"""Training the scorer from what is published, and from what citizens did with answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson

from knowledge_base.evaluation import Score
from knowledge_base.feedback import Feedback
from knowledge_base.published import PublishedEntry
from knowledge_base.retrieval.aspect_training import train_reader
from knowledge_base.retrieval.examples import Studied, make_examples, study
from knowledge_base.retrieval.lexicon import load_lexicon
from knowledge_base.retrieval.meaning_training import train_meaning
from knowledge_base.retrieval.tokens import Analyser
from knowledge_base.retrieval.training import train
from knowledge_base.retrieval.vector_cache import VectorCache
from knowledge_base.thesaurus import Thesaurus, load_thesaurus

TOLERANCE = 0.0025
"""Wrong answers, as a share of the exam, that may come with more points."""
SEED = 20240501
"""The same knowledge gives the same scorer."""


def learn(
    entries: Iterable[PublishedEntry],
    *,
    feedback: Sequence[Feedback] = (),
    thesaurus: Thesaurus | None = None,
    studied: Sequence[Studied] = (),
    vectors: VectorCache | None = None,
) -> dict[str, Any]:
    """Train a scorer.

    Args:
        entries: what is published, with similar questions to learn from.
        feedback: what was right, beside what editors wrote.
        thesaurus: the thesaurus shipped with the product where None.
        studied: questions that people ask, with what is right, to learn when to answer.
        vectors: of the sentence encoder to learn with, where one is in use.

    Returns:
        The scorer, to be written with `write_scorer`.
    """
    analyser = Analyser(load_lexicon(), thesaurus or load_thesaurus())
    published = _with_feedback(list(entries), feedback)
    known = [e for e in published if e.language == "zh"]
    # How far a reading may be trusted is learned with a reader that has not seen the questions.
    meaning = train_meaning(published, analyser, SEED)
    unread = train_reader(published, analyser)
    asked = list(study(published, studied, analyser, unread, meaning, vectors))
    reader = train_reader(published, analyser, [(q.text, q.right) for q in studied])
    made = list(make_examples(known, analyser, SEED, vectors))
    encoder = None if vectors is None else vectors.encoder.version
    return train(made, reader, meaning, SEED, asked, encoder)


def _with_feedback(
    entries: Sequence[PublishedEntry], feedback: Sequence[Feedback]
) -> list[PublishedEntry]:
    asked: dict[str, list[str]] = {}
    for item in feedback:
        asked.setdefault(item.entry_id, []).append(item.question)
    return [
        replace(e, similar_questions=(*e.similar_questions, *asked.get(e.id, ()))) for e in entries
    ]


def write_scorer(scorer: dict[str, Any], path: Path) -> None:
    """Write a scorer where `Answering` reads it, in one step."""
    temporary = path.with_suffix(".new")
    temporary.write_bytes(orjson.dumps(scorer) + b"\n")
    temporary.replace(path)


def improves(before: Score, after: Score) -> bool:
    """Whether a new scorer may take the old one's place: no fewer points, no more wrong answers."""
    return after.points >= before.points and after.wrong <= before.wrong + TOLERANCE
