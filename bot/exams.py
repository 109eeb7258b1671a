"""The exam of an installation: its questions, and the gate they make for publishing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bot.knowledge import answering_of, vectors_of
from bot.settings import Settings
from bot.storage import migrate
from knowledge_base.answering import Answering
from knowledge_base.database import Database
from knowledge_base.evaluation import Question, read_out_of_scope, read_questions
from knowledge_base.gate import ExamGate

QUESTIONS, OUT_OF_SCOPE = "questions.jsonl", "out_of_scope.jsonl"
"""The files of an exam (docs/exam-set.md)."""


def own_exam(settings: Settings) -> tuple[list[Question], list[str]]:
    """The questions of the settings' exam, and what is out of scope; nothing where it has none."""
    questions, outside = (settings.exam_dir / name for name in (QUESTIONS, OUT_OF_SCOPE))
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
