"""A published entry as scoring compares it: its wordings as numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
import orjson

from knowledge_base.models import Aspect, SourceKind
from knowledge_base.published import PublishedEntry
from knowledge_base.retrieval.aspect_reader import ASPECTS, AspectReader, certain, looked_at
from knowledge_base.retrieval.likelihood import Uses
from knowledge_base.retrieval.meaning import Meaning
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

MAX_WORDINGS = 112
"""Of more similar questions only the first are compared."""
MAX_ANSWER_CHARS = 20_000
"""Of longer answers only the beginning is searched and compared."""

READ_WORDINGS = 6
"""Of how many wordings the aspect is read: they tell what else people want to know by them."""
EDITOR_SHARE = 0.5
"""How much what an editor said of the aspect counts beside what the question says."""
MIN_CORE_WEIGHT = 0.02
NOTHING = "∅"
"""A token of every wording, so that none is without tokens."""
LENGTH, COUNTING, NEGATED, PLACED, ASPECTS_SAID = range(5)
"""The columns of `Wordings.marks`."""


@dataclass(frozen=True, slots=True)
class Wordings:
    """Ways of asking, one after the other, as numbers."""

    texts: tuple[str, ...]
    ids: Ids
    """The tokens of all of them."""
    weighed: Ids
    """Those tokens that count anything, at least one of each …"""
    weights: Floats
    """… and what they count, rarity times matter."""
    marks: Ids
    """(wordings, 5): how many tokens each has and how many that count, whether it says no, whether
    it names a place, and the aspects its words give away, as bits. In one array, since all of
    the candidates' are brought together for every question."""
    numbers: tuple[frozenset[str], ...]
    places: tuple[frozenset[str], ...]
    """Per wording the places that it or the entry's question names."""


@dataclass(frozen=True, slots=True)
class Profile:
    """An entry's wordings and its answer."""

    entry: PublishedEntry
    wordings: Wordings
    """Its own, at least one, and then those it must not answer."""
    own: int
    """How many of them are its own."""
    core: Ids
    """Tokens that its own wordings have in common …"""
    core_weights: Floats
    """… and what each counts, 1 together."""
    uses: Uses
    """What its own wordings use."""
    answer: Ids
    """Distinct tokens of answer, keywords and topic."""
    aspects: int
    """What it is about, as bits: as its editor said, else as its question says."""
    aspect_shares: Floats
    """How probable each aspect is: mostly the editor's, where one was said."""
    made: bool
    """Whether its wordings were made by rule, from a catalog's row."""


def profile(
    entry: PublishedEntry,
    told: list[str],
    apart: bytes,
    vocabulary: Vocabulary,
    reader: AspectReader,
    meaning: Meaning,
) -> Profile:
    """Make an entry comparable.

    Args:
        entry: the entry.
        told: distinct tokens of its answer.
        apart: its wordings, as `take_apart` left them.
        vocabulary: numbers the tokens and knows how rare they are.
        reader: reads the aspect of its question.
        meaning: says where its wordings point.
    """
    header, _, arrays = apart.partition(b"\n")
    fields = orjson.loads(header)
    compared = _compared(fields, arrays, vocabulary)
    direction = _direction(fields, arrays, meaning)
    core, core_weights = _core(compared, fields["own"])
    said = 0 if entry.aspect is Aspect.GENERAL else aspect_bits([entry.aspect])
    return Profile(
        entry=entry,
        wordings=compared,
        own=fields["own"],
        core=core,
        core_weights=core_weights,
        uses=_uses(compared, fields["own"], direction),
        answer=vocabulary.intern([*told, NOTHING]),
        aspects=said or int(compared.marks[0, ASPECTS_SAID]),
        aspect_shares=_aspect_shares(entry, fields["read"], reader),
        made=is_made(entry),
    )


def bare(text: str) -> str:
    """A cleaned wording without its closing marks: most people leave them out."""
    return text.rstrip("?!。 ") or text


def whole(text: str) -> str:
    """The token of a cleaned wording as a whole.

    Who asks word for word finds the entry by it, in however many other ways it may be asked for.
    """
    return "=" + blake2b(bare(text).encode(), digest_size=8).hexdigest()


def is_made(entry: PublishedEntry) -> bool:
    """Whether a catalog's row became the entry, worded by rule."""
    return any(source.kind is SourceKind.CATALOG for source in entry.sources)


Analyse = Callable[[str], Analysis]
"""Takes a text apart."""


def take_apart(entry: PublishedEntry, analyse: Analyse) -> bytes:
    """All that comparing needs of an entry's wordings and that no corpus changes.

    Returns:
        A line of JSON, then per token its number in the line's list and what it counts.
    """
    own = wordings(entry)
    analyses = [analyse(text) for text in (*own, *entry.negative_questions)]
    sounds = [sound_tokens(analysis.text) for analysis in analyses]
    weighed = list(map(_weighed, analyses, sounds))
    read = list(zip(analyses[: len(own)], sounds, strict=False))[:READ_WORDINGS]
    number: dict[str, int] = {}
    local = [number.setdefault(token, len(number)) for tokens in weighed for token in tokens]
    header = {
        "own": len(own),
        "texts": [bare(analysis.text) for analysis in analyses],
        "tokens": list(number),
        "lengths": [len(tokens) for tokens in weighed],
        "negated": [analysis.negated for analysis in analyses],
        "numbers": [sorted(analysis.numbers) for analysis in analyses],
        "places": [sorted(analyses[0].places | analysis.places) for analysis in analyses],
        "aspects": [aspect_bits(a for _, _, a in analysis.aspects) for analysis in analyses],
        "read": [sorted(looked_at(analysis, heard)) for analysis, heard in read],
    }
    factors = [factor for tokens in weighed for factor in tokens.values()]
    arrays = np.array(local, np.int32).tobytes() + np.array(factors, np.float32).tobytes()
    return orjson.dumps(header) + b"\n" + arrays


