"""How well each wording of each candidate fits a question, as numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

from knowledge_base.retrieval.agreement import agreement
from knowledge_base.retrieval.asked import Asked
from knowledge_base.retrieval.likelihood import likelihoods
from knowledge_base.retrieval.overview import Candidate, Overview, most
from knowledge_base.retrieval.profile import bare
from knowledge_base.retrieval.rows import Numbers, Rows, closest
from knowledge_base.retrieval.vocabulary import ABSENT, Floats, Ids, Vocabulary

ANSWER_SINGLE_STRENGTH = 0.1
"""Nearly every character occurs somewhere in a long answer."""
ANSWER_WEIGHT = 0.8
"""What being in the answer counts beside being in the question."""

FEATURES = (
    "asked_covered",  # share of the question that the wording holds, literally
    "asked_meant",  # the same with the thesaurus
    "asked_anywhere",  # the same in wording or answer
    "answer_covered",  # share of the question that the answer holds
    "worst_uncovered",  # weight of the heaviest character found nowhere, 0 to 1
    "wording_covered",  # share of the wording that the question accounts for, literally
    "wording_meant",  # the same with the thesaurus
    "worst_unasked",  # weight of the heaviest pair of the wording that was not asked
    "order",  # equal characters in equal order
    "entry_covered",  # share of the question that all wordings of the entry hold together
    "core_asked",  # share of what the entry's wordings have in common that was asked
    "worst_missed",  # weight of the heaviest character that no wording of the entry holds, 0 to 1
    "topic_covered",  # the most of its matter that any entry of the same topic holds
    "topic_likely",  # log of how much likelier it is among the topic's questions than among any
    "topic_ahead",  # by how much that is more than of the likeliest other topic
    "entry_likely",  # log of how much likelier it is among the entry's questions than its topic's
    "topic_near",  # cosine of where the question and the topic's wordings point
    "topic_nearer",  # by how much that is more than of the nearest other topic of all
    "entry_near",  # cosine of where the question and the entry's wordings point
    "sound",  # share of the question's syllable pairs
    "aspect_same",
    "aspect_other",
    "aspect_fit",  # likeness of the aspects asked for and answered, 0 to 1
    "aspect_clash",  # how surely another aspect is answered than asked for, 0 to 1
    "aspect_lag",  # log of how much likelier the aspect of another entry of its topic is
    "negation_differs",
    "numbers_differ",
    "numbers_same",
    "place_unasked",  # names a place that was not asked about
    "question_rank",  # BM25 over wordings, relative to the best candidate
    "answer_rank",  # the same over answers
    "weight",  # how much matter was asked
    "relative_length",  # log of wording over question
    "has_question",
    "made_unasked",  # a catalog's row, though not asked what is made public
)
"""The columns of the matrix, in order."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Features of the closest wordings of every candidate."""

    matrix: Floats
    """(rows, features)."""
    owners: npt.NDArray[np.intp]
    """Per row the number of its candidate."""
    refuses: npt.NDArray[np.bool_]
    """Per row whether it is a question that the candidate must not answer."""
    topics: npt.NDArray[np.intp]
    """Per candidate a number for its topic; its own where it has none."""
    likeness: Floats | None = None
    """Per row how alike a sentence encoder finds it, -1 to 1; None without an encoder."""


class Comparer:
    """Compares questions with candidates over one vocabulary. For one thread at a time."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._lookup = np.full(1024, ABSENT, np.int32)

    def compare(
        self,
        question: Asked,
        candidates: Sequence[Candidate],
        whole: Overview,
        alike: Floats | None = None,
    ) -> Comparison:
        """Features of the closest wordings, refusals included, of every candidate.

        Args:
            question: what was asked.
            candidates: at least one.
            whole: what they are as wholes.
            alike: per wording how alike a sentence encoder finds it, where there is one.
        """
        profiles = [candidate.profile for candidate in candidates]
        known = self._remember(question.columns)
        rows = closest(question, profiles, self._lookup, alike)
        columns = {
            **_of_texts(question, rows),
            **_of_answers(question, candidates, self._lookup),
        }
        of_candidates = {
            **whole.features,
            "core_asked": _of_cores(question, candidates, self._lookup),
            "entry_near": np.array([p.uses.heading for p in profiles]) @ question.direction,
            **_of_likelihood(question, candidates, rows, whole.topics, self._lookup),
            **_of_entries(question, columns["meant"], rows, whole.topics),
        }
        self._lookup[known] = ABSENT
        columns |= {name: values[rows.owners] for name, values in of_candidates.items()}
        columns |= _finish(columns, question, candidates, rows)
        # Row by row in memory: scores are sums along rows.
        matrix = np.array([columns[name] for name in FEATURES], np.float32).T.copy()
        likeness = None if alike is None else alike[rows.numbers]
        return Comparison(matrix, rows.owners, rows.refuses, whole.topics, likeness)

    def _remember(self, columns: Sequence[str]) -> Ids:
        """Note the columns' tokens in the lookup; their numbers, to take them out again."""
        if len(self._lookup) < len(self._vocabulary):
            self._lookup = np.full(2 * len(self._vocabulary), ABSENT, np.int32)
        numbers = self._vocabulary.numbers(columns)
        known = np.flatnonzero(numbers >= 0)
        self._lookup[numbers[known]] = known
        return numbers[known]


