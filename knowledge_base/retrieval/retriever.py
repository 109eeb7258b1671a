"""Candidates, their features and their scores: all that answering asks of retrieval."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge_base.models import Aspect
from knowledge_base.published import PublishedEntry
from knowledge_base.retrieval.asked import Asked, asked
from knowledge_base.retrieval.aspect_reader import AspectReader, certain, read_question
from knowledge_base.retrieval.features import Comparer, Comparison
from knowledge_base.retrieval.index import (
    ANSWER,
    QUESTION,
    SOUND,
    CandidateIndex,
    Held,
)
from knowledge_base.retrieval.likeness import Alike, Likeness
from knowledge_base.retrieval.meaning import Meaning
from knowledge_base.retrieval.overview import Candidate, overview
from knowledge_base.retrieval.pinyin import PinyinWords
from knowledge_base.retrieval.profile import whole
from knowledge_base.retrieval.profiles import SURVEYED, Profiles
from knowledge_base.retrieval.tokens import (
    Analyser,
    Analysis,
    Spelling,
    concept,
    grams,
    sound_pieces,
)
from knowledge_base.retrieval.vocabulary import Floats

BY_QUESTION, BY_ANSWER, BY_SOUND, BY_MEANING = 20, 10, 6, 12
"""How many candidates each way of looking proposes: a third more hold .001 more that is right."""
MEANT_WEIGHT = 0.5
"""What a token that was meant, not said, counts when candidates are looked for."""
ANSWER_MEANT_SHARE = 0.2
"""How much less of that where answers are searched: they say most things somewhere."""
UNFOUND_SHARE = 0.8
"""What an entry that one way of looking did not propose counts beside the last that it did."""
SINGLE_WEIGHT = 0.8
"""What a lone character counts beside a pair when candidates are looked for."""
REMEMBERED_SHARE = 0.6
"""What the aspect asked before counts in a question that names none."""

Keep = Callable[[Sequence[PublishedEntry]], Collection[str]]
"""Chooses among candidates: the ids of those that may answer."""


def keep_all(entries: Sequence[PublishedEntry]) -> Collection[str]:
    """Every candidate may answer."""
    return {entry.id for entry in entries}


@dataclass(frozen=True, slots=True)
class Compared:
    """A question with its candidates, compared."""

    question: Asked
    found: tuple[PublishedEntry, ...]
    """All that may answer …"""
    candidates: tuple[Candidate, ...]
    """… and the most promising of them, which were compared."""
    comparison: Comparison | None
    """None without candidates."""


class Retriever:
    """Finds and compares candidates. Safe to share between threads."""

    def __init__(
        self,
        index: CandidateIndex,
        analyser: Analyser,
        reader: AspectReader,
        meaning: Meaning,
        likeness: Likeness | None = None,
    ) -> None:
        self._likeness = likeness
        self._index = index
        self._analyser = analyser
        self._reader = reader
        self._meaning = meaning
        self._profiles = Profiles(index, reader, meaning)
        self._spelling = Spelling(analyser.lexicon.syllables)
        self._pinyin = PinyinWords(analyser.known_words, self._spelling)
        self._lock = threading.Lock()
        self._comparer: Comparer

    def compare(
        self,
        text: str,
        *,
        keep: Keep = keep_all,
        aspect: Aspect | None = None,
        without: str | None = None,
    ) -> Compared:
        """Find candidates for a question and compare them with it.

        Args:
            text: the question.
            keep: chooses among the candidates.
            aspect: what was asked before, for a question that names no aspect itself.
            without: id of an entry to compare as if it were not there.
        """
        analysis = self._analyser.analyse(self._pinyin.written_out(text))
        heard = sound_pieces(analysis.text, self._spelling)
        sounds = list(dict.fromkeys(piece.token for piece in heard))
        alike = None if self._likeness is None else self._likeness.measure(text)
        with self._lock:
            self._measure()
            found = tuple(self._find(analysis, sounds, alike.nearest(BY_MEANING) if alike else ()))
            kept = keep([held.entry for held, _, _ in found])
            left_out = None if without is None else self._index.get(without)
            candidates = [
                self._candidate(*each, left_out)
                for each in found
                if each[0].entry.id in kept and each[0].entry.id != without
            ]
            shares = read_question(self._reader, analysis, sounds)
            if aspect is not None and not analysis.aspects:
                shares = REMEMBERED_SHARE * certain(aspect) + (1 - REMEMBERED_SHARE) * shares
            direction = self._meaning.of(analysis)
            question = asked(analysis, self._profiles.vocabulary, heard, shares, direction)
            return self._compared(question, candidates, left_out, alike)

    def _candidate(
        self, held: Held, by_question: float, by_answer: float, left_out: Held | None
    ) -> Candidate:
        profile = self._profiles.of(held)
        return Candidate(profile, self._profiles.topic(profile, left_out), by_question, by_answer)

    def _compared(
        self,
        question: Asked,
        found: Sequence[Candidate],
        left_out: Held | None,
        alike: Alike | None,
    ) -> Compared:
        entries = tuple(candidate.profile.entry for candidate in found)
        if not found:
            return Compared(question, entries, (), None)
        rivals = self._profiles.rivals(question.direction, found, left_out)
        whole = overview(question, found, rivals)
        if alike is None:  # what only an encoder finds looks like nothing without its wordings
            chosen = whole.promising()
            whole, found = whole.of(chosen), [found[number] for number in chosen.tolist()]
        likeness = None if alike is None else _likeness(alike, found)
        comparison = self._comparer.compare(question, found, whole, likeness)
        return Compared(question, entries, tuple(found), comparison)

    def propose(self, text: str, limit: int) -> list[PublishedEntry]:
        """Entries whose wordings share most with what is being typed."""
        analysis = self._analyser.analyse(text)
        return [
            held.entry
            for held, _ in self._index.search(QUESTION, [*_said(analysis).items()], limit)
        ]

    def found(self, text: str) -> set[str]:
        """Ids of the candidates of a question, not compared with it."""
        analysis = self._analyser.analyse(text)
        sounds = [piece.token for piece in sound_pieces(analysis.text, self._spelling)]
        alike = self._likeness and self._likeness.measure(text)
        near = alike.nearest(BY_MEANING) if alike else ()
        return {held.entry.id for held, _, _ in self._find(analysis, sounds, near)}

    def entry(self, entry_id: str) -> PublishedEntry | None:
        """One entry by its id."""
        held = self._index.get(entry_id)
        return None if held is None else held.entry

    def warm(self, stop: threading.Event) -> None:
        """Take the entries of a small corpus apart and survey them, before anybody asks.

        Args:
            stop: set by another thread to end it early.
        """
        if self._index.size > SURVEYED:
            return
        directions = []
        for held in self._index.first(SURVEYED):
            if stop.is_set():
                return
            with self._lock:  # per entry: a question never waits for more than one
                self._measure()
                directions.append((held, self._profiles.direction(held)))
        with self._lock:
            self._profiles.survey(directions)

    def holds(self, entry_id: str) -> bool:
        """Whether an entry is in the index."""
        return self._index.get(entry_id) is not None

    def _measure(self) -> None:
        if self._profiles.measure():
            self._comparer = Comparer(self._profiles.vocabulary)

    def _find(
        self, analysis: Analysis, sounds: list[str], meant_alike: Sequence[str]
    ) -> Iterator[tuple[Held, float, float]]:
        said = _said(analysis)
        meant = _meant(analysis)
        search = self._index.search
        tokens = [*said.items(), *((t, w) for t, w in meant.items() if t not in said)]
        word_for_word = (whole(analysis.text), 1.0)
        by_question = search(QUESTION, [*tokens, word_for_word], BY_QUESTION)
        told = [
            (t, w * (ANSWER_MEANT_SHARE if t in meant and t not in said else 1.0))
            for t, w in tokens
        ]
        by_answer = search(ANSWER, told, BY_ANSWER)
        by_sound = search(SOUND, [(token, 1.0) for token in sounds], BY_SOUND)
        found = {held.entry.id: held for held, _ in (*by_question, *by_answer, *by_sound)}
        others = (self._index.get(entry_id) for entry_id in meant_alike if entry_id not in found)
        found |= {held.entry.id: held for held in others if held is not None}
        question_scores = {held.entry.id: score for held, score in by_question}
        answer_scores = {held.entry.id: score for held, score in by_answer}
        question_floor = _floor(by_question, BY_QUESTION)
        answer_floor = _floor(by_answer, BY_ANSWER)
        for entry_id, held in found.items():
            yield (
                held,
                question_scores.get(entry_id, question_floor),
                answer_scores.get(entry_id, answer_floor),
            )


def _floor(found: Sequence[tuple[Held, float]], limit: int) -> float:
    """What an entry that was not found may have scored: less than the last of a full list."""
    return UNFOUND_SHARE * found[-1][1] if len(found) == limit else 0.0


def _likeness(alike: Alike, candidates: Sequence[Candidate]) -> Floats:
    return np.concatenate(
        [alike.of(c.profile.entry.id, len(c.profile.wordings.texts)) for c in candidates]
    )


def _said(analysis: Analysis) -> dict[str, float]:
    """What was said, with what each token counts when candidates are looked for."""
    weights: dict[str, float] = {}
    factors = analysis.factors
    for token, start, end in (*analysis.pieces, *analysis.words):
        if end - start == 1:
            weight = factors[start] * (1.0 if token.isascii() else SINGLE_WEIGHT)
        else:
            weight = sum(factors[start:end]) / (end - start)
        if weight > weights.get(token, -1.0):
            weights[token] = weight
    return weights


def _meant(analysis: Analysis) -> dict[str, float]:
    """What was meant: official words as a whole and in pairs."""
    weights: dict[str, float] = {}
    for mention in analysis.mentions:
        for official in mention.official:
            weights[concept(official)] = MEANT_WEIGHT
            if mention.spoken and mention.end - mention.start > 1:
                weights |= {pair: MEANT_WEIGHT for pair in grams(official) if len(pair) > 1}
    return weights
