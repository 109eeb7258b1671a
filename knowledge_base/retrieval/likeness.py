"""How alike a question and every wording of every entry are, by an encoder."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from knowledge_base.published import PublishedEntry
from knowledge_base.retrieval.profile import wordings
from knowledge_base.retrieval.vector_cache import VectorCache
from knowledge_base.retrieval.vocabulary import Floats
from knowledge_base.text import clean

AT_ONCE = 5_000
"""Texts looked up or encoded at a time while everything is read in."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry's vectors stand."""

    start: int
    own: int
    """How many are of its own wordings; the others it must not answer."""
    count: int


@dataclass(frozen=True, slots=True)
class Table:
    """The vectors of every entry. Never changed, only replaced."""

    places: Mapping[str, Place]
    matrix: Floats
    """(wordings, dimensions), rows of length one."""
    owners: npt.NDArray[np.intp]
    """Per row the number of its entry in `places`, or -1 for a wording it must not answer."""


@dataclass(frozen=True, slots=True)
class Alike:
    """One question beside every wording."""

    table: Table
    values: Floats
    """Cosine per row of the table, -1 to 1."""

    def nearest(self, count: int) -> list[str]:
        """Entries whose own wordings are most alike, best first."""
        if not len(self.values):
            return []
        best = np.full(len(self.table.places) + 1, -2.0, np.float32)
        np.maximum.at(best, self.table.owners, self.values)
        best = best[:-1]  # the last place gathered what must not be answered
        count = min(count, len(best))
        chosen = np.argpartition(-best, count - 1)[:count]
        ids = list(self.table.places)
        return [ids[n] for n in chosen[np.argsort(-best[chosen], kind="stable")]]

    def of(self, entry_id: str, count: int) -> Floats:
        """Cosine per wording of an entry, refusals included; zeros where it is not known so."""
        place = self.table.places.get(entry_id)
        if place is None or place.count != count:
            return np.zeros(count, np.float32)
        return self.values[place.start : place.start + place.count]


class Likeness:
    """The vectors of what is published. Safe to share between threads."""

    def __init__(self, cache: VectorCache) -> None:
        self._cache = cache
        self._writing = threading.Lock()
        self._table = _table({}, np.zeros((0, 0), np.float32))

    def copied(self) -> Likeness:
        """Another with the same entries, to change without changing this one."""
        other = Likeness(self._cache)
        other._table = self._table
        return other

    def measure(self, text: str) -> Alike:
        """Compare a cleaned question with every wording."""
        table = self._table
        if not len(table.matrix):
            return Alike(table, np.zeros(0, np.float32))
        (vector,) = self._cache.encoder.encode([text])
        return Alike(table, table.matrix @ vector)

    def update(self, removed: Collection[str], added: Iterable[PublishedEntry]) -> None:
        """Take entries out and put entries in; only texts never seen before are encoded."""
        with self._writing:
            old = self._table
            gone = set(removed)
            places: dict[str, Place] = {}
            parts: list[Floats] = []
            at = 0
            for entry_id, place in old.places.items():
                if entry_id not in gone:
                    parts.append(old.matrix[place.start : place.start + place.count])
                    places[entry_id] = Place(at, place.own, place.count)
                    at += place.count
            for entry_id, own, vectors in self._encoded(added):
                parts.append(vectors)
                places[entry_id] = Place(at, own, len(vectors))
                at += len(vectors)
            self._table = _table(places, np.concatenate(parts) if parts else old.matrix[:0])

    def _encoded(self, added: Iterable[PublishedEntry]) -> Iterable[tuple[str, int, Floats]]:
        waiting: list[tuple[str, int, list[str]]] = []
        texts = 0
        for entry in added:
            own = wordings(entry)
            compared = [clean(text) for text in (*own, *entry.negative_questions)]
            waiting.append((entry.id, len(own), compared))
            texts += len(compared)
            if texts >= AT_ONCE:
                yield from self._vectors(waiting)
                waiting, texts = [], 0
        yield from self._vectors(waiting)

    def _vectors(
        self, waiting: list[tuple[str, int, list[str]]]
    ) -> Iterable[tuple[str, int, Floats]]:
        vectors = self._cache.vectors([text for _, _, texts in waiting for text in texts])
        at = 0
        for entry_id, own, texts in waiting:
            yield entry_id, own, vectors[at : at + len(texts)]
            at += len(texts)


def _table(places: Mapping[str, Place], matrix: Floats) -> Table:
    owners = np.full(len(matrix), -1, np.intp)
    for number, place in enumerate(places.values()):
        owners[place.start : place.start + place.own] = number
    return Table(places, matrix, owners)
