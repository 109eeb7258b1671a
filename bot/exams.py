"""The exam of an installation: its questions, and the gate they make for publishing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from bot.knowledge import answering_of, vectors_of
from bot.settings import Settings
from bot.storage import migrate
from knowledge_base.answering import Answering
from knowledge_base.database import Database
from knowledge_base.evaluation import Question, halves, read_out_of_scope, read_questions
from knowledge_base.gate import ExamGate
from knowledge_base.retrieval.examples import Studied

QUESTIONS, OUT_OF_SCOPE = "questions.jsonl", "out_of_scope.jsonl"
"""The files of an exam (docs/exam-set.md)."""
STUDIED = "studied_"
"""Begins the names of files with more questions of the kind, to learn from alone."""


def own_exam(settings: Settings) -> tuple[list[Question], list[str]]:
    """The questions of the settings' exam, and what is out of scope; nothing where it has none."""
    return _read(settings)


def to_study(settings: Settings) -> list[Studied]:
    """What to learn from: half of the exam, and what is there for nothing else."""
    questions, out_of_scope = _read(settings)
    halved = _as_studied(questions, out_of_scope)
    chosen = halves([question.text for question in halved])
    more = (replace(q, checked=False) for q in _as_studied(*_read(settings, STUDIED)))
    return [*more, *(q for q, studied in zip(halved, chosen, strict=True) if studied)]


def to_examine(settings: Settings) -> tuple[list[Question], list[str]]:
    """The half of the exam that is not learned from."""
    questions, out_of_scope = _read(settings)
    studied = halves([question.text for question in questions])
    return (
        [q for q, learned in zip(questions, studied, strict=True) if not learned],
        [t for t, learned in zip(out_of_scope, halves(out_of_scope), strict=True) if not learned],
    )


def _as_studied(questions: list[Question], out_of_scope: list[str]) -> list[Studied]:
    return [
        *(Studied(q.text, q.right, q.as_of) for q in questions),
        *(Studied(text, frozenset()) for text in out_of_scope),
    ]


def _read(settings: Settings, beginning: str = "") -> tuple[list[Question], list[str]]:
    names = (beginning + QUESTIONS, beginning + OUT_OF_SCOPE)
    questions, outside = (settings.exam_dir / name for name in names)
    return (
        read_questions(questions) if questions.exists() else [],
        read_out_of_scope(outside) if outside.exists() else [],
    )


def gate_of(settings: Settings, answering: Answering) -> ExamGate | None:
    """The exam as a gate for publishing; None where there is no exam.

    Args:
        settings: of this installation.
        answering: the product, open.
    """
    questions, out_of_scope = own_exam(settings)
    return ExamGate(answering, questions, out_of_scope) if questions else None


@contextmanager
def opened_gate(settings: Settings) -> Iterator[ExamGate | None]:
    """The gate over the installation's own index, for a command."""
    database = Database(settings.resolved_database_url)
    try:
        migrate(database)
        vectors = vectors_of(settings)
        answering = answering_of(settings, database, settings.index_dir, vectors=vectors)
        answering.open()
        try:
            yield gate_of(settings, answering)
        finally:
            answering.close()
    finally:
        database.close()
