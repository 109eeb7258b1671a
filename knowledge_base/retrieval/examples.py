"""Training examples made from the knowledge itself.

Similar questions are how people really say it, so they are the questions of the examples, each
asked of an index that does not hold them. Each way of dividing the knowledge teaches one thing.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt

from knowledge_base.models import Aspect
from knowledge_base.published import PublishedEntry, today
from knowledge_base.questions import is_english
from knowledge_base.retrieval.aspect_reader import AspectReader
from knowledge_base.retrieval.aspect_training import train_reader
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

Division = tuple[list[PublishedEntry], list[tuple[str, str]]]
"""What is indexed, and (question, id of the entry it came from)."""


@dataclass(frozen=True, slots=True)
class Studied:
    """A question that people ask, to learn how far wordings may be trusted."""

    text: str
    right: frozenset[str]
    """Ids of the entries that answer it; empty where none does."""
    as_of: date | None = None
    """The day asked about; today where None."""


Divide = Callable[[Sequence[PublishedEntry], random.Random], Division]
"""A way of dividing the knowledge."""


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
    divisions = (*DIVISIONS, _elsewhere(analyser.lexicon.elsewhere))
    sides = _sides(entries, analyser, seed)
    made = {e.id for e in entries if is_made(e)}
    topics = {entry.id: entry.topic or entry.id for entry in entries}
    known = {entry.id: entry for entry in entries}
    for divide, weight, lived in divisions:
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
            yield replace(example, lived=True)


MAX_QUESTIONS = 700
"""Questions asked of each division."""
MADE_SHARE = 0.1
"""How many questions of catalog entries are asked: their wordings are made by rule, all alike."""
NEAR_SHARE = 0.3
"""How many questions are also asked with the entry that answers them left out."""


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


def _question_only(entries: Sequence[PublishedEntry], chance: random.Random) -> Division:
    """As freshly imported knowledge is: nobody has written similar questions or aspects."""
    plain = [replace(e, similar_questions=(), keywords=(), aspect=Aspect.GENERAL) for e in entries]
    held = [e if chance.random() < 0.5 else replace(e, answer="", topic=None) for e in plain]
    return held, [(text, e.id) for e in entries for text in e.similar_questions]


def _some_similar(entries: Sequence[PublishedEntry], chance: random.Random) -> Division:
    """As edited knowledge is: some ways of asking are known, others are not."""
    held, questions = [], []
    for entry in entries:
        known = [text for text in entry.similar_questions if chance.random() < 0.5]
        held.append(replace(entry, similar_questions=tuple(known)))
        questions += [(t, entry.id) for t in entry.similar_questions if t not in known]
    return held, questions


def _answer_only(entries: Sequence[PublishedEntry], chance: random.Random) -> Division:
    """Documents without questions: half of the entries lose theirs."""
    held = [
        replace(
            e, question="", similar_questions=(), keywords=(), topic=None, aspect=Aspect.GENERAL
        )
        for e in entries
    ]
    texts = [(text, e.id) for e in entries for text in (e.question, *e.similar_questions[:2])]
    return held, texts


def _one_of_each_topic(entries: Sequence[PublishedEntry], chance: random.Random) -> Division:
    """Knowledge as broad as it is thin: what is asked of a topic is often not what is held."""
    by_topic: dict[str, list[PublishedEntry]] = {}
    for entry in entries:
        by_topic.setdefault(entry.topic or entry.id, []).append(entry)
    held = [replace(chance.choice(group), similar_questions=()) for group in by_topic.values()]
    own = {entry.id for entry in held}
    asked = [
        (text, entry.id)
        for entry in entries
        for text in entry.similar_questions
        if entry.id in own or chance.random() < NEAR_SHARE / 2
    ]
    return held, asked


def _other_matters(entries: Sequence[PublishedEntry], chance: random.Random) -> Division:
    """Out of scope: questions about matters of which the index holds nothing."""
    topics = sorted({e.topic or e.id for e in entries})
    held_topics = set(chance.sample(topics, len(topics) // 2))
    held = [e for e in entries if (e.topic or e.id) in held_topics]
    asked = [e for e in entries if (e.topic or e.id) not in held_topics]
    return held, [(text, e.id) for e in asked for text in e.similar_questions[:3]]


def _elsewhere(texts: Sequence[str]) -> tuple[Divide, float, bool]:
    """Far out of scope: what people say to any assistant."""

    def divide(entries: Sequence[PublishedEntry], chance: random.Random) -> Division:
        held = [replace(e, aspect=Aspect.GENERAL) for e in entries]
        return held, [(text, text) for text in texts]

    return divide, 8.0, True


DIVISIONS: tuple[tuple[Divide, float, bool], ...] = (
    (_question_only, 0.3, False),
    (_some_similar, 0.6, True),
    (_some_similar, 0.6, True),
    (_one_of_each_topic, 1.5, False),
    (_one_of_each_topic, 1.5, False),
    (_answer_only, 0.3, False),
    (_other_matters, 1.0, False),
)
"""Each way of dividing the knowledge, what its examples count, and whether it is lived."""
