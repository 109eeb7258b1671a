"""What is known of the language itself: aspects, function words, negation."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledge_base.models import Aspect
from knowledge_base.phrases import Phrases
from knowledge_base.text import arabic, written
from knowledge_base.thesaurus import THESAURUS_DIR

LEXICON_DIR = Path(__file__).parent / "lexicon"
SPOKEN_ASPECTS = THESAURUS_DIR / "aspects.tsv"
"""How people ask for each aspect, a phrase a line; the lexicon's own list adds short cues."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The word lists, ready to look things up in."""

    aspects: Phrases[Aspect]
    """Words that give away which aspect is asked for."""
    cues: tuple[tuple[str, Aspect], ...]
    """The same as a list."""
    function_words: frozenset[str]
    """Words that carry the form of a question and not its matter."""
    forms: Phrases[bool]
    """The longer of them, which are cut in pieces when a text is cut into words."""
    negations: Phrases[bool]
    """True for words that turn a statement round, False for those that only look like it."""
    syllables: frozenset[str]
    """Toneless syllables of Mandarin."""

    disclosure: Phrases[bool]
    """Words that ask where or by whom something is made public."""
    elsewhere: tuple[str, ...]
    """What no government knowledge answers, to learn declining from."""
    asked: tuple[tuple[str, Aspect], ...]
    """Questions about all sorts of matters with the aspect they ask for, to learn reading from."""

    @property
    def version(self) -> str:
        """Changes when a cue or a function word does: entries are taken apart with them."""
        lines = [*map(str, self.cues), *sorted(self.function_words)]
        return hashlib.blake2b("\n".join(lines).encode(), digest_size=4).hexdigest()

    def is_negated(self, text: str) -> bool:
        """Whether a cleaned text says no to something."""
        end_of_last, negated = 0, False
        for start, end, values in self.negations.find(text):
            if start >= end_of_last:
                end_of_last = end
                negated = negated or values[0]
        return negated


def load_lexicon(directory: Path = LEXICON_DIR) -> Lexicon:
    """Read the word lists that come with the product."""
    turning, looking = _lines(directory / "negations.txt")
    listed = [*_aspects(directory / "aspects.tsv"), *_spoken_aspects(SPOKEN_ASPECTS)]
    cues = tuple(dict.fromkeys((arabic(written(cue)), aspect) for cue, aspect in listed))
    function_words = " ".join(_lines(directory / "function_words.txt")).split()
    return Lexicon(
        aspects=Phrases(cues),
        cues=cues,
        function_words=frozenset(function_words),
        forms=Phrases((word, True) for word in function_words if len(word) >= MIN_FORM_CHARS),
        disclosure=Phrases((word, True) for word in _lines(directory / "disclosure.txt")),
        elsewhere=tuple(_lines(directory / "elsewhere.txt")),
        asked=tuple(_asked(_lines(directory / "aspect_questions.txt"))),
        syllables=frozenset(" ".join(_lines(directory / "syllables.txt")).split()),
        negations=Phrases(
            [(word, True) for word in turning.split()] + [(word, False) for word in looking.split()]
        ),
    )


def _aspects(path: Path) -> Iterator[tuple[str, Aspect]]:
    for line in _lines(path):
        name, _, words = line.partition("\t")
        for word in words.split("|"):
            yield word, Aspect(name)


def _spoken_aspects(path: Path) -> Iterator[tuple[str, Aspect]]:
    for line in _lines(path):
        cue, _, name = line.partition("\t")
        yield cue, Aspect(name.split("\t")[0].strip())


MIN_FORM_CHARS = 3
FILLINGS = 4
"""How many words each way of asking is filled with."""
_SLOT = re.compile(r"{(\w+)}")


def _asked(lines: Iterable[str]) -> Iterator[tuple[str, Aspect]]:
    """Ways of asking with their slots filled, each by other words than the one before."""
    fillers: dict[str, list[str]] = {}
    aspect, used = Aspect.GENERAL, 0
    for line in lines:
        if line.startswith("="):
            name, _, words = line[1:].partition(" ")
            fillers[name] = words.split("|") if "|" in words else words.split()
        elif line.startswith("["):
            aspect = Aspect(line.strip("[]"))
        elif slot := _SLOT.search(line):
            words_of = fillers[slot[1]]
            for _ in range(FILLINGS):
                yield line.replace(slot[0], words_of[used % len(words_of)]), aspect
                used += 1
        else:
            yield line, aspect


def _lines(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
