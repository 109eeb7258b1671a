"""`review submit-all`, `approve-all`, `publish-all`: one act on many versions."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.commands.options import Despite, by_actor
from bot.commands.review import Stage, review
from bot.commands.working import terminal, work
from bot.settings import Settings
from knowledge_base import editorial
from knowledge_base.editorial import Actor, BatchResult

FromImport = Annotated[
    int | None, typer.Option("--import", help="Only what this import brought; all where left out.")
]
Note = Annotated[str | None, typer.Option(help="A remark to keep with each.")]


def _say_all(result: BatchResult) -> None:
    for one, reason in result.refused:
        terminal.print(f"! {one.question}：{reason}", markup=False, soft_wrap=True)
    terminal.print(f"完成{len(result.done)}条，未办{len(result.refused)}条", markup=False)
    if result.refused:
        raise typer.Exit(2)


@review.command("submit-all")
@by_actor
def submit_all(actor: Actor, number: FromImport = None, note: Note = None) -> None:
    """Hand in every draft for its first review."""
    with work() as session:
        chosen = editorial.waiting_from_import(session, number, actor.organisation_code)
        result = editorial.submit_all(session, actor, chosen, note)
    _say_all(result)


@review.command("approve-all")
@by_actor
def approve_all(
    actor: Actor, stage: Stage, number: FromImport = None, comment: Note = None
) -> None:
    """Give one review's consent to every version that waits for it."""
    with work() as session:
        chosen = editorial.waiting_from_import(session, number, actor.organisation_code)
        result = editorial.approve_all(session, actor, chosen, stage, comment)
    _say_all(result)


@review.command("publish-all")
@by_actor
def publish_all(
    actor: Actor, number: FromImport = None, note: Note = None, despite: Despite = None
) -> None:
    """Let every fully reviewed version answer from now on, but those that spoil the exam."""
    from bot.exams import opened_gate  # the whole of answering: 1 s that no other review needs

    with opened_gate(Settings()) as gate, work() as session:
        chosen = editorial.waiting_from_import(session, number, actor.organisation_code)
        batch = None if gate is None else gate.batch
        result = editorial.publish_all(session, actor, chosen, note, batch, despite)
    _say_all(result)
