"""A published entry as scoring compares it: its wordings as numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from knowledge_base.models import Aspect
from knowledge_base.published import PublishedEntry
from knowledge_base.retrieval.aspect_reader import AspectReader, certain
from knowledge_base.retrieval.tokens import (
    Analyser,
    Analysis,
    aspect_token,
    concept,
    grams,
    sound_tokens,
)
from knowledge_base.retrieval.vocabulary import Floats, Ids, Vocabulary
from knowledge_base.text import arabic, clean

MAX_WORDINGS = 24
"""Of more similar questions only the first are compared."""
MAX_ANSWER_CHARS = 20_000
"""Of longer answers only the beginning is searched and compared."""

EDITOR_SHARE = 0.8
"""How much what an editor said of the aspect counts beside what the question says."""
NOTHING = "∅"
"""A token of every wording, so that none is without tokens."""


@dataclass(frozen=True, slots=True)
class Wording:
    """One way of asking for an entry."""

    text: str
    ids: Ids
    """Its tokens."""
    weights: Floats
    """What each token counts: rarity times matter; 0 for tokens that only propose."""
    negated: bool
    numbers: frozenset[str]
    aspects: frozenset[Aspect]


@dataclass(frozen=True, slots=True)
class Profile:
    """An entry's wordings and its answer."""

    entry: PublishedEntry
    wordings: tuple[Wording, ...]
    """At least one; without a question it has no tokens."""
    refusals: tuple[Wording, ...]
    """Questions that it must not answer."""
    answer: Ids
    """Distinct tokens of answer, keywords and topic."""
    aspects: frozenset[Aspect]
    """What it is about: as its editor said, else as its question says."""
    aspect_shares: Floats
    """How probable each aspect is: mostly the editor's, where one was said."""


def profile(
    entry: PublishedEntry, analyser: Analyser, vocabulary: Vocabulary, reader: AspectReader
) -> Profile:
    """Take an entry apart."""
    asked = tuple(_wording(t, analyser, vocabulary) for t in wordings(entry))
    said = frozenset({entry.aspect}) if entry.aspect is not Aspect.GENERAL else frozenset()
    return Profile(
        entry=entry,
        wordings=asked,
        refusals=tuple(_wording(t, analyser, vocabulary) for t in entry.negative_questions),
        answer=np.unique(
            np.array(vocabulary.intern([*answer_tokens(entry, analyser), NOTHING]), np.int32)
        ),
        aspects=said or asked[0].aspects,
        aspect_shares=_aspect_shares(entry, analyser, reader),
    )


def _aspect_shares(entry: PublishedEntry, analyser: Analyser, reader: AspectReader) -> Floats:
    read = reader.read(analyser.analyse(entry.question))
    if entry.aspect is Aspect.GENERAL:
        return read
    return EDITOR_SHARE * certain(entry.aspect) + (1 - EDITOR_SHARE) * read


def wordings(entry: PublishedEntry) -> list[str]:
    """The ways of asking for an entry that are compared, its question first."""
    return list(dict.fromkeys([entry.question, *entry.similar_questions]))[:MAX_WORDINGS]


def question_tokens(entry: PublishedEntry, analyser: Analyser) -> list[str]:
    """Index tokens of every wording."""
    texts = [*wordings(entry), *entry.keywords, entry.topic or ""]
    return [token for text in texts for token in analyser.analyse(text).tokens()]


def answer_tokens(entry: PublishedEntry, analyser: Analyser) -> list[str]:
    """Index tokens of the answer, keywords and topic."""
    text = clean(" ".join([entry.answer[:MAX_ANSWER_CHARS], *entry.keywords, entry.topic or ""]))
    concepts = [concept(o) for m in analyser.thesaurus.mentions(text) for o in m.official]
    return [*grams(arabic(text)), *concepts]


def _wording(text: str, analyser: Analyser, vocabulary: Vocabulary) -> Wording:
    analysis = analyser.analyse(text)
    aspects = frozenset(aspect for _, _, aspect in analysis.aspects)
    counted = _counted(analysis, vocabulary)
    silent = [
        *(t for t in analysis.tokens() if t not in counted),
        *map(aspect_token, aspects),
        *sound_tokens(analysis.text),
    ]
    ids = vocabulary.intern([*counted, *dict.fromkeys(silent), NOTHING])
    weights = [*counted.values(), *([0.0] * (len(ids) - len(counted)))]
    return Wording(
        text=analysis.text,
        ids=np.array(ids, np.int32),
        weights=np.array(weights, np.float32),
        negated=analysis.negated,
        numbers=analysis.numbers,
        aspects=aspects,
    )


def _counted(analysis: Analysis, vocabulary: Vocabulary) -> dict[str, float]:
    """Pairs and whole words with what they count."""
    counted: dict[str, float] = {}
    for piece in analysis.pieces:
        if piece.end - piece.start > 1 or piece.token.isascii():
            factor = max(analysis.factors[piece.start : piece.end])
            if piece.end - piece.start == 2:
                factor = (analysis.factors[piece.start] + analysis.factors[piece.end - 1]) / 2
            counted[piece.token] = vocabulary.rarity(piece.token) * factor
    return counted
