"""Training of the reader of aspects."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from knowledge_base.models import Aspect
from knowledge_base.published import PublishedEntry
from knowledge_base.retrieval.aspect_reader import (
    ASPECTS,
    AspectReader,
    blank_reader,
    looked_at,
)
from knowledge_base.retrieval.index import topic_of
from knowledge_base.retrieval.profile import is_made
from knowledge_base.retrieval.tokens import Analyser, Analysis

_TITLE = re.compile("《[^》]*》")
"""A policy's title says nothing of the aspect, whatever it holds."""
MIN_USES = 6
"""Pieces of text seen less often say nothing."""
MIN_ASPECTS = 3
"""Aspects from which on a topic counts as told apart by them."""
ASKED_TIMES = 4
"""How often a question that people asked counts: editors' wordings are many and tidy."""
STRENGTH = 0.2
"""Inverse of the regularisation."""


def train_reader(
    entries: Sequence[PublishedEntry],
    analyser: Analyser,
    asked: Sequence[tuple[str, Collection[str]]] = (),
) -> AspectReader:
    """Learn from the questions of topics told apart by aspect, and from the cue words.

    An entry that stands alone is often called general whatever it is about, and a catalog's
    wordings are made by rule: neither shows how people ask for an aspect.

    Args:
        entries: what is published.
        analyser: takes texts apart.
        asked: questions of people, with the ids of the entries that answer them.
    """
    told_apart = _told_apart(entries)
    aspect_of = {entry.id: entry.aspect for entry in told_apart}
    examples = [
        (analyser.analyse(_TITLE.sub("", text)), entry.aspect)
        for entry in told_apart
        for text in (entry.question, *entry.similar_questions)
    ]
    examples += [(analyser.analyse(cue), aspect) for cue, aspect in analyser.lexicon.cues]
    examples += [(analyser.analyse(text), aspect) for text, aspect in analyser.lexicon.asked]
    for text, right in asked:
        aspects = sorted({aspect_of[i] for i in right if i in aspect_of})
        examples += [(analyser.analyse(text), aspect) for aspect in aspects[:1]] * ASKED_TIMES
    if len({aspect for _, aspect in examples}) < 2:
        return blank_reader()
    return _fit([analysis for analysis, _ in examples], [aspect for _, aspect in examples])


def _told_apart(entries: Sequence[PublishedEntry]) -> list[PublishedEntry]:
    aspects: dict[str, Counter[Aspect]] = {}
    for entry in entries:
        about = aspects.setdefault(topic_of(entry), Counter())
        about[entry.aspect] += 1

    def told_apart(entry: PublishedEntry) -> bool:
        about = aspects[topic_of(entry)]
        return len(about) >= MIN_ASPECTS and (
            entry.aspect is not Aspect.GENERAL or about[Aspect.GENERAL] == 1
        )

    return [entry for entry in entries if told_apart(entry) and not is_made(entry)]


def _fit(texts: list[Analysis], aspects: list[Aspect]) -> AspectReader:
    pieces = CountVectorizer(analyzer=looked_at, binary=True, min_df=MIN_USES, dtype=np.float32)
    matrix = pieces.fit_transform(texts)
    model = LogisticRegression(C=STRENGTH, max_iter=300, class_weight="balanced")
    model.fit(matrix, [str(a) for a in aspects])
    weights = np.zeros((matrix.shape[1], len(ASPECTS)), np.float32)
    offsets = np.full(len(ASPECTS), -12.0, np.float32)
    for row, name in enumerate(model.classes_):
        column = ASPECTS.index(Aspect(name))
        weights[:, column] = np.round(model.coef_[row], 3)
        offsets[column] = round(float(model.intercept_[row]), 3)
    return AspectReader({t: int(n) for t, n in pieces.vocabulary_.items()}, weights, offsets)
