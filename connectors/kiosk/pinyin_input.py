"""The input method behind the on-screen keyboard: toneless pinyin in, words out.

A kiosk's system input method opens windows of its own over the page and learns what the person
before has typed. This one is part of the service, knows the district's words and learns nothing.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files

from pypinyin import Style, lazy_pinyin, pinyin
from pypinyin.constants import PHRASES_DICT

MAX_LETTERS = 60
"""Letters looked at; nobody types more before choosing a word."""
LONGEST_WORD = 5
"""Characters; a longer word is found in its parts."""
LEAST_FREQUENCY = 10
"""Of a word in the general dictionary; rarer ones are in nobody's question."""
OWN_FREQUENCY = 3000
"""What a word of the district's own vocabulary counts at least: as much as 办理 and 居民."""
OTHER_READING = 50
"""How many times rarer a character is in its second reading (车: ju) than in its first (che)."""
READINGS = 3
"""Readings of a character that are in use; dictionaries list more."""
PERSON = "nr"
"""Jieba's mark of names of people: nobody asks about 郭靖."""
COMPLETIONS = 4
"""Words offered that go on from what is typed."""
SCANNED = 3000
"""Keys looked at for completions: after one letter there are many."""

_HAN = re.compile(r"[\u4e00-\u9fff]+")
_NOT_LETTERS = re.compile(r"[^a-z]+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Characters that the letters may mean."""

    text: str
    """The characters."""
    letters: int
    """How many of the letters they stand for, from the first."""


class PinyinInput:
    """Words by their toneless pinyin, written together: `juzhuzheng` → 居住证."""

    def __init__(self, frequencies: dict[str, int]) -> None:
        """Arrange words for looking up.

        Args:
            frequencies: how often each word is used; only words in Chinese characters.
        """
        self._logarithm_of_all = math.log(sum(frequencies.values()) or 1)
        self._frequencies = frequencies
        self._words: defaultdict[str, list[str]] = defaultdict(list)
        self._initials: defaultdict[str, list[str]] = defaultdict(list)
        reader = _Reader()
        read = ((f / r.rarity, w, r) for w, f in frequencies.items() for r in reader.read(w))
        for _, word, reading in sorted(read, key=lambda found: (-found[0], found[1])):
            self._words["".join(reading.syllables)].append(word)
            if len(word) > 1:
                self._initials["".join(s[0] for s in reading.syllables)].append(word)
        self._keys = sorted(self._words)
        self._longest_key = max(map(len, self._keys), default=0)

    def candidates(self, typed: str, limit: int = 40) -> list[Candidate]:
        """What the letters may mean, likeliest first: whole words before parts of them."""
        letters = _NOT_LETTERS.sub("", typed.lower())[:MAX_LETTERS]
        found = dict.fromkeys(self._found(letters)) if letters else {}
        return list(found)[:limit]

    def _found(self, letters: str) -> Iterator[Candidate]:
        whole = self._words.get(letters, [])
        begun = [*self._initials.get(letters, [])[:COMPLETIONS], *self._completions(letters)]
        begun.sort(key=lambda word: -self._frequencies[word])
        yield from (Candidate(word, len(letters)) for word in [*whole, *begun])
        if not whole:
            yield from self._composed(letters)
        for end in range(min(len(letters) - 1, self._longest_key), 0, -1):
            yield from (Candidate(word, end) for word in self._words.get(letters[:end], ()))

    def _completions(self, letters: str) -> list[str]:
        """Words that begin with the letters, the most used ones: `juzhuzh` → 居住证."""
        start = bisect_left(self._keys, letters)
        words: list[str] = []
        for key in self._keys[start : start + SCANNED]:
            if not key.startswith(letters):
                break
            words += (w for w in self._words[key][:COMPLETIONS] if len(w) > 1 and key != letters)
        return sorted(words, key=lambda word: -self._frequencies[word])[:COMPLETIONS]

    def _composed(self, letters: str) -> Iterator[Candidate]:
        """The likeliest row of words for the longest beginning that words can be made of."""
        best: dict[int, tuple[float, str]] = {0: (0.0, "")}
        for end in range(1, len(letters) + 1):
            rows = [
                (best[start][0] + self._likelihood(word), best[start][1] + word)
                for start in range(max(0, end - self._longest_key), end)
                if start in best
                for word in self._words.get(letters[start:end], ())[:1]
            ]
            if rows:
                best[end] = max(rows)
        end = max(best)
        if end > 0:
            yield Candidate(best[end][1], end)

    def _likelihood(self, word: str) -> float:
        return math.log(self._frequencies[word]) - self._logarithm_of_all


def load_pinyin_input(vocabulary: Iterable[str] = ()) -> PinyinInput:
    """Read jieba's dictionary and add our own words. Takes a second or two.

    Args:
        vocabulary: the district's own words, put before others of the same sound.
    """
    frequencies: dict[str, int] = {}
    with (files("jieba") / "dict.txt").open(encoding="utf-8") as lines:
        for line in lines:
            word, frequency, kind = line.split()
            is_name = kind == PERSON and len(word) > 1
            if int(frequency) >= LEAST_FREQUENCY and _is_word(word) and not is_name:
                frequencies[word] = int(frequency)
    for word in filter(_is_word, vocabulary):
        frequencies[word] = max(frequencies.get(word, 0), OWN_FREQUENCY)
    return PinyinInput(frequencies)


def _is_word(word: str) -> bool:
    return len(word) <= LONGEST_WORD and _HAN.fullmatch(word) is not None


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to read a word."""

    syllables: list[str]
    rarity: int
    """How many times rarer than the word itself."""


class _Reader:
    """Reads words. Slow is only what a phrase decides (行 in 银行); most words hold none."""

    def __init__(self) -> None:
        self._characters: dict[str, tuple[str, ...]] = {}

    def read(self, word: str) -> Iterator[_Reading]:
        """A word's syllables; a single character's for each way it is read (重: zhong, chong)."""
        readings = [self._character(character) for character in word]
        if len(word) == 1:
            for place, syllable in enumerate(readings[0][:READINGS]):
                yield _Reading([syllable], OTHER_READING if place else 1)
        elif any(len(each) > 1 for each in readings) and _holds_phrase(word):
            yield _Reading(lazy_pinyin(word), 1)
        else:
            yield _Reading([each[0] for each in readings], 1)

    def _character(self, character: str) -> tuple[str, ...]:
        if character not in self._characters:
            toneless = pinyin(character, style=Style.NORMAL, heteronym=True)[0]
            self._characters[character] = tuple(dict.fromkeys(toneless))
        return self._characters[character]


def _holds_phrase(word: str) -> bool:
    ends = range(2, len(word) + 1)
    return any(word[start:end] in PHRASES_DICT for end in ends for start in range(end - 1))
