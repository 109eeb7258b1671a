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
            lengths.setdefault(phrase[0], set()).add(len(phrase))
        self._lengths = {first: sorted(found, reverse=True) for first, found in lengths.items()}

    def __contains__(self, phrase: str) -> bool:
        return phrase in self._values

    def find(self, text: str) -> Iterator[tuple[int, int, Sequence[Value]]]:
        """Every occurrence of every phrase: start, end and what it stands for.

        In order of start, longer ones first; Latin phrases match whole words only.
        """
        for start, first in enumerate(text):
            for length in self._lengths.get(first, ()):
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
