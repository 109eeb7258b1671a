"""Which entries may answer: by language, place and time."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from knowledge_base.models import Aspect
from knowledge_base.published import PublishedEntry


@dataclass(frozen=True, slots=True)
class Scope:
    """What a question may be answered from."""

    day: date
    """The day as of which is asked."""
    places: tuple[str, ...]
    """The place asked about and those above it, nearest first; empty for the whole district."""
    parents: Mapping[str, str | None]
    """Each place's next higher one."""
    language: str
    """The language to answer in, where there is an entry in it."""

    def keep(self, entries: Sequence[PublishedEntry]) -> Collection[str]:
        """The ids of those candidates that may answer.

        Of entries for the same question only the one nearest to the place asked about stays,
        and one that is valid before one that is not. Entries that are not yet in force are not
        answers; expired ones are, to be named as such.
        """
        own = [e for e in entries if e.language == self.language]
        candidates = own or list(entries)
        nearest: dict[str, PublishedEntry] = {}
        for entry in candidates:
            if entry.valid_from is not None and entry.valid_from > self.day:
                continue
            if self.places and entry.jurisdiction not in self.places:
                continue
            asked = entry.question.strip(" ?？。") or entry.id
            rival = nearest.get(asked)
            if rival is None or self._precedence(entry) < self._precedence(rival):
                nearest[asked] = entry
        return {entry.id for entry in nearest.values()}

    def _precedence(self, entry: PublishedEntry) -> tuple[bool, int]:
        if self.places:
            distance = self.places.index(entry.jurisdiction)
        else:
            distance = sum(1 for _ in self._above(entry.jurisdiction))
        return not entry.valid_on(self.day), distance

    def _above(self, code: str | None) -> Iterator[str]:
        while code:
            yield code
            code = self.parents.get(code)


HOW = frozenset({Aspect.GENERAL, Aspect.PROCESS})
"""Both say how a thing is done."""


def same_answer(one: PublishedEntry, other: PublishedEntry) -> bool:
    """Whether either entry serves whoever asked for the other."""
    if one.answer and one.answer == other.answer:
        return True
    if not one.topic or one.topic != other.topic:
        return False
    # General entries of one topic differ: how a thing is done, whether a rule still holds …
    return one.aspect == other.aspect != Aspect.GENERAL or {one.aspect, other.aspect} == HOW


def twins(entries: Sequence[PublishedEntry], best: int) -> Collection[int]:
    """Entries that are no rivals of the best: they answer the same, or stood before or after it."""
    entry = entries[best]
    return {
        number
        for number, other in enumerate(entries)
        if number != best
        and (
            same_answer(entry, other)
            or other.superseded_by == entry.id
            or entry.superseded_by == other.id
        )
    }
