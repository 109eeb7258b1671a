"""What a text is made of: tokens for the index, and the analysis that scoring compares."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from operator import add
from typing import NamedTuple

import rjieba
from pypinyin import Style, lazy_pinyin

from knowledge_base.models import Aspect
from knowledge_base.retrieval.lexicon import Lexicon
from knowledge_base.text import arabic, clean
from knowledge_base.thesaurus import Mention, Thesaurus

FUNCTION_WEIGHT = 0.12
"""What a function word counts beside a word of the matter."""
CUE_WEIGHT = 0.45
"""What a word that only names the aspect counts."""

_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+|[a-z]+(?:'[a-z]+)?|\d+(?:\.\d+)?")
_PROVINCES = frozenset(
    "北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 "
    "广东 海南 四川 贵州 云南 陕西 甘肃 青海 内蒙古 广西 西藏 宁夏 新疆 "
    "广州 深圳 成都 杭州 武汉 南京 西安 苏州 长沙 郑州".split()
)
_PLACE_ENDINGS = ("省", "市", "县", "自治区", "自治州")
_NO_PLACES = (
    "城市",
    "超市",
    "上市",
    "夜市",
    "早市",
    "门市",
    "股市",
    "楼市",
    "菜市",
    "直辖市",
    "各县",
)
_ENGLISH_ENDING = re.compile(r"(?:ings?|ed|es|s)$")


class Piece(NamedTuple):
    """One token and where it stands."""

    token: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Analysis:
    """A text taken apart, without anything that depends on a corpus."""

    text: str
    pieces: tuple[Piece, ...]
    """Characters and pairs of Han runs; whole Latin words and numbers."""
    words: tuple[Piece, ...]
    """Words in order, not overlapping."""
    factors: tuple[float, ...]
    """What each character counts: 0 for punctuation, little for function words."""
    mentions: tuple[Mention, ...]
    aspects: tuple[tuple[int, int, Aspect], ...]
    """Words that give away an aspect: start, end, aspect."""
    negated: bool
    numbers: frozenset[str]
    places: frozenset[str]
    """Provinces and cities that it names, by their first two characters."""
    discloses: bool
    """Whether it asks where or by whom something is made public."""

    def tokens(self) -> list[str]:
        """Index tokens: pieces, longer words, and the official words of what is mentioned."""
        return [
            *(p.token for p in self.pieces),
            *(w.token for w in self.words if w.end - w.start > 2 and not w.token.isascii()),
            *(concept(o) for m in self.mentions for o in m.official),
        ]


def concept(official: str) -> str:
    """The token of an official word, however it was said."""
    return "#" + official.replace(" ", "_")


def aspect_token(aspect: Aspect) -> str:
    """The token of an aspect, however it was asked for."""
    return f"@{aspect}"


@cache
def syllable(character: str) -> str:
    """Toneless pinyin of one Han character, its commonest reading; empty for anything else."""
    return "".join(lazy_pinyin(character, style=Style.NORMAL, errors="ignore"))


def sound_pieces(text: str, spelling: Spelling | None = None) -> list[Piece]:
    """Pairs of toneless syllables of a cleaned text: 公积 and gongji are one token.

    Args:
        text: a cleaned text.
        spelling: reads Latin words as pinyin where given.
    """
    syllables: list[Piece] = []
    for match in _RUN.finditer(text):
        run, at = match[0], match.start()
        if run[0] >= "\u3400":
            syllables += (Piece(syllable(c), at + i, at + i + 1) for i, c in enumerate(run))
        elif spelling is not None and run[0].isalpha():
            for spelled in spelling.read(run):
                syllables.append(Piece(spelled, at, at + len(spelled)))
                at += len(spelled)
    return [Piece(f"~{a.token}_{b.token}", a.start, b.end) for a, b in pairwise(syllables)]


def sound_tokens(text: str, spelling: Spelling | None = None) -> list[str]:
    """The tokens of `sound_pieces`."""
    return [piece.token for piece in sound_pieces(text, spelling)]


class Spelling:
    """Reads pinyin typed without tones or spaces."""

    def __init__(self, syllables: Iterable[str]) -> None:
        self._syllables = frozenset(syllables)

    def read(self, word: str) -> list[str]:
        """Syllables of a Latin word, the fewest that spell it; none where it is not pinyin."""
        best: list[list[str] | None] = [[]]
        for end in range(1, len(word) + 1):
            options = [
                [*before, word[start:end]]
                for start in range(max(0, end - 6), end)
                if (before := best[start]) is not None and word[start:end] in self._syllables
            ]
            best.append(min(options, key=len, default=None))
        return best[-1] or []


class Analyser:
    """Takes texts apart."""

    def __init__(self, lexicon: Lexicon, thesaurus: Thesaurus) -> None:
        self.lexicon = lexicon
        self.thesaurus = thesaurus

    def known_words(self) -> Iterator[str]:
        """Every word the lists hold, as often as they do."""
        yield from self.lexicon.function_words
        yield from (cue for cue, _ in self.lexicon.cues)
        for term in self.thesaurus.terms:
            yield term.spoken
            yield from term.official

    def analyse(self, text: str) -> Analysis:
        """Take any text apart; it is cleaned first."""
        text = arabic(clean(text))
        runs = [Piece(m[0], m.start(), m.end()) for m in _RUN.finditer(text)]
        words = tuple(word for run in runs for word in _words(run))
        aspects = _longest(
            (start, end, aspect)
            for start, end, found in self.lexicon.aspects.find(text)
            for aspect in found
        )
        factors = self._factors(text, words, aspects)
        return Analysis(
            text=text,
            pieces=tuple(piece for run in runs for piece in _pieces(run)),
            words=words,
            factors=factors,
            mentions=tuple(
                mention
                for mention in _outermost(self.thesaurus.mentions(text))
                if max(factors[mention.start : mention.end]) > FUNCTION_WEIGHT
                and (mention.spoken or mention.end - mention.start > 1)
            ),
            aspects=aspects,
            negated=self.lexicon.is_negated(text),
            numbers=frozenset(run.token for run in runs if run.token[0].isdigit()),
            places=frozenset(w.token[:2] for w in words if _is_place(w.token)),
            discloses=any(True for _ in self.lexicon.disclosure.find(text)),
        )

    def _factors(
        self, text: str, words: Iterable[Piece], aspects: Iterable[tuple[int, int, Aspect]]
    ) -> tuple[float, ...]:
        factors = [0.0] * len(text)
        for word in words:
            is_form = text[word.start : word.end] in self.lexicon.function_words
            for i in range(word.start, word.end):
                factors[i] = FUNCTION_WEIGHT if is_form else 1.0
        for start, end, _ in self.lexicon.forms.find(text):
            factors[start:end] = [FUNCTION_WEIGHT] * (end - start)
        for start, end, _ in aspects:
            for i in range(start, end):
                factors[i] = min(factors[i], CUE_WEIGHT)
        return tuple(factors)


def _longest(hits: Iterable[tuple[int, int, Aspect]]) -> tuple[tuple[int, int, Aspect], ...]:
    """Of cues that overlap only the longest: 领多少钱 asks for the amount, not for a fee."""
    kept: list[tuple[int, int, Aspect]] = []
    for hit in sorted(hits, key=lambda hit: hit[0] - hit[1]):
        start, end, _ = hit
        if all(end <= s or start >= e or (start, end) == (s, e) for s, e, _ in kept):
            kept.append(hit)
    return tuple(sorted(kept))


def _outermost(mentions: Iterable[Mention]) -> list[Mention]:
    """Without spoken words that are only part of a longer known word."""
    found = list(mentions)
    spans = {(m.start, m.end) for m in found}
    return [
        m
        for m in found
        if not m.spoken
        or not any(s <= m.start and m.end <= e and (s, e) != (m.start, m.end) for s, e in spans)
    ]


def _is_place(word: str) -> bool:
    """Whether a word names a place; 城市 and 本市 name none."""
    return word in _PROVINCES or (
        len(word) > 2 and word.endswith(_PLACE_ENDINGS) and not word.endswith(_NO_PLACES)
    )


def _is_han(run: Piece) -> bool:
    return run.token[0] >= "\u3400"


def _words(run: Piece) -> list[Piece]:
    if not _is_han(run):
        return [Piece(stem(run.token), run.start, run.end)]
    out, start = [], run.start
    for word in rjieba.cut(run.token):
        out.append(Piece(word, start, start + len(word)))
        start += len(word)
    return out


def _pieces(run: Piece) -> list[Piece]:
    if not _is_han(run):
        return [Piece(stem(run.token), run.start, run.end)]
    text, at = run.token, run.start
    return [Piece(text[i], at + i, at + i + 1) for i in range(len(text))] + [
        Piece(text[i : i + 2], at + i, at + i + 2) for i in range(len(text) - 1)
    ]


def stem(word: str) -> str:
    """A Latin word without its ending: permits and permit are one token."""
    return _ENGLISH_ENDING.sub("", word) if len(word) > 4 else word


def grams(text: str) -> list[str]:
    """Characters and pairs of a text that need not be analysed further."""
    found: list[str] = []
    for run in _RUN.findall(text):
        if run[0] >= "\u3400":
            found += run
            found += map(add, run, run[1:])
        else:
            found.append(stem(run))
    return found
