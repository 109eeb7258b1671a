"""Known phrases found in a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Phrases(Generic[Value]):
    """Phrases and what each stands for."""

    def __init__(self, pairs: Iterable[tuple[str, Value]]) -> None:
        self._values: dict[str, list[Value]] = {}
        lengths: dict[str, set[int]] = {}
        for phrase, value in pairs:
            self._values.setdefault(phrase, []).append(value)
            lengths.setdefault(phrase[:2], set()).add(len(phrase))
        self._lengths = {begun: sorted(found, reverse=True) for begun, found in lengths.items()}
        """Per first two characters, or the only one, the lengths there are, longest first."""

    def __contains__(self, phrase: str) -> bool:
        return phrase in self._values

    def find(self, text: str) -> Iterator[tuple[int, int, Sequence[Value]]]:
        """Every occurrence of every phrase: start, end and what it stands for.

        In order of start, longer ones first; Latin phrases match whole words only.
        """
        lengths, last = self._lengths, len(text) - 1
        for start, first in enumerate(text):
            begun = lengths.get(text[start : start + 2], ()) if start < last else ()
            for length in (*begun, 1) if first in lengths else begun:
                end = start + length
                values = self._values.get(text[start:end])
                if values and end <= len(text) and _is_whole(text, start, end):
                    yield start, end, values


def _is_whole(text: str, start: int, end: int) -> bool:
    if not text[start].isascii():
        return True
    return not (start and _joins(text[start - 1])) and not (end < len(text) and _joins(text[end]))


def _joins(character: str) -> bool:
    return character.isascii() and character.isalnum()
