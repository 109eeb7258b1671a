"""The exam: how well questions are answered, by the product's own code on any corpus."""

from __future__ import annotations

import hashlib
import math
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

import orjson

from knowledge_base.answering import Answering, Decision, Finding
from knowledge_base.drafts import entry_id
from knowledge_base.figures import auroc, coverage
from knowledge_base.reliability import Bin, calibration_error, reliability
from knowledge_base.retrieval.decision import MAX_CHOICES
from knowledge_base.throwaway import throwaway


@dataclass(frozen=True, slots=True)
class Question:
    """One question of an exam and the entries that answer it."""

    text: str
    right: frozenset[str]
    as_of: date | None = None
    """The day asked about; today where None."""
    jurisdiction: str | None = None


@dataclass(frozen=True, slots=True)
class ExamAnswer:
    """What the product made of one question."""

    decision: Decision
    ids: tuple[str, ...]
    """Entries, best first."""
    probability: float
    milliseconds: float

    @property
    def answered(self) -> bool:
        """Whether an entry was given straight away."""
        return self.decision in {Decision.ANSWER, Decision.ANSWER_EXPIRED}


class Outcome(StrEnum):
    """What became of a question, by the rubric of evaluators: 1, 0.5, 0, 0 points."""

    RIGHT = "right"
    """Answered at once, and right."""
    PARTLY = "partly"
    """The right entry is among the choices."""
    WRONG = "wrong"
    """Answered at once, and wrong."""
    NONE = "none"
    """Declined, or choices without the right entry. Out of scope, as it should be."""


@dataclass(slots=True)
class Score:
    """The result of an exam; shares are 0 to 1."""

    questions: int = 0
    recall_1: float = 0.0
    recall_3: float = 0.0
    recall_10: float = 0.0
    mrr_10: float = 0.0
    ndcg_10: float = 0.0
    right: float = 0.0
    """Answered at once, and right (1 point)."""
    partly: float = 0.0
    """The right entry is among the choices (0.5 points)."""
    wrong: float = 0.0
    """Answered at once, and wrong."""
    none: float = 0.0
    """Declined, or the choices do not hold the right entry."""
    points: float = 0.0
    """right + partly / 2."""
    direct: float = 0.0
    """Answered at once, right or wrong."""
    direct_right: float = 0.0
    """Of those answered at once, the right ones."""
    out_of_scope: int = 0
    auroc: float | None = None
    coverage_98: float | None = None
    coverage_95: float | None = None
    coverage_90: float | None = None
    false_answers: float | None = None
    """Of the out-of-scope questions, those answered at once."""
    false_choices: float | None = None
    """Of the out-of-scope questions, those that got choices."""
    p50_ms: float = 0.0
    p99_ms: float = 0.0
    calibration_error: float | None = None
    """Mean distance of what was said to be probable from what was right."""
    reliability: list[Bin] = field(default_factory=list)
    """The same by tenths of probability, out-of-scope questions included."""
    missed: list[str] = field(default_factory=list)
    """Questions answered wrongly, or whose right entry is not among the first three."""

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {f.name: getattr(self, f.name) for f in fields(self)}


def read_corpus(path: Path) -> list[dict[str, Any]]:
    """Entries of a JSONL corpus: id, question, answer, optional similar."""
    return _jsonl(path)


def read_questions(path: Path) -> list[Question]:
    """Questions of a JSONL exam: `q` and `id` (or a list), or `question` and `keys`."""
    return [_question(row) for row in _jsonl(path)]


def _question(row: Mapping[str, Any]) -> Question:
    if "keys" in row:
        day = date.fromisoformat(row["as_of"]) if "as_of" in row else None
        right = frozenset(map(entry_id, row["keys"]))
        return Question(row["question"], right, day, row.get("jurisdiction"))
    ids = row["id"] if isinstance(row["id"], list) else [row["id"]]
    return Question(row["q"], frozenset(ids))


def read_out_of_scope(path: Path) -> list[str]:
    """Utterances: the first column of a TSV, or `question` of a JSONL."""
    if path.suffix == ".jsonl":
        return [row["question"] for row in _jsonl(path)]
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split("\t")[0] for line in lines if line.strip()]


def _jsonl(path: Path) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in path.read_bytes().splitlines() if line.strip()]


def halves(texts: Sequence[str]) -> list[bool]:
    """Per question whether it is studied when learning; the others examine what was learned."""
    return [hashlib.blake2b(t.encode(), digest_size=1).digest()[0] % 2 == 0 for t in texts]


class Searcher:
    """Searches a corpus as the product does, on a database of its own, until closed."""

    def __init__(self, corpus: Sequence[Mapping[str, Any]], scorer: Path | None = None) -> None:
        """Index rows with id, question and answer; `scorer` is another than the one shipped."""
        self._opened = ExitStack()
        self._answering = self._opened.enter_context(throwaway(corpus, scorer_path=scorer))

    def __call__(self, question: str, k: int) -> list[tuple[str, float]]:
        """(id, probability) of the `k` best, best first."""
        matches = self._answering.ask(question, language="zh", limit=k)[0].matches
        return [(match.entry.id, match.probability) for match in matches]

    def close(self) -> None:
        """Remove the database."""
        self._opened.close()


