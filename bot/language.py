"""Which of the two languages a message is in."""

from __future__ import annotations

import re
from itertools import product

from bot.turns import Language
from casework.latest import Latest

MIN_ENGLISH_WORDS = 3
"""Fewer Latin words than this (OK, ETC, sfz) do not turn a Chinese page English."""
LONGEST_WORD = 40
"""No pinyin anybody types without a space is longer."""

_HAN = re.compile(r"[\u3400-\u9fff]")
_OTHER_LETTER = re.compile(
    r"[\u0370-\u052f\u0590-\u06ff\u0900-\u0dff\u0e00-\u0fff\u1780-\u17ff\u3040-\u30ff\uac00-\ud7af]"
)
"""Of scripts that are neither Chinese nor Latin: Cyrillic, Arabic, Thai, kana, hangul and more."""
_WORD = re.compile(r"(?<![a-z0-9_])[a-z]+(?![a-z0-9_])")
_VOWEL = re.compile(r"[aeiouy]")
_ADDRESS = re.compile(r"\S*@\S+|https?:\S+|www\.\S+")
_INITIALS = "b p m f d t n l g k h j q x zh ch sh r z c s y w".split()
_FINALS = (
    "a o e i u v ai ei ao ou an en ang eng ong er ia ie iao iu ian in iang ing iong"
    " ua uo uai ui uan un uang ueng ue ve uei uen iou"
).split()
_SYLLABLES = frozenset(["".join(pair) for pair in product(["", *_INITIALS], _FINALS)])
_LONGEST_SYLLABLE = max(map(len, _SYLLABLES))
_ENGLISH_LOOKING_LIKE_PINYIN = frozenset(
    "a an in on he she me we you i do to so go no can man men fan ban pan ten den pen long"
    " sing song change fee are have use here where there home name time age one more bike"
    " than then were woman human wage".split()
)

_COMMON_ENGLISH = frozenset(
    "hello hi hey thanks thank you yes please help english bye goodbye good morning".split()
)
"""So plain that one is enough where no page has a language."""


def spoken(text: str, page: Language | None, last: Language | None = None) -> Language | None:
    """The language that the words of a message are in; None where they do not tell.

    A Chinese character settles it. Latin words are English unless most can be read as pinyin
    (`gongjijin zenme qu`) or are so few that what is known already says more. Numbers, addresses
    of e-mail and letters that make no word (11010119900307123X, sfz) are in no language.

    Args:
        text: what was said.
        page: the language of the page it was said on, if there is one.
        last: the language last spoken in the conversation, if there is one.
    """
    if _HAN.search(text):
        return "zh"
    words = [w for w in _WORD.findall(_ADDRESS.sub(" ", text.lower())) if _VOWEL.search(w)]
    if not words:
        return None
    pinyin = sum(1 for w in words if w not in _ENGLISH_LOOKING_LIKE_PINYIN and is_pinyin(w))
    if pinyin * 2 > len(words):
        return "zh"
    greets = page is None and all(w in _COMMON_ENGLISH for w in words)
    known = last or page
    return "en" if len(words) >= MIN_ENGLISH_WORDS or known is None or greets else None


def in_other_script(text: str) -> bool:
    """Whether half of a message or more is in letters of neither Chinese nor Latin script."""
    letters = sum(1 for character in text if character.isalpha())
    return letters > 0 and 2 * len(_OTHER_LETTER.findall(text)) >= letters


def is_pinyin(word: str) -> bool:
    """Whether a word of lower-case letters can be cut into pinyin syllables."""
    if len(word) > LONGEST_WORD:
        return False
    reached = {0}
    for start in range(len(word)):
        if start in reached:
            ends = range(start + 1, min(len(word), start + _LONGEST_SYLLABLE) + 1)
            reached.update(end for end in ends if word[start:end] in _SYLLABLES)
    return len(word) in reached


class SpokenLanguages:
    """The language last spoken in each conversation, for turns that have no words of their own.

    Held in memory for the latest conversations; who is not there any more is asked on in the page's
    language or in Chinese.
    """

    def __init__(self, most: int = 10_000) -> None:
        """Remember at most this many conversations."""
        self._languages: Latest[str, Language] = Latest(most)

    def remember(self, conversation_id: str | None, language: Language) -> None:
        """A conversation goes on in this language."""
        if conversation_id is not None:
            self._languages[conversation_id] = language

    def last(self, conversation_id: str | None) -> Language | None:
        """What was last spoken; None where it is not known."""
        return self._languages.get(conversation_id) if conversation_id else None
