"""Known phrases found in a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from operator import add
from typing import Generic, TypeVar

Value = TypeVar("Value")


_END = "\0"


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
        self._lone = frozenset(begun for begun in lengths if len(begun) == 1)

    def __contains__(self, phrase: str) -> bool:
        return phrase in self._values

    def find(self, text: str) -> Iterator[tuple[int, int, Sequence[Value]]]:
        """Every occurrence of every phrase: start, end and what it stands for.

        In order of start, longer ones first; Latin phrases match whole words only.
        """
        lengths, lone = self._lengths, self._lone
        for start, begun in enumerate(map(add, text, text[1:] + _END)):
            if begun not in lengths and begun[0] not in lone:
                continue
            for length in (*lengths.get(begun, ()), 1):
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
