"""Whole questions typed in pinyin, written out in characters as far as known words go."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cached_property

from knowledge_base.retrieval.tokens import Spelling, syllable

MIN_SYLLABLES = 3
"""Fewer are as likely to be anything else."""
MAX_WORD_CHARS = 8
LONE_COST = 1.5
"""What a syllable that stays as it is costs beside a word."""
COMMON_GAIN = 0.1
"""What a word gains, per log of how often it is listed, over one that sounds the same."""

_HAN = re.compile(r"^[\u3400-\u9fff]+$")
_TYPED = re.compile(r"^[a-z' ?!,.]+$")


class PinyinWords:
    """Known words by their toneless syllables."""

    def __init__(self, words: Callable[[], Iterable[str]], spelling: Spelling) -> None:
        """Read nothing yet.

        Args:
            words: gives what people say and the documents write; one given more often counts more.
            spelling: divides what was typed into syllables.
        """
        self._words = words
        self._spelling = spelling

    @cached_property
    def _by_sound(self) -> dict[tuple[str, ...], tuple[float, str]]:
        """Per syllables the commonest word and its cost. Worked out by the first that asks."""
        known: dict[tuple[str, ...], tuple[float, str]] = {}
        for word, times in Counter(self._words()).items():
            if 2 <= len(word) <= MAX_WORD_CHARS and _HAN.match(word):
                sound = tuple(map(syllable, word))
                cost = 1 - COMMON_GAIN * math.log(times)
                if cost < known.get(sound, (math.inf, ""))[0]:
                    known[sound] = cost, word
        return known

    def written_out(self, text: str) -> str:
        """A cleaned text in characters where all of it is pinyin; else as it is."""
        if not _TYPED.match(text):
            return text
        spelled = [self._spelling.read(word) for word in re.findall("[a-z]+", text)]
        syllables = [syllable for word in spelled for syllable in word]
        if not all(spelled) or len(syllables) < MIN_SYLLABLES:
            return text
        return re.sub(
            r"(?<=[\u3400-\u9fff]) | (?=[\u3400-\u9fff])", "", " ".join(self._cheapest(syllables))
        )

    def _cheapest(self, syllables: list[str]) -> list[str]:
        """The words that make up the syllables at the least cost."""
        best: list[tuple[float, list[str]]] = [(0.0, [])]
        for end in range(1, len(syllables) + 1):
            cost, words = best[end - 1]
            options = [(cost + LONE_COST, [*words, syllables[end - 1]])]
            for start in range(max(0, end - MAX_WORD_CHARS), end - 1):
                known = self._by_sound.get(tuple(syllables[start:end]))
                if known is not None:
                    options.append((best[start][0] + known[0], [*best[start][1], known[1]]))
            best.append(min(options))
        return best[-1][1]
