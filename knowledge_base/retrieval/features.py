"""How well each wording of each candidate fits a question, as numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

from knowledge_base.retrieval.agreement import agreement
from knowledge_base.retrieval.asked import Asked
from knowledge_base.retrieval.profile import Profile, Wordings, bare
from knowledge_base.retrieval.vocabulary import ABSENT, Floats, Ids, Vocabulary

ANSWER_SINGLE_STRENGTH = 0.1
"""Nearly every character occurs somewhere in a long answer."""
ANSWER_WEIGHT = 0.8
"""What being in the answer counts beside being in the question."""

ASPECT_FLOOR = 0.03
"""Probability that an aspect is meant whatever was read."""

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
    "sound",  # share of the question's syllable pairs
    "aspect_same",
    "aspect_other",
    "aspect_asked",
    "aspect_fit",  # likeness of the aspects asked for and answered, 0 to 1
    "aspect_clash",  # how surely another aspect is answered than asked for, 0 to 1
    "aspect_lag",  # log of how much likelier the aspect of another entry of its topic is
    "negation_differs",
    "numbers_differ",
    "numbers_same",
    "place_unasked",  # names a place that was not asked about
    "question_rank",  # BM25 over wordings, relative to the best candidate
    "answer_rank",  # the same over answers
    "length",  # log characters asked
    "weight",  # how much matter was asked
    "relative_length",  # log of wording over question
    "has_question",
    "made_unasked",  # a catalog's row, though not asked what is made public
)
"""The columns of the matrix, in order."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that was found, and how."""

    profile: Profile
    question_score: float
    """BM25 over wordings; 0 where not found by them."""
    answer_score: float
    """BM25 over the answer; 0 where not found by it."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Features of every wording of every candidate."""

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

    def compare(self, question: Asked, candidates: Sequence[Candidate]) -> Comparison:
        """Features of every wording, refusals included, of every candidate (at least one)."""
        wordings = [candidate.profile.wordings for candidate in candidates]
        counts = [len(w.texts) for w in wordings]
        owners = np.repeat(np.arange(len(candidates)), counts)
        own = np.array([candidate.profile.own for candidate in candidates])
        starts = np.cumsum([0, *counts[:-1]])
        refuses = np.arange(len(owners)) - starts[owners] >= own[owners]
        numbers = [self._vocabulary.known(token) for token in question.columns]
        known = [(number, column) for column, number in enumerate(numbers) if number >= 0]
        self._remember(known)
        columns = {
            **_of_texts(question, wordings, self._lookup),
            **_of_answers(question, candidates, self._lookup),
        }
        core_asked = _of_cores(question, candidates, self._lookup)[owners]
        self._forget(known)
        columns["core_asked"] = core_asked
        columns |= _of_entries(question, candidates, columns["meant"], owners, refuses)
        matrix = np.stack(_finish(columns, question, candidates, wordings, owners), axis=1)
        return Comparison(matrix, owners, refuses, _topics(candidates))

    def _remember(self, known: list[tuple[int, int]]) -> None:
        if len(self._lookup) < len(self._vocabulary):
            self._lookup = np.full(2 * len(self._vocabulary), ABSENT, np.int32)
        for number, column in known:
            self._lookup[number] = column

    def _forget(self, known: list[tuple[int, int]]) -> None:
        for number, _ in known:
            self._lookup[number] = ABSENT


def _held(ids: Ids, lengths: Ids, lookup: Ids, width: int) -> tuple[Floats, Ids, Ids]:
    """Which columns each group holds; and per token its column and where each group begins."""
    found = lookup[ids]
    rows = np.repeat(np.arange(len(lengths)), lengths)
    held = np.zeros((len(lengths), width + 1), np.float32)
    hits = np.flatnonzero(found >= 0)
    held[rows[hits], found[hits]] = 1.0
    starts = np.concatenate(([0], np.cumsum(lengths)[:-1])).astype(np.int32)
    return held, found, starts


def _covered(question: Asked, held: Floats, single: float = 1.0) -> tuple[Floats, Floats]:
    """Per group and character how far it is covered: literally, and with what was meant."""
    said = held[:, question.singles] * (question.strengths * single)
    pairs = held[:, question.pairs]
    np.maximum(said, pairs, out=said)
    np.maximum(said[:, 1:], pairs[:, :-1], out=said[:, 1:])
    meant = said.copy()
    if not question.spans:
        return said, meant
    covered = np.maximum.reduceat(
        held[:, question.meant] @ question.shares, question.firsts, axis=1
    )
    for number, (start, end) in enumerate(question.spans):
        span = meant[:, start:end]
        np.maximum(span, covered[:, number, None], out=span)
    return said, meant


def _of_texts(question: Asked, wordings: Sequence[Wordings], lookup: Ids) -> dict[str, Floats]:
    ids = np.concatenate([w.ids for w in wordings])
    lengths = np.concatenate([w.lengths for w in wordings])
    texts = [text for w in wordings for text in w.texts]
    held, found, starts = _held(ids, lengths, lookup, len(question.columns))
    said, meant = _covered(question, held)
    weights = np.concatenate([w.weights for w in wordings])
    accounted = question.accounts[found]
    totals = np.add.reduceat(weights, starts) + 1e-6
    literal = np.add.reduceat(np.where(accounted == 1.0, weights, 0), starts)
    unasked = np.maximum.reduceat(weights * (1 - accounted), starts)
    total = question.weights.sum() + 1e-6
    sounds = held[:, question.sounds]
    return {
        "meant": meant,
        "asked_covered": said @ question.weights / total,
        "asked_meant": meant @ question.weights / total,
        "wording_covered": literal / totals,
        "wording_meant": np.add.reduceat(weights * accounted, starts) / totals,
        "worst_unasked": unasked,
        "sound": sounds.mean(axis=1) if sounds.shape[1] else np.zeros(len(texts), np.float32),
        "order": process.cdist([bare(question.analysis.text)], texts, scorer=fuzz.ratio)[0] / 100,
        "lengths": np.array([len(text) for text in texts], np.float32),
        "has_question": (totals > 1e-5).astype(np.float32),
    }


