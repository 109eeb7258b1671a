"""The entries of an index as scoring compares them: taken apart once, kept while they are valid."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge_base.retrieval.aspect_reader import AspectReader
from knowledge_base.retrieval.bearings import Bearings, bearings
from knowledge_base.retrieval.index import ANSWER, QUESTION, CandidateIndex, Held, topic_of
from knowledge_base.retrieval.likelihood import Uses, joined
from knowledge_base.retrieval.meaning import Meaning
from knowledge_base.retrieval.overview import Candidate
from knowledge_base.retrieval.profile import Profile, profile
from knowledge_base.retrieval.vocabulary import Floats, Vocabulary

MAX_TOPIC_ENTRIES = 64
"""Entries of a topic by which is known how people ask about it."""
MAX_TOPICS = 20_000
"""Topics kept."""
MAX_PROFILES = 50_000
"""Entries kept taken apart; about 3 kB each with a short answer."""
SURVEYED = 20_000
"""Entries of which all are taken apart, about 0.1 ms each; of more only those found."""
GROWTH = 1.2
"""Rarities are measured again when the entries have grown or shrunk by this factor."""


class Profiles:
    """Entries and topics taken apart. For one thread at a time."""

    def __init__(self, index: CandidateIndex, reader: AspectReader, meaning: Meaning) -> None:
        self._index = index
        self._reader = reader
        self._meaning = meaning
        self._measured = -1
        self._generation: object = None
        self._profiles: dict[str, Profile] = {}
        self._topics: dict[str, Uses] = {}
        self._bearings: Bearings | None = None
        self.vocabulary: Vocabulary

    def measure(self) -> bool:
        """Follow the index.

        Returns:
            Whether the vocabulary is another one than before.
        """
        size = self._index.size
        if self._generation is not self._index.generation:
            self._topics = {}
            self._generation = self._index.generation
        if self._measured / GROWTH <= size <= self._measured * GROWTH:
            return False
        self.vocabulary = Vocabulary(self._frequency, size)
        self._profiles = {}
        self._topics = {}
        self._measured = size
        return True

    def _frequency(self, token: str) -> int:
        return max(
            self._index.document_frequency(QUESTION, token),
            self._index.document_frequency(ANSWER, token) // 4,
        )

    def of(self, held: Held) -> Profile:
        """An entry taken apart."""
        entry = held.entry
        known = self._profiles.get(entry.id)
        if known is None or (known.entry is not entry and known.entry != entry):
            if len(self._profiles) >= MAX_PROFILES:
                self._profiles.clear()
            told = held.told.decode().split()
            known = profile(entry, told, held.apart, self.vocabulary, self._reader, self._meaning)
            self._profiles[entry.id] = known
        return known

    def topic(self, profile: Profile, left_out: Held | None) -> Uses:
        """What the questions of an entry's topic use, but for an entry left out."""
        name = topic_of(profile.entry)
        if left_out is not None and topic_of(left_out.entry) == name:
            return self._used(profile, name, left_out.entry.id)
        known = self._topics.get(name)
        if known is None:
            if len(self._topics) >= MAX_TOPICS:
                self._topics.clear()
            known = self._topics[name] = self._used(profile, name)
        return known

    def _used(self, profile: Profile, name: str, without: str | None = None) -> Uses:
        if not profile.entry.topic:
            return profile.uses
        held = self._index.of_topic(name, MAX_TOPIC_ENTRIES)
        used = [self.of(each).uses for each in held if each.entry.id != without]
        return joined(used or [profile.uses])

    def rivals(
        self,
        direction: Floats,
        candidates: Sequence[Candidate],
        left_out: Held | None,
    ) -> Floats:
        """Per candidate how near the nearest other topic is to where a question points.

        Args:
            direction: where it points.
            candidates: which are near it.
            left_out: an entry to compare as if it were not there.
        """
        topics = [topic_of(candidate.profile.entry) for candidate in candidates]
        if self._bearings is None and self._index.size <= SURVEYED:
            self.survey([(h, self.direction(h)) for h in self._index.first(SURVEYED)])
        known = self._bearings
        if known is None:  # too many to look at them all
            uses = (candidate.topic for candidate in candidates)
            known = bearings({t: u.direction for t, u in zip(topics, uses, strict=True)}.items())
        without = None if left_out is None else topic_of(left_out.entry)
        return known.nearest_others(direction, topics, without)

    def direction(self, held: Held) -> Floats:
        """Where an entry's wordings point together."""
        return self.of(held).uses.direction

    def survey(self, directions: Sequence[tuple[Held, Floats]]) -> None:
        """Learn where every topic points, from every entry and its direction."""
        self._bearings = bearings((topic_of(h.entry), direction) for h, direction in directions)
