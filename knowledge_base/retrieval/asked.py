"""A question as scoring compares it: what each of its characters counts and what may cover it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from knowledge_base.models import Aspect
from knowledge_base.retrieval.tokens import Analysis, Piece, aspect_token, concept, grams
from knowledge_base.retrieval.vocabulary import Floats, Ids, Vocabulary

SINGLE_STRENGTH = 0.3
"""How far a lone Han character in common covers itself; a pair covers both fully."""
SPOKEN_WEIGHT = 0.9
"""How far an official word covers what was said for it."""
SPOKEN_CHARACTER_WEIGHT = 0.6
"""The same where a single character was said: 领 is not always 领取."""
SOUND_WEIGHT = 0.85
"""How far characters cover pinyin that sounds like them."""
CUE_COVERED = 0.85
"""How far the same aspect covers the words that gave it away."""
DOCUMENT_WEIGHT = 0.8
"""How far an official word that was meant, not said, accounts for itself in a wording."""
HOME_SHARE = 0.01
"""Of the entries at least so many name the own city, where they name it at all."""


@dataclass(frozen=True, slots=True)
class Cover:
    """Something that covers part of a question where its tokens are held."""

    start: int
    end: int
    weight: float
    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question ready to be compared."""

    analysis: Analysis
    weights: Floats
    """What each character counts: rarity times matter."""
    matter: Floats
    """The same without function words and words that name an aspect."""
    columns: tuple[str, ...]
    """The tokens looked for."""
    sounds: Ids
    """Columns of its pairs of syllables."""
    singles: Ids
    """Per character the column of its own token, the last column where it has none."""
    strengths: Floats
    """How far that token covers the character."""
    pairs: Ids
    """Per character the column of the pair it begins, the last column where there is none."""
    covers: tuple[Cover, ...]
    """In order of where they stand."""
    spans: tuple[tuple[int, int], ...]
    """Where anything is covered …"""
    firsts: Ids
    """… and the first cover of each."""
    meant: Ids
    """Columns that contribute to any cover …"""
    shares: Floats
    """… (those, covers): and what each contributes to each."""
    accounts: Floats
    """Per column how far it accounts for the same token in a wording."""
    background: Floats
    """Per column how probable its token is in any question; 0 for what was not said."""
    values: Floats
    """Per column roughly what holding its token is worth, to choose what is compared closely."""
    elsewhere: frozenset[str]
    """Places it names that the knowledge hardly ever does: not the own city."""
    aspects: frozenset[Aspect]
    """Aspects that its words give away."""
    aspect_shares: Floats
    """How probable each aspect is, by everything it says."""
    direction: Floats
    """Where it points (`Meaning.of`)."""


def asked(
    analysis: Analysis,
    vocabulary: Vocabulary,
    heard: list[Piece],
    aspect_shares: Floats,
    direction: Floats,
) -> Asked:
    """Weigh a question against a corpus.

    Args:
        analysis: the question.
        vocabulary: knows how rare the corpus's tokens are.
        heard: its pairs of syllables.
        aspect_shares: how probable each aspect is.
        direction: where it points.
    """
    covers = tuple(sorted(_covers(analysis) + _heard(analysis, heard), key=_place))
    places = list(map(_place, covers))
    spans = tuple(dict.fromkeys(places))
    sounds = list(dict.fromkeys(piece.token for piece in heard))
    said = [piece.token for piece in analysis.pieces]
    told = list(dict.fromkeys(analysis.tokens()))
    meant = [token for cover in covers for token in cover.tokens]
    column = {t: i for i, t in enumerate(dict.fromkeys([*said, *told, *meant, *sounds]))}
    nowhere = len(column)
    singles, pairs, strengths = _literal(analysis, column)
    accounts = np.zeros(nowhere + 1, np.float32)
    accounts[[column[t] for t in meant]] = DOCUMENT_WEIGHT
    accounts[[column[t] for t in said]] = 1.0
    rarities = {token: vocabulary.rarity(token) for token in column}
    weights = _weights(analysis, rarities)
    shares = _shares(covers, column, rarities)
    background = np.zeros(nowhere, np.float32)
    background[[column[t] for t in told]] = [vocabulary.share(rarities[t]) for t in told]
    used = np.flatnonzero(shares.any(axis=1)).astype(np.int32)
    return Asked(
        analysis=analysis,
        weights=weights,
        matter=np.where(np.array(analysis.factors, np.float32) == 1.0, weights, 0),
        columns=tuple(column),
        sounds=np.array([column[t] for t in sounds], np.int32),
        singles=singles,
        strengths=strengths,
        pairs=pairs,
        covers=covers,
        spans=spans,
        firsts=np.array([places.index(span) for span in spans], np.int32),
        meant=used,
        shares=shares[used],
        accounts=accounts,
        background=background,
        values=_values(weights, singles, strengths, pairs, shares, spans_of=covers),
        elsewhere=frozenset(
            p
            for p in analysis.places
            if vocabulary.held(vocabulary.rarity(p)) < max(0.5, HOME_SHARE * vocabulary.size)
        ),
        aspects=frozenset(aspect for _, _, aspect in analysis.aspects),
        aspect_shares=aspect_shares,
        direction=direction,
    )