def _of_cores(question: Asked, candidates: Sequence[Candidate], lookup: Ids) -> Floats:
    cores = [candidate.profile.core for candidate in candidates]
    weights = np.concatenate([candidate.profile.core_weights for candidate in candidates])
    asked = question.accounts[lookup[np.concatenate(cores)]] * weights
    rows = np.repeat(np.arange(len(cores)), [len(core) for core in cores])
    return np.bincount(rows, asked, len(cores)).astype(np.float32)


def _of_entries(
    question: Asked,
    candidates: Sequence[Candidate],
    meant: Floats,
    owners: npt.NDArray[np.intp],
    refuses: npt.NDArray[np.bool_],
) -> dict[str, Floats]:
    """What all wordings of an entry, and all entries of a topic, cover together."""
    starts = np.searchsorted(owners, np.arange(len(candidates)))
    together = np.maximum.reduceat(np.where(refuses[:, None], 0, meant), starts)
    covered = together @ question.weights / (question.weights.sum() + 1e-6)
    matter = together @ question.matter / (question.matter.sum() + 1e-6)
    missed = ((1 - together) * question.weights).max(axis=1, initial=0.0)
    topics = [c.profile.entry.topic or c.profile.entry.id for c in candidates]
    answered = np.stack([c.profile.aspect_shares for c in candidates])
    fit = np.sqrt(answered * question.aspect_shares).sum(axis=1)
    likely = answered @ question.aspect_shares
    sure = np.sqrt((answered**2).sum(axis=1) * (question.aspect_shares**2).sum())
    return {
        "entry_covered": covered[owners],
        "worst_missed": (missed / (question.weights.max(initial=0.0) + 1e-6))[owners],
        "topic_covered": _most_of(topics, matter)[owners],
        "aspect_fit": fit[owners],
        "aspect_lag": np.log((_most_of(topics, likely) + ASPECT_FLOOR) / (likely + ASPECT_FLOOR))[
            owners
        ],
        "aspect_clash": ((1 - fit) * sure)[owners],
    }


def _topics(candidates: Sequence[Candidate]) -> npt.NDArray[np.intp]:
    number: dict[str, int] = {}
    names = [c.profile.entry.topic or c.profile.entry.id for c in candidates]
    return np.array([number.setdefault(name, len(number)) for name in names], np.intp)


def _most_of(topics: Sequence[str], values: Floats) -> Floats:
    """Per entry the greatest value of any entry of its topic."""
    most: dict[str, float] = {}
    for topic, value in zip(topics, values.tolist(), strict=True):
        most[topic] = max(value, most.get(topic, 0.0))
    return np.array([most[topic] for topic in topics], np.float32)


def _of_answers(question: Asked, candidates: Sequence[Candidate], lookup: Ids) -> dict[str, Floats]:
    answers = [c.profile.answer for c in candidates]
    lengths = np.array([len(ids) for ids in answers], np.int32)
    held, _, _ = _held(np.concatenate(answers), lengths, lookup, len(question.columns))
    _, meant = _covered(question, held, ANSWER_SINGLE_STRENGTH)
    covered = meant @ question.weights / (question.weights.sum() + 1e-6)
    return {"answered": meant, "answer_covered": covered}


def _finish(
    columns: dict[str, Floats],
    question: Asked,
    candidates: Sequence[Candidate],
    wordings: Sequence[Wordings],
    owners: npt.NDArray[np.intp],
) -> list[Floats]:
    """Every feature per row, in the order of FEATURES."""
    weights = question.weights
    anywhere = np.maximum(columns["meant"], ANSWER_WEIGHT * columns["answered"][owners])
    heaviest = weights.max(initial=0.0) + 1e-6
    rows = len(owners)
    columns |= {
        "asked_anywhere": anywhere @ weights / (weights.sum() + 1e-6),
        "answer_covered": columns["answer_covered"][owners],
        "worst_uncovered": ((1 - anywhere) * weights).max(axis=1, initial=0.0) / heaviest,
        "question_rank": _relative([c.question_score for c in candidates])[owners],
        "answer_rank": _relative([c.answer_score for c in candidates])[owners],
        "length": np.full(rows, np.log1p(len(question.analysis.text)), np.float32),
        "weight": np.full(rows, weights.sum(), np.float32),
        "relative_length": np.log((columns["lengths"] + 3) / (len(question.analysis.text) + 3)),
        **agreement(question, [c.profile for c in candidates], owners),
    }
    return [np.asarray(columns[name], np.float32) for name in FEATURES]


def _relative(scores: Sequence[float]) -> Floats:
    values = np.array(scores, np.float32)
    return np.asarray(values / (values.max(initial=0.0) + 1e-6), np.float32)