def search_factory(corpus: Sequence[Mapping[str, Any]], **options: str) -> Searcher:
    """A searcher, as evaluations take one by name: `knowledge_base.evaluation:search_factory`.

    Args:
        corpus: rows with id, question, answer.
        options: `scorer`, the path of a scorer other than the one shipped.
    """
    return Searcher(corpus, Path(options["scorer"]) if "scorer" in options else None)


def examine(
    answering: Answering,
    questions: Sequence[Question],
    out_of_scope: Sequence[str] = (),
    *,
    studied: bool = False,
) -> Score:
    """Ask everything, and score it.

    Args:
        answering: the product, open.
        questions: with what answers them.
        out_of_scope: what nothing answers.
        studied: whether half of it was learned from; reliability is then of the other half.
    """
    asked = [put_question(answering, question) for question in questions]
    score = Score(questions=len(questions), out_of_scope=len(out_of_scope))
    if questions:
        _score_order(score, questions, asked)
        _score_decisions(score, questions, asked)
    if out_of_scope:
        outside = [Question(text, frozenset()) for text in out_of_scope]
        declined = [put_question(answering, question) for question in outside]
        _score_rejection(score, questions, asked, declined)
        questions, asked = [*questions, *outside], [*asked, *declined]
    seen = halves([q.text for q in questions]) if studied else [False] * len(questions)
    judged = [
        (a.probability, bool(a.ids) and a.ids[0] in q.right)
        for q, a, learned in zip(questions, asked, seen, strict=True)
        if not learned
    ]
    score.reliability = reliability(judged)
    score.calibration_error = calibration_error(score.reliability)
    return score


def put_question(answering: Answering, question: Question) -> ExamAnswer:
    """Ask one question of an exam."""
    start = time.perf_counter()
    findings = answering.ask(
        question.text, as_of=question.as_of, jurisdiction=question.jurisdiction
    )
    milliseconds = 1000 * (time.perf_counter() - start)
    ids = list(dict.fromkeys(m.entry.id for group in _turns(findings) for m in group))
    best = max(findings, key=lambda f: f.matches[0].probability if f.matches else 0.0)
    return ExamAnswer(
        decision=findings[0].decision,
        ids=tuple(ids),
        probability=best.matches[0].probability if best.matches else 0.0,
        milliseconds=milliseconds,
    )


def outcome(question: Question, asked: ExamAnswer) -> Outcome:
    """What became of a question at the product's own decision."""
    if asked.answered:
        return Outcome.RIGHT if asked.ids and asked.ids[0] in question.right else Outcome.WRONG
    among = question.right & set(asked.ids[:MAX_CHOICES])
    return Outcome.PARTLY if asked.decision is Decision.CONFIRM and among else Outcome.NONE


def _turns(findings: Sequence[Finding]) -> Iterator[list[Any]]:
    """First the best match of each question of the message, then the others."""
    yield [finding.matches[0] for finding in findings if finding.matches]
    yield from (list(finding.matches[1:]) for finding in findings)


def _score_order(score: Score, questions: Sequence[Question], asked: Sequence[ExamAnswer]) -> None:
    ranks = [
        next((n for n, i in enumerate(a.ids[:10], 1) if i in q.right), 0)
        for q, a in zip(questions, asked, strict=True)
    ]
    total = len(ranks)
    score.recall_1, score.recall_3, score.recall_10 = (
        sum(0 < rank <= n for rank in ranks) / total for n in (1, 3, 10)
    )
    score.mrr_10 = sum(1 / rank for rank in ranks if rank) / total
    score.ndcg_10 = sum(1 / math.log2(rank + 1) for rank in ranks if rank) / total
    score.missed = [
        q.text for q, rank in zip(questions, ranks, strict=True) if not 0 < rank <= MAX_CHOICES
    ]
    times = sorted(a.milliseconds for a in asked)
    score.p50_ms, score.p99_ms = times[total // 2], times[min(total - 1, int(total * 0.99))]


def _score_decisions(
    score: Score, questions: Sequence[Question], asked: Sequence[ExamAnswer]
) -> None:
    total = len(questions)
    counts = Counter(outcome(q, a) for q, a in zip(questions, asked, strict=True))
    score.right, score.partly, score.wrong, score.none = (counts[o] / total for o in Outcome)
    score.points = score.right + score.partly / 2
    score.direct = score.right + score.wrong
    score.direct_right = score.right / score.direct if score.direct else 0.0


def _score_rejection(
    score: Score,
    questions: Sequence[Question],
    asked: Sequence[ExamAnswer],
    declined: Sequence[ExamAnswer],
) -> None:
    score.false_answers = sum(a.answered for a in declined) / len(declined)
    score.false_choices = sum(a.decision is Decision.CONFIRM for a in declined) / len(declined)
    if not questions:
        return
    inside = [
        (a.probability, bool(a.ids) and a.ids[0] in q.right)
        for q, a in zip(questions, asked, strict=True)
    ]
    outside = [a.probability for a in declined]
    score.auroc = auroc([p for p, _ in inside], outside)
    score.coverage_98, score.coverage_95, score.coverage_90 = (
        coverage(inside, outside, precision) for precision in (0.98, 0.95, 0.90)
    )