def _covered(question: Asked, held: Floats, single: float = 1.0) -> tuple[Floats, Floats]:
    """(characters, groups): how far each is covered, literally and with what was meant."""
    said = held.take(question.singles, axis=0) * (question.strengths * single)[:, None]
    pairs = held.take(question.pairs, axis=0)
    np.maximum(said, pairs, out=said)
    np.maximum(said[1:], pairs[:-1], out=said[1:])
    meant = said.copy()
    if not question.spans:
        return said, meant
    each = question.shares.T @ held.take(question.meant, axis=0)
    covered = np.maximum.reduceat(each, question.firsts, axis=0)
    for number, (start, end) in enumerate(question.spans):
        span = meant[start:end]
        np.maximum(span, covered[number], out=span)
    return said, meant


def _of_texts(question: Asked, rows: Rows) -> dict[str, Floats]:
    said, meant = _covered(question, rows.held)
    accounted = question.accounts.take(rows.found, mode="wrap")
    totals = np.add.reduceat(rows.weights, rows.starts) + 1e-6
    literal = np.add.reduceat(rows.weights * (accounted == 1.0), rows.starts)
    total = question.weights.sum() + 1e-6
    sounds = rows.held.take(question.sounds, axis=0)
    asked = [bare(question.analysis.text)]
    return {
        "meant": meant,
        "asked_covered": question.weights @ said / total,
        "asked_meant": question.weights @ meant / total,
        "wording_covered": literal / totals,
        "wording_meant": np.add.reduceat(rows.weights * accounted, rows.starts) / totals,
        "worst_unasked": np.maximum.reduceat(rows.weights * (1 - accounted), rows.starts),
        "sound": sounds.mean(axis=0) if len(sounds) else np.zeros(len(rows.owners), np.float32),
        "order": process.cdist(asked, rows.texts, scorer=fuzz.ratio)[0] / 100,
        "lengths": np.array([len(text) for text in rows.texts], np.float32),
        "has_question": (totals > 1e-5).astype(np.float32),
    }


def _of_cores(question: Asked, candidates: Sequence[Candidate], lookup: Ids) -> Floats:
    cores = [candidate.profile.core for candidate in candidates]
    weights = np.concatenate([candidate.profile.core_weights for candidate in candidates])
    asked = question.accounts[lookup.take(np.concatenate(cores))] * weights
    rows = np.repeat(np.arange(len(cores)), [len(core) for core in cores])
    return np.bincount(rows, asked, len(cores)).astype(np.float32)


def _of_likelihood(
    question: Asked, candidates: Sequence[Candidate], rows: Rows, numbers: Numbers, lookup: Ids
) -> dict[str, Floats]:
    topics = [candidate.topic for candidate in candidates]
    own = np.array([candidate.profile.own for candidate in candidates], np.int32)
    likely, closer = likelihoods(question.background, lookup, topics, rows.uses, own)
    best = most(numbers, likely)  # never below 0
    first = int(best.argmax())
    likeliest, best[first] = best[first], 0.0
    others = np.where(numbers == first, best.max(), likeliest)
    return {"topic_likely": likely, "topic_ahead": likely - others, "entry_likely": closer}


def _of_entries(question: Asked, meant: Floats, rows: Rows, numbers: Numbers) -> dict[str, Floats]:
    """What all wordings of an entry, and all entries of a topic, cover together."""
    starts = np.searchsorted(rows.owners, np.arange(len(numbers)))
    together = np.maximum.reduceat(meant * ~rows.refuses, starts, axis=1)
    covered = question.weights @ together / (question.weights.sum() + 1e-6)
    matter = question.matter @ together / (question.matter.sum() + 1e-6)
    missed = ((1 - together) * question.weights[:, None]).max(axis=0, initial=0.0)
    return {
        "entry_covered": covered,
        "worst_missed": missed / (question.weights.max(initial=0.0) + 1e-6),
        "topic_covered": most(numbers, matter)[numbers],
    }


def _of_answers(question: Asked, candidates: Sequence[Candidate], lookup: Ids) -> dict[str, Floats]:
    answers = [c.profile.answer for c in candidates]
    found = lookup.take(np.concatenate(answers))
    hits = np.flatnonzero(found >= 0)
    holders = np.repeat(np.arange(len(answers)), [len(ids) for ids in answers]).take(hits)
    held = np.zeros((len(question.columns) + 1, len(answers)), np.float32)
    held[found.take(hits), holders] = 1.0
    _, meant = _covered(question, held, ANSWER_SINGLE_STRENGTH)
    covered = question.weights @ meant / (question.weights.sum() + 1e-6)
    return {"answered": meant, "answer_covered": covered}


def _finish(
    columns: dict[str, Floats], question: Asked, candidates: Sequence[Candidate], rows: Rows
) -> dict[str, npt.NDArray[Any]]:
    """Per row the features that take several of the others together, and what little words say."""
    weights, owners = question.weights, rows.owners
    anywhere = np.maximum(columns["meant"], ANSWER_WEIGHT * columns["answered"].take(owners, 1))
    heaviest = weights.max(initial=0.0) + 1e-6
    length, count = len(question.analysis.text), len(owners)
    return {
        "asked_anywhere": weights @ anywhere / (weights.sum() + 1e-6),
        "answer_covered": columns["answer_covered"][owners],
        "worst_uncovered": ((1 - anywhere) * weights[:, None]).max(0, initial=0.0) / heaviest,
        "weight": np.full(count, weights.sum(), np.float32),
        "relative_length": np.log((columns["lengths"] + 3) / (length + 3)),
        **agreement(question, [c.profile for c in candidates], rows),
    }
