"""Training of the reader of aspects."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from knowledge_base.models import Aspect
from knowledge_base.published import PublishedEntry
from knowledge_base.retrieval.aspect_reader import (
    ASPECTS,
    AspectReader,
    blank_reader,
    reading_tokens,
)
from knowledge_base.retrieval.tokens import Analyser, Analysis, sound_tokens

MIN_USES = 10
"""Pieces of text seen less often say nothing."""
STRENGTH = 0.2
"""Inverse of the regularisation."""


def train_reader(entries: Sequence[PublishedEntry], analyser: Analyser) -> AspectReader:
    """Learn from the questions of entries whose aspect is known, and from the cue words."""
    examples = [
        (analyser.analyse(text), entry.aspect)
        for entry in entries
        for text in (entry.question, *entry.similar_questions)
    ]
    examples += [(analyser.analyse(cue), aspect) for cue, aspect in analyser.lexicon.cues]
    if len({aspect for _, aspect in examples}) < 2:
        return blank_reader()
    return _fit([analysis for analysis, _ in examples], [aspect for _, aspect in examples])


def _looked_at(analysis: Analysis) -> set[str]:
    return reading_tokens(analysis) | set(sound_tokens(analysis.text))


def _fit(texts: list[Analysis], aspects: list[Aspect]) -> AspectReader:
    pieces = CountVectorizer(
        analyzer=_looked_at, binary=True, min_df=MIN_USES, dtype=np.float32
    )
    matrix = pieces.fit_transform(texts)
    model = LogisticRegression(C=STRENGTH, max_iter=300).fit(matrix, [str(a) for a in aspects])
    weights = np.zeros((matrix.shape[1], len(ASPECTS)), np.float32)
    offsets = np.full(len(ASPECTS), -12.0, np.float32)
    for row, name in enumerate(model.classes_):
        column = ASPECTS.index(Aspect(name))
        weights[:, column] = np.round(model.coef_[row], 3)
        offsets[column] = round(float(model.intercept_[row]), 3)
    return AspectReader({t: int(n) for t, n in pieces.vocabulary_.items()}, weights, offsets)
