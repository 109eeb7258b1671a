"""`evaluate` and `learn`: how well questions are answered, and getting better at it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated, Any, TypeVar

import orjson
import typer

from bot.conversations.feedback import shown_right
from bot.exams import own_exam
from bot.knowledge import answering_of, learned_path, vectors_of
from bot.settings import Settings
from knowledge_base.answering import Answering
from knowledge_base.database import Database
from knowledge_base.errors import TooLittleToLearn, UnusableEncoder
from knowledge_base.evaluation import (
    Question,
    Score,
    examine,
    halves,
    read_corpus,
    read_out_of_scope,
    read_questions,
)
from knowledge_base.feedback import read_feedback
from knowledge_base.learning import improves, learn, write_scorer
from knowledge_base.published import load_published
from knowledge_base.reliability import draw
from knowledge_base.retrieval.examples import Studied
from knowledge_base.retrieval.vector_cache import VectorCache
from knowledge_base.text import clean
from knowledge_base.throwaway import throwaway

Item = TypeVar("Item")
CorpusOption = Annotated[
    Path | None, typer.Option(help="Knowledge as JSONL; what is published here where missing.")
]
QuestionsOption = Annotated[
    Path | None,
    typer.Option(help="Questions as JSONL; the starter knowledge's exam where missing."),
]
OosOption = Annotated[Path | None, typer.Option(help="Out-of-scope utterances as TSV.")]
JsonOption = Annotated[Path | None, typer.Option("--json", help="Write the score here.")]
PlotOption = Annotated[
    Path | None, typer.Option(help="Draw here, as SVG, how far probabilities are what they say.")
]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command("evaluate")(evaluate)
    app.command("learn")(learn_command)


def evaluate(
    corpus: CorpusOption = None,
    queries: QuestionsOption = None,
    oos: OosOption = None,
    json: JsonOption = None,
    plot: PlotOption = None,
) -> None:
    """Ask an exam's questions and print the score."""
    questions, out_of_scope = own_exam(Settings())
    if queries is not None:
        questions, out_of_scope = read_questions(queries), []
    if oos is not None:
        out_of_scope = read_out_of_scope(oos)
    vectors = _vectors(Settings())
    context = throwaway(read_corpus(corpus), vectors=vectors) if corpus else _live(vectors)
    with context as answering:
        score = examine(answering, questions, out_of_scope, studied=corpus is None)
    typer.echo(table(score))
    if json is not None:
        json.write_bytes(orjson.dumps(score.as_dict(), option=orjson.OPT_INDENT_2))
    if plot is not None:
        plot.write_text(draw(score.reliability, "Reliability of answers"), encoding="utf-8")


def learn_command(
    dry_run: Annotated[bool, typer.Option(help="Only say whether it would be better.")] = False,
) -> None:
    """Train the scorer from what is published here; keep it only where the exam is no worse."""
    settings = Settings()
    vectors = _vectors(settings)
    target = learned_path(settings, vectors)
    trial = target.with_suffix(".trial.json")
    questions, out_of_scope = own_exam(settings)
    kept = _kept(questions, _texts(questions)), _kept(out_of_scope, out_of_scope)
    with _live(vectors) as answering:
        before = examine(answering, *kept)
    try:
        learned = _learned(settings, vectors, _studied(questions, out_of_scope))
        if not kept[0]:
            raise TooLittleToLearn(f"没有考题，无从比较：{settings.exam_dir}")
    except TooLittleToLearn as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    write_scorer(learned, trial)
    with _live(vectors, trial) as answering:
        after = examine(answering, *kept)
    typer.echo(f"before: {before.points:.3f}, wrong {before.wrong:.3f}")
    typer.echo(f"after:  {after.points:.3f}, wrong {after.wrong:.3f}")
    if not improves(before, after):
        trial.unlink()
        typer.echo("refused: the new scorer is worse in the exam", err=True)
        raise typer.Exit(1)
    if dry_run:
        trial.unlink()
    else:
        trial.replace(target)
        typer.echo(f"activated: {target}; restart the service to use it")


def _learned(
    settings: Settings, vectors: VectorCache | None, studied: list[Studied]
) -> dict[str, Any]:
    """A scorer trained on what is published here, and on what was shown to be right."""
    with closing(Database(settings.resolved_database_url)) as database, database.read() as session:
        entries = list(load_published(session))
        corrected = read_feedback(session)
        settled = {clean(item.question) for item in corrected}
        shown = [item for item in shown_right(session) if item.question not in settled]
    feedback = [*corrected, *shown]
    typer.echo(f"learning from {len(entries)} entries and {len(feedback)} shown to be right")
    return learn(entries, feedback=feedback, studied=studied, vectors=vectors)


def table(score: Score) -> str:
    """The score, one figure a line."""
    lines = []
    for name, value in score.as_dict().items():
        if isinstance(value, float):
            lines.append(f"{name:16} {value:8.3f}")
        elif isinstance(value, int):
            lines.append(f"{name:16} {value:8d}")
    return "\n".join(lines)


def _studied(questions: list[Question], out_of_scope: list[str]) -> list[Studied]:
    """The half of the exam to learn from."""
    asked = [Studied(q.text, q.right, q.as_of) for q in questions]
    asked += [Studied(text, frozenset()) for text in out_of_scope]
    chosen = halves([question.text for question in asked])
    return [question for question, studied in zip(asked, chosen, strict=True) if studied]


def _kept(items: list[Item], texts: list[str]) -> list[Item]:
    """The half of the exam that is not learned from."""
    return [item for item, studied in zip(items, halves(texts), strict=True) if not studied]


def _texts(questions: list[Question]) -> list[str]:
    return [question.text for question in questions]


def _vectors(settings: Settings) -> VectorCache | None:
    """The encoder of the settings; what is wrong with it is said in one line."""
    try:
        return vectors_of(settings)
    except UnusableEncoder as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error


@contextmanager
def _live(vectors: VectorCache | None, scorer: Path | None = None) -> Iterator[Answering]:
    """The product over what is published here, with an index of its own in memory."""
    settings = Settings()
    with closing(Database(settings.resolved_database_url)) as database:
        answering = answering_of(settings, database, None, vectors=vectors, scorer=scorer)
        answering.open()
        try:
            yield answering
        finally:
            answering.close()
