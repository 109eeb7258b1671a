"""A published entry as scoring compares it: its wordings as numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from knowledge_base.models import Aspect
from knowledge_base.published import PublishedEntry
from knowledge_base.retrieval.aspect_reader import ASPECTS, AspectReader, certain
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
class Wordings:
    """Ways of asking, one after the other, as numbers."""

    texts: tuple[str, ...]
    ids: Ids
    """The tokens of all of them."""
    weights: Floats
    """What each token counts: rarity times matter; 0 for tokens that only propose."""
    lengths: Ids
    """How many tokens each has."""
    negated: npt.NDArray[np.bool_]
    numbers: tuple[frozenset[str], ...]
    aspects: Ids
    """Per wording the aspects its words give away, as bits."""


@dataclass(frozen=True, slots=True)
class Profile:
    """An entry's wordings and its answer."""

    entry: PublishedEntry
    wordings: Wordings
    """Its own, at least one, and then those it must not answer."""
    own: int
    """How many of them are its own."""
    answer: Ids
    """Distinct tokens of answer, keywords and topic."""
    aspects: int
    """What it is about, as bits: as its editor said, else as its question says."""
    aspect_shares: Floats
    """How probable each aspect is: mostly the editor's, where one was said."""


def profile(
    entry: PublishedEntry, analyser: Analyser, vocabulary: Vocabulary, reader: AspectReader
) -> Profile:
    """Take an entry apart."""
    own = wordings(entry)
    asked = _wordings([*own, *entry.negative_questions], analyser, vocabulary)
    said = 0 if entry.aspect is Aspect.GENERAL else aspect_bits([entry.aspect])
    tokens = vocabulary.intern([*answer_tokens(entry, analyser), NOTHING])
    return Profile(
        entry=entry,
        wordings=asked,
        own=len(own),
        answer=np.unique(np.array(tokens, np.int32)),
        aspects=said or int(asked.aspects[0]),
        aspect_shares=_aspect_shares(entry, analyser, reader),
    )


def aspect_bits(aspects: Iterable[Aspect]) -> int:
    """Aspects as bits of a number."""
    return sum(1 << ASPECTS.index(aspect) for aspect in set(aspects))


def _aspect_shares(entry: PublishedEntry, analyser: Analyser, reader: AspectReader) -> Floats:
    analysis = analyser.analyse(entry.question)
    read = reader.read(analysis, sound_tokens(analysis.text))
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


def _wordings(texts: list[str], analyser: Analyser, vocabulary: Vocabulary) -> Wordings:
    analyses = [analyser.analyse(text) for text in texts]
    tokens = [_weighed(analysis, vocabulary) for analysis in analyses]
    return Wordings(
        texts=tuple(analysis.text for analysis in analyses),
        ids=np.array([i for weighed in tokens for i in vocabulary.intern(weighed)], np.int32),
        weights=np.array([w for weighed in tokens for w in weighed.values()], np.float32),
        lengths=np.array([len(weighed) for weighed in tokens], np.int32),
        negated=np.array([analysis.negated for analysis in analyses]),
        numbers=tuple(analysis.numbers for analysis in analyses),
        aspects=np.array([aspect_bits(a for _, _, a in x.aspects) for x in analyses], np.int32),
    )


def _weighed(analysis: Analysis, vocabulary: Vocabulary) -> dict[str, float]:
    """Tokens of a wording with what they count: pairs and whole words; the others nothing."""
    weighed: dict[str, float] = {}
    for piece in analysis.pieces:
        if piece.end - piece.start > 1 or piece.token.isascii():
            factor = (analysis.factors[piece.start] + analysis.factors[piece.end - 1]) / 2
            weighed[piece.token] = vocabulary.rarity(piece.token) * factor
    silent = [
        *analysis.tokens(),
        *(aspect_token(aspect) for _, _, aspect in analysis.aspects),
        *sound_tokens(analysis.text),
        NOTHING,
    ]
    for token in silent:
        weighed.setdefault(token, 0.0)
    return weighed
