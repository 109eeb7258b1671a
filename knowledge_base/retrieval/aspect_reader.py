"""Which aspect a question asks for, learned from how people ask."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from knowledge_base.models import Aspect
from knowledge_base.retrieval.packing import by_number, packed, unpacked
from knowledge_base.retrieval.tokens import Analysis, sound_tokens, stem
from knowledge_base.retrieval.vocabulary import Floats

ASPECTS = tuple(Aspect)
"""The columns of every distribution, in order."""
MIN_CLAUSE_CHARS = 4
_ENDS = "?!。,;~ "
_LATIN = re.compile(r"[a-z]+(?:'[a-z]+)?")


@dataclass(frozen=True, slots=True)
class AspectReader:
    """A linear model over pieces of text, cue words and word order at the ends."""

    tokens: dict[str, int]
    """Row of the weights per token."""
    weights: Floats
    """(tokens, aspects)."""
    offsets: Floats
    """Per aspect."""

    def read(self, tokens: Iterable[str]) -> Floats:
        """Probability of each aspect of a text, by what `looked_at` found in it."""
        known = self.tokens
        rows = np.array([known[token] for token in tokens if token in known], np.intp)
        odds = self.offsets + self.weights.take(rows, axis=0).sum(axis=0)
        grown = np.exp(odds - odds.max())
        return np.asarray(grown / grown.sum(), np.float32)

    def exported(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {
            "tokens": by_number(self.tokens),
            "weights": packed(self.weights, "<f2"),
            "offsets": [round(o, 2) for o in self.offsets.tolist()],
        }


def read_question(reader: AspectReader, analysis: Analysis, sounds: Iterable[str]) -> Floats:
    """Probability of each aspect of a question: by all of it, and again by its last clause."""
    shares = reader.read(looked_at(analysis, sounds))
    start = closing(analysis)
    if start:
        shares = shares * reader.read(looked_at(analysis, (), start))
        shares /= shares.sum()
    return shares


def read_reader(data: dict[str, Any]) -> AspectReader:
    """A reader as `AspectReader.exported` left it."""
    return AspectReader(
        tokens={token: row for row, token in enumerate(data["tokens"])},
        weights=unpacked(data["weights"], "<f2").astype(np.float32).reshape(-1, len(ASPECTS)),
        offsets=np.array(data["offsets"], np.float32),
    )


def blank_reader() -> AspectReader:
    """Reads every aspect alike from every question: before anything is learned."""
    width = len(ASPECTS)
    return AspectReader({}, np.zeros((0, width), np.float32), np.zeros(width, np.float32))


def closing(analysis: Analysis) -> int:
    """Where the last clause of a text begins; 0 where it is all one.

    People tell their story first and ask last.
    """
    text = analysis.text.rstrip(_ENDS)
    start = max(text.rfind(mark) for mark in _ENDS) + 1
    return start if len(text) - start >= MIN_CLAUSE_CHARS else 0


def looked_at(analysis: Analysis, sounds: Iterable[str] | None = None, start: int = 0) -> set[str]:
    """What the model looks at: short pieces, cue words, sounds, and how the text begins and ends.

    Args:
        analysis: the text.
        sounds: its pairs of syllables, where they are already known.
        start: where to begin looking.
    """
    text = analysis.text[start:].rstrip(_ENDS)
    words = [stem(word) for word in _LATIN.findall(text)]
    if words:
        text = _LATIN.sub(" ", text)
    found = {text[i : i + n] for n in (1, 2, 3) for i in range(len(text) - n + 1)}
    found |= {f"@{aspect}" for at, _, aspect in analysis.aspects if at >= start}
    found |= {f"^{text[:2]}", f"{text[-1:]}$", f"{text[-2:]}$"}
    found.update(words, (f"{a} {b}" for a, b in pairwise(["^", *words])))
    return found.union(sound_tokens(analysis.text) if sounds is None else sounds)


def certain(aspect: Aspect) -> Floats:
    """The distribution where an editor has said which aspect it is."""
    return np.array([float(a is aspect) for a in ASPECTS], np.float32)
