"""Questions that were heard: what a recogniser writes may only sound like what was asked.

工伤 and 工商, 事业单位 and 失业单位 sound alike, so sound alone never answers. It proposes another
reading of the question; what that reading finds is offered to choose from (您是想问…吗), and a
question that is an entry's own, character by character, stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from itertools import pairwise

from knowledge_base.finding import Match
from knowledge_base.published import PublishedEntry
from knowledge_base.retrieval.tokens import syllable
from knowledge_base.text import clean

MIN_BLOCK = 2
"""Syllables in a row that have to sound alike: one character sounds like dozens of others."""
MAX_WORDINGS = 12
"""Wordings that are compared syllable by syllable; those that share most syllables."""
MAX_READINGS = 4
"""Other readings that are asked, the most different first."""
SURER = 0.05
"""So much more probable another reading has to be than the words as they were written."""

SOUNDS = "it may only sound alike"
"""The rule, for the receipt."""

_FUNCTION = frozenset("的地得在再做作他她它那哪吗嘛呢么了啦吧把这着要药有又以已和何与于是事到道")
"""Characters whose confusion changes no matter, where they are not part of an official word."""
_NEAR = (
    (re.compile("^(z|c|s)h"), r"\1"),
    (re.compile("(?<=[aei])ng$"), "n"),
    (re.compile("^n(?=[aeiou])"), "l"),
)
"""What many speakers do not tell apart: zh and z, ing and in, n and l."""
_NOT_SAID = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """A question in other characters that sound the same."""

    text: str
    changed: int
    """Characters of matter that are other than those written."""


def asked_back(
    text: str,
    found: Sequence[Match],
    answers: bool,
    entries: Iterable[PublishedEntry],
    ask: Callable[[str], Sequence[Match]],
) -> tuple[Match, ...]:
    """What to offer in place of what was found; nothing where it may stay.

    Args:
        text: the question as it was heard, cleaned.
        found: what it found, best first; empty where that is not probable enough.
        answers: whether the best of it would be answered.
        entries: whose wordings may have been meant.
        ask: what another reading finds; empty where that is not probable enough.
    """
    if answers and is_own_wording(text, found[0].entry):
        return ()
    floor = found[0].probability + SURER if found else 0.0
    meant = [matches[0] for one in readings(text, entries) if (matches := ask(one.text))]
    surer = [match for match in meant if match.probability >= floor]
    if not surer and not (answers and sounds_like_only(text, found[0].entry)):
        return ()
    offered = {match.entry.id: match for match in reversed((*surer, *found))}
    return tuple(offered[key] for key in dict.fromkeys(m.entry.id for m in (*surer, *found)))


def readings(text: str, entries: Iterable[PublishedEntry]) -> list[Reading]:
    """Other readings of a heard question, by the wordings of entries, most different first."""
    heard = _sounds(text)
    pairs, written = set(pairwise(heard)), set(pairwise(text))
    rated: list[tuple[int, str]] = []
    for wording in _wordings(entries):
        alike = len(pairs & set(pairwise(_sounds(wording))))
        same = len(written & set(pairwise(wording)))
        if alike > same:
            rated.append((alike - same, wording))
    rated.sort(key=lambda one: -one[0])
    found = {one for _, wording in rated[:MAX_WORDINGS] if (one := reading(text, wording)).changed}
    return sorted(found, key=lambda one: (-one.changed, one.text))[:MAX_READINGS]


def reading(text: str, wording: str) -> Reading:
    """The question with a wording's characters where the two sound alike."""
    matcher = SequenceMatcher(None, _sounds(text), _sounds(wording), autojunk=False)
    characters, changed = list(text), 0
    for start, there, size in matcher.get_matching_blocks():
        if size < MIN_BLOCK:
            continue
        for place in range(size):
            old, new = characters[start + place], wording[there + place]
            if old != new and not (old in _FUNCTION and new in _FUNCTION):
                characters[start + place] = new
                changed += 1
    return Reading("".join(characters), changed)


def is_own_wording(text: str, entry: PublishedEntry) -> bool:
    """Whether a question is an entry's, character by character."""
    said = _NOT_SAID.sub("", text)
    return any(said == _NOT_SAID.sub("", wording) for wording in _wordings([entry]))


def sounds_like_only(text: str, entry: PublishedEntry) -> bool:
    """Whether matter of the question has to be written otherwise to be this entry's."""
    return reading(text, _nearest(text, entry)).changed > 0


def _nearest(text: str, entry: PublishedEntry) -> str:
    """The wording of an entry that sounds most like a question."""
    heard = _sounds(text)
    return max(
        _wordings([entry]),
        key=lambda w: SequenceMatcher(None, heard, _sounds(w), autojunk=False).ratio(),
    )


def _wordings(entries: Iterable[PublishedEntry]) -> Iterator[str]:
    for entry in entries:
        yield clean(entry.question)
        yield from (clean(similar) for similar in entry.similar_questions)


def _sounds(text: str) -> Sequence[str]:
    return [_sound(character) for character in text]


@cache
def _sound(character: str) -> str:
    """A character's syllable, roughly; itself where it has none."""
    said = syllable(character)
    for pattern, instead in _NEAR:
        said = pattern.sub(instead, said)
    return said or character