def aspect_bits(aspects: Iterable[Aspect]) -> int:
    """Aspects as bits of a number."""
    return sum(1 << ASPECTS.index(aspect) for aspect in set(aspects))


def _aspect_shares(entry: PublishedEntry, tokens: list[list[str]], reader: AspectReader) -> Floats:
    read = np.mean([reader.read(said) for said in tokens], axis=0, dtype=np.float32)
    if entry.aspect is Aspect.GENERAL:
        return np.asarray(read, np.float32)
    return np.asarray(EDITOR_SHARE * certain(entry.aspect) + (1 - EDITOR_SHARE) * read, np.float32)


def wordings(entry: PublishedEntry) -> list[str]:
    """The ways of asking for an entry that are compared, its question first."""
    return list(dict.fromkeys([entry.question, *entry.similar_questions]))[:MAX_WORDINGS]


def question_tokens(entry: PublishedEntry, analyse: Analyse) -> list[str]:
    """Index tokens of every wording."""
    own = wordings(entry)
    texts = [*own, *entry.keywords, *([entry.topic] if entry.topic else [])]
    tokens = [token for text in texts for token in analyse(text).tokens()]
    return tokens + [whole(analyse(text).text) for text in own]


def answer_tokens(entry: PublishedEntry, analyser: Analyser) -> list[str]:
    """Index tokens of the answer, keywords and topic."""
    said = " ".join([entry.answer[:MAX_ANSWER_CHARS], *entry.keywords, entry.topic or ""])
    text = arabic(clean(said))
    concepts = [concept(o) for m in analyser.thesaurus.mentions(text) for o in m.official]
    return [*grams(text), *concepts]


def _compared(fields: dict[str, Any], arrays: bytes, vocabulary: Vocabulary) -> Wordings:
    numbers = vocabulary.intern(fields["tokens"])
    rarities = vocabulary.rarities(fields["tokens"], numbers)
    half = len(arrays) // 2
    local = np.frombuffer(arrays[:half], np.int32)
    lengths = np.array(fields["lengths"], np.int32)
    factors = np.frombuffer(arrays[half:], np.float32)
    counts = factors > 0
    counts[np.cumsum(lengths) - 1] = True  # NOTHING, which stands last
    counting = np.add.reduceat(counts, np.cumsum(lengths) - lengths, dtype=np.int32)
    placed = [bool(group) for group in fields["places"]]
    marks = [lengths, counting, fields["negated"], placed, fields["aspects"]]
    return Wordings(
        texts=tuple(fields["texts"]),
        ids=numbers[local],
        weighed=numbers[local[counts]],
        weights=rarities[local[counts]] * factors[counts],
        marks=np.array(marks, np.int32).T,
        numbers=tuple(frozenset(group) for group in fields["numbers"]),
        places=tuple(frozenset(group) for group in fields["places"]),
    )


def _core(compared: Wordings, own: int) -> tuple[Ids, Floats]:
    """What nearly every wording says is what the entry is about."""
    count = int(compared.marks[:own, COUNTING].sum())
    tokens, number = np.unique(compared.weighed[:count], return_inverse=True)
    weights = np.zeros(len(tokens), np.float32)
    np.maximum.at(weights, number, compared.weights[:count])
    weights *= (np.bincount(number) / own) ** 2
    kept = weights > MIN_CORE_WEIGHT
    return tokens[kept], weights[kept] / max(float(weights[kept].sum()), 1e-6)


def _uses(compared: Wordings, own: int, direction: Floats) -> Uses:
    """Each wording holds a token once."""
    held = compared.ids[: int(compared.marks[:own, LENGTH].sum())]
    tokens, counts = np.unique(held, return_counts=True)
    return Uses(tokens, counts.astype(np.float32), own, direction)


def _direction(fields: dict[str, Any], arrays: bytes, meaning: Meaning) -> Floats:
    lengths = np.array(fields["lengths"][: fields["own"]], np.int32)
    numbers = np.frombuffer(arrays[: len(arrays) // 2], np.int32)[: lengths.sum()]
    return meaning.together(fields["tokens"], numbers, lengths)


def _weighed(analysis: Analysis, sounds: list[str]) -> dict[str, float]:
    """Tokens of a wording with what they count: pairs and whole words; the others nothing."""
    weighed: dict[str, float] = {}
    for piece in analysis.pieces:
        if piece.end - piece.start > 1 or piece.token.isascii():
            weighed[piece.token] = (
                analysis.factors[piece.start] + analysis.factors[piece.end - 1]
            ) / 2
    silent = [
        *analysis.tokens(),
        *(aspect_token(aspect) for _, _, aspect in analysis.aspects),
        *sounds,
        NOTHING,
    ]
    for token in silent:
        weighed.setdefault(token, 0.0)
    return weighed