def _literal(analysis: Analysis, column: dict[str, int]) -> tuple[Ids, Ids, Floats]:
    """Per character its own column, that of the pair it begins, and how far its own covers it."""
    length = len(analysis.text)
    singles, pairs = [len(column)] * length, [len(column)] * length
    strengths = [0.0] * length
    for token, start, end in analysis.pieces:
        if token.isascii():
            singles[start:end] = [column[token]] * (end - start)
            strengths[start:end] = [1.0] * (end - start)
        elif end - start == 2:
            pairs[start] = column[token]
        else:
            singles[start] = column[token]
            strengths[start] = SINGLE_STRENGTH
    return (
        np.array(singles, np.int32),
        np.array(pairs, np.int32),
        np.array(strengths, np.float32),
    )


def _place(cover: Cover) -> tuple[int, int]:
    return cover.start, cover.end


def _covers(analysis: Analysis) -> tuple[Cover, ...]:
    covers = []
    for mention in analysis.mentions:
        single = mention.spoken and mention.end - mention.start == 1
        weight = SPOKEN_CHARACTER_WEIGHT if single else SPOKEN_WEIGHT
        for official in mention.official:
            covers.append(Cover(mention.start, mention.end, weight, (concept(official),)))
            if mention.spoken:
                held = tuple(g for g in grams(official) if len(g) > 1 or len(official) == 1)
                covers.append(Cover(mention.start, mention.end, weight, held))
    for start, end, aspect in analysis.aspects:
        covers.append(Cover(start, end, CUE_COVERED, (aspect_token(aspect),)))
    return tuple(cover for cover in covers if cover.tokens)


def _heard(analysis: Analysis, heard: list[Piece]) -> tuple[Cover, ...]:
    """Pinyin typed in place of characters is covered by what sounds like it."""
    return tuple(
        Cover(piece.start, piece.end, SOUND_WEIGHT, (piece.token,))
        for piece in heard
        if analysis.text[piece.start].isascii()
    )


def _shares(
    covers: tuple[Cover, ...], column: dict[str, int], rarities: dict[str, float]
) -> Floats:
    shares = np.zeros((len(column) + 1, len(covers)), np.float32)
    for number, cover in enumerate(covers):
        if len(cover.tokens) == 1:
            shares[column[cover.tokens[0]], number] = cover.weight
            continue
        weights = [0.05 + rarities[token] for token in cover.tokens]
        total = sum(weights)
        for token, weight in zip(cover.tokens, weights, strict=True):
            shares[column[token], number] += cover.weight * weight / total
    return shares


def _values(
    weights: Floats,
    singles: Ids,
    strengths: Floats,
    pairs: Ids,
    shares: Floats,
    *,
    spans_of: tuple[Cover, ...],
) -> Floats:
    """Per column what the characters that its token covers are worth; the last is nowhere."""
    listed = weights.tolist()
    spans = np.array([sum(listed[c.start : c.end]) for c in spans_of], np.float32)
    values = np.asarray(shares @ spans if len(spans) else np.zeros(len(shares)), np.float32)
    two = weights.copy()
    two[:-1] += weights[1:]
    values += np.bincount(singles, weights * strengths, len(values)).astype(np.float32)
    values += np.bincount(pairs, two, len(values)).astype(np.float32)
    values[-1] = 0.0
    return values


def _weights(analysis: Analysis, rarities: dict[str, float]) -> Floats:
    """Rarity of a character: the mean of its word's and its pairs' rarity."""
    sums, counts = [0.0] * len(analysis.text), [0] * len(analysis.text)
    pairs = (p for p in analysis.pieces if p.end - p.start > 1)
    for token, start, end in (*pairs, *analysis.words):
        rarity = rarities[token]
        for i in range(start, end):
            sums[i] += rarity
            counts[i] += 1
    return np.array(
        [
            factor * (0.05 + (total / count if count else 0.0))
            for factor, total, count in zip(analysis.factors, sums, counts, strict=True)
        ],
        np.float32,
    )
