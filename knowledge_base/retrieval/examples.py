"""Training examples made from the knowledge itself.

Similar questions are how people really say it, so they are the questions of the examples, each
asked of an index that does not hold them. Each way of dividing the knowledge teaches one thing.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt

from knowledge_base.published import PublishedEntry, today
from knowledge_base.questions import is_english
from knowledge_base.retrieval.aspect_reader import AspectReader
from knowledge_base.retrieval.aspect_training import train_reader
from knowledge_base.retrieval.divisions import NEAR_SHARE, divisions
from knowledge_base.retrieval.features import Comparison
from knowledge_base.retrieval.index import CandidateIndex
from knowledge_base.retrieval.likeness import Likeness
from knowledge_base.retrieval.meaning import Meaning
from knowledge_base.retrieval.meaning_training import train_meaning
from knowledge_base.retrieval.profile import is_made
from knowledge_base.retrieval.retriever import Compared, Retriever
from knowledge_base.retrieval.tokens import Analyser
from knowledge_base.retrieval.vector_cache import VectorCache
from knowledge_base.scope import Scope, same_answer, twins
from knowledge_base.text import clean


@dataclass(frozen=True, slots=True)
class Studied:
    """A question that people ask, to learn how far wordings may be trusted."""

    text: str
    right: frozenset[str]
    """Ids of the entries that answer it; empty where none does."""
    as_of: date | None = None
    """The day asked about; today where None."""
    checked: bool = True
    """Whether somebody made sure that no other entry answers it too."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question, what was found for it, and which of that is right."""

    comparison: Comparison
    count: int
    """How many candidates there are."""
    rights: npt.NDArray[np.bool_]
    """Per candidate whether it is right."""
    rivals: npt.NDArray[np.bool_]
    """(candidates, candidates): whether the second would be a different answer than the first."""
    in_scope: bool
    """Whether the index holds an entry that answers the question."""
    weight: float
    lived: bool
    """Whether the knowledge was as it is in use: such examples say how probable an answer is."""
    group: str
    """The entry the question came from: examples of one group are never told apart."""
    checked: bool = True
    """Whether all that is right is known to be: only such questions calibrate."""


def make_examples(
    entries: Sequence[PublishedEntry],
    analyser: Analyser,
    seed: int,
    vectors: VectorCache | None = None,
) -> Iterator[Example]:
    """Every example that the knowledge gives.

    Args:
        entries: what is published.
        analyser: takes texts apart.
        seed: the same seed gives the same examples.
        vectors: of a sentence encoder, where one is in use.
    """
    chance = random.Random(seed)
    sides = _sides(entries, analyser, seed)
    made = {e.id for e in entries if is_made(e)}
    topics = {entry.id: entry.topic or entry.id for entry in entries}
    known = {entry.id: entry for entry in entries}
    for divide, weight, lived in divisions(analyser.lexicon.elsewhere):
        held, questions = divide(entries, chance)
        # Wordings in use were learned from; those of fresh knowledge were not.
        used = train_meaning(held, analyser, seed) if lived else None
        index, likeness = _indexed(held, analyser, vectors)
        retrievers = [
            Retriever(index, analyser, reader, used or meaning, likeness)
            for reader, meaning in sides
        ]
        for text, entry_id in _sample(questions, made, chance):
            for without, share in ((None, 1.0), (entry_id, NEAR_SHARE)):
                if without is None or (entry_id in topics and chance.random() < share):
                    retriever = retrievers[_side(topics.get(entry_id, text))]
                    found = retriever.compare(text, without=without)
                    asked = known.get(entry_id)
                    right = [
                        c.profile.entry.id == entry_id
                        or (asked is not None and same_answer(known[c.profile.entry.id], asked))
                        for c in found.candidates
                    ]
                    present = without is None and retriever.holds(entry_id)
                    example = _example(found, right, present, weight, entry_id)
                    if example is not None:
                        yield replace(example, lived=lived)


def study(
    entries: Sequence[PublishedEntry],
    questions: Sequence[Studied],
    analyser: Analyser,
    reader: AspectReader,
    meaning: Meaning,
    vectors: VectorCache | None = None,
) -> Iterator[Example]:
    """Examples of questions that people ask, of the knowledge as it is.

    Args:
        entries: what is published, in every language.
        questions: what is asked, out of scope too.
        analyser: takes texts apart.
        reader: of aspects, trained on all of the knowledge.
        meaning: of wordings, trained on the same.
        vectors: of a sentence encoder, where one is in use.
    """
    index, likeness = _indexed(entries, analyser, vectors)
    retriever = Retriever(index, analyser, reader, meaning, likeness)
    for question in questions:
        text = clean(question.text)
        scope = Scope(question.as_of or today(), (), {}, "en" if is_english(text) else "zh")
        found = retriever.compare(text, keep=scope.keep)
        right = [c.profile.entry.id in question.right for c in found.candidates]
        example = _example(found, right, bool(question.right), 1.0, text)
        if example is not None:
            yield replace(example, lived=True, checked=question.checked)


MAX_QUESTIONS = 700
"""Questions asked of each division."""
MADE_SHARE = 0.1
"""How many questions of catalog entries are asked: their wordings are made by rule, all alike."""


def _sample(
    questions: Sequence[tuple[str, str]], made: Collection[str], chance: random.Random
) -> list[tuple[str, str]]:
    """At most MAX_QUESTIONS, few of them of entries whose wording was made by rule."""
    kept = [q for q in questions if q[1] not in made or chance.random() < MADE_SHARE]
    return kept if len(kept) <= MAX_QUESTIONS else chance.sample(kept, MAX_QUESTIONS)


def _sides(
    entries: Sequence[PublishedEntry], analyser: Analyser, seed: int
) -> list[tuple[AspectReader, Meaning]]:
    """Two readers and meanings, each trained without the topics of its own side."""
    sides = [[e for e in entries if _side(e.topic or e.id) != side] for side in (0, 1)]
    return [(train_reader(held, analyser), train_meaning(held, analyser, seed)) for held in sides]


def _side(topic: str) -> int:
    return hashlib.blake2b(topic.encode(), digest_size=1).digest()[0] % 2


def _indexed(
    entries: Sequence[PublishedEntry], analyser: Analyser, vectors: VectorCache | None
) -> tuple[CandidateIndex, Likeness | None]:
    index = CandidateIndex(None, analyser)
    index.open("")
    index.update((), entries)
    likeness = None if vectors is None else Likeness(vectors)
    if likeness is not None:
        likeness.update((), entries)
    return index, likeness


def _example(
    found: Compared, right: Sequence[bool], in_scope: bool, weight: float, group: str
) -> Example | None:
    if found.comparison is None:
        return None
    entries = [candidate.profile.entry for candidate in found.candidates]
    rivals = np.ones((len(entries), len(entries)), bool)
    for number in range(len(entries)):
        rivals[number, list(twins(entries, number))] = False
    return Example(
        comparison=found.comparison,
        count=len(entries),
        rights=np.array(right, bool),
        rivals=rivals,
        in_scope=in_scope or any(right),
        weight=weight,
        lived=False,
        group=group,
    )
