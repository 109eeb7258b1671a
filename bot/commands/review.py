"""`review`: taking an entry through review and back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated

import orjson
import typer
from rich.console import Console
from sqlalchemy.orm import Session

from bot.conversations.receipts import kept_text
from bot.settings import Settings
from bot.storage import migrate
from knowledge_base import editorial, feedback
from knowledge_base.database import Database
from knowledge_base.editorial import Actor, Role
from knowledge_base.editorial.wording import FIELDS, stages, where
from knowledge_base.errors import KnowledgeError
from knowledge_base.models import EntryVersion, ReviewStage

terminal = Console(highlight=False)
complaints = Console(stderr=True, highlight=False)
review = typer.Typer(no_args_is_help=True, help="Take an entry through review and back.")

EntryId = Annotated[str, typer.Argument(help="Id of the entry, such as e0123456789ab.")]
Number = Annotated[int, typer.Argument(help="Number of the version.")]
Stage = Annotated[ReviewStage, typer.Argument(help="Which review is given.")]
Reason = Annotated[str, typer.Option("--reason", help="Why; kept on record.")]
Name = Annotated[str, typer.Option("--as", help="Who acts; named in the history.")]
Roles = Annotated[list[Role] | None, typer.Option("--role", help="Roles held; all where left out.")]
Department = Annotated[
    str | None, typer.Option(help="Code of the only department the roles hold for.")
]
Despite = Annotated[
    str | None,
    typer.Option("--despite-exam", help="Why it is published though the exam gets worse; kept."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@contextmanager
def work() -> Iterator[Session]:
    """A unit of work; what the knowledge refuses is said in one line, and nothing is written."""
    database = Database(Settings().resolved_database_url)
    try:
        migrate(database)
        with database.begin() as session:
            yield session
    except KnowledgeError as error:
        complaints.print(str(error), markup=False)
        raise typer.Exit(1) from error
    finally:
        database.close()


def actor_named(name: str, roles: list[Role] | None, department: str | None) -> Actor:
    """Whoever the options name; nobody checks that they are who they say (docs/operating.md)."""
    return Actor(name, frozenset(roles or Role), department)


def _say(version: EntryVersion) -> None:
    at = where(version.status, editorial.due_stages(version))
    terminal.print(f"{version.entry_id} 第{version.number}版：{at}", markup=False)


@review.command("list")
def waiting(department: Department = None) -> None:
    """Show what waits for an editor, a reviewer or a publisher, the oldest first."""
    with work() as session:
        for item in editorial.waiting(session, organisation_code=department):
            terminal.print(
                f"{item.entry_id} {item.number} {where(item.status, item.due)} {item.question}",
                markup=False,
                soft_wrap=True,
            )
        for duty in editorial.emergency_duties(session):
            late = "已超期" if duty.overdue else "应急发布后待补"
            terminal.print(f"{duty.entry_id} {duty.number} {late}：{stages(duty.stages)}")


@review.command()
def submit(
    entry_id: EntryId,
    number: Number,
    name: Name,
    role: Roles = None,
    department: Department = None,
    note: Annotated[str | None, typer.Option(help="Why it may stand beside its like.")] = None,
) -> None:
    """Hand a draft in for its first review."""
    with work() as session:
        _say(editorial.submit(session, actor_named(name, role, department), entry_id, number, note))


@review.command()
def approve(
    entry_id: EntryId,
    number: Number,
    stage: Stage,
    name: Name,
    role: Roles = None,
    department: Department = None,
    comment: Annotated[str | None, typer.Option(help="An opinion to keep.")] = None,
) -> None:
    """Give one review's consent."""
    actor = actor_named(name, role, department)
    with work() as session:
        _say(editorial.approve(session, actor, entry_id, number, stage, comment))


@review.command()
def reject(
    entry_id: EntryId,
    number: Number,
    stage: Stage,
    name: Name,
    reason: Reason,
    role: Roles = None,
    department: Department = None,
) -> None:
    """Send a version back to its author."""
    actor = actor_named(name, role, department)
    with work() as session:
        _say(editorial.reject(session, actor, entry_id, number, stage, reason))


@review.command()
def publish(
    entry_id: EntryId,
    number: Number,
    name: Name,
    role: Roles = None,
    department: Department = None,
    note: Annotated[str | None, typer.Option(help="A remark to keep.")] = None,
    despite: Despite = None,
) -> None:
    """Let a reviewed version answer from now on, where the exam gets no worse by it."""
    from bot.exams import opened_gate  # the whole of answering: 1 s that no other review needs

    actor = actor_named(name, role, department)
    with opened_gate(Settings()) as gate, work() as session:
        _say(editorial.publish(session, actor, entry_id, number, note, gate=gate, despite=despite))


@review.command()
def emergency(
    entry_id: EntryId,
    number: Number,
    name: Name,
    reason: Reason,
    role: Roles = None,
    department: Department = None,
) -> None:
    """Let a version answer before its reviews (应急发布); they are owed within days."""
    actor = actor_named(name, role, department)
    with work() as session:
        version = editorial.emergency_publish(session, actor, entry_id, number, reason)
        _say(version)
        terminal.print(f"须补：{stages(editorial.due_stages(version))}等全部审查", markup=False)


@review.command()
def end(
    entry_id: EntryId,
    last_day: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="Last valid day.")],
    name: Name,
    reason: Reason,
    successor: Annotated[str | None, typer.Option(help="Id of what takes its place.")] = None,
    role: Roles = None,
    department: Department = None,
) -> None:
    """Let an entry and its translations answer until a day and be expired (已失效) after it."""
    actor = actor_named(name, role, department)
    with work() as session:
        editorial.end_validity(session, actor, entry_id, last_day.date(), reason, successor)
        terminal.print(f"{entry_id} 有效期到{last_day:%Y-%m-%d}", markup=False)


@review.command()
def confirm(
    entry_id: EntryId,
    name: Name,
    reason: Reason,
    role: Roles = None,
    department: Department = None,
) -> None:
    """Say that a translation marked as stale still holds."""
    with work() as session:
        actor = actor_named(name, role, department)
        editorial.confirm_translation(session, actor, entry_id, reason)
        terminal.print(f"{entry_id} 译文已确认", markup=False)


@review.command()
def correct(
    entry_id: EntryId,
    question: Annotated[str, typer.Argument(help="As it was asked.")],
    name: Name,
    role: Roles = None,
    department: Department = None,
) -> None:
    """Say which entry answers a question; `learn` studies it."""
    actor = actor_named(name, role, department)
    with work() as session:
        feedback.correct(session, actor, kept_text(question), entry_id)
        terminal.print(f"{entry_id} 已记下，下次 learn 时学习", markup=False)


@review.command()
def retire(entry_id: EntryId, name: Name, reason: Reason) -> None:
    """Take an entry and its translations out of answering for good."""
    with work() as session:
        editorial.retire(session, entry_id, name, reason)
        _say(editorial.entry_of(session, entry_id).latest)


@review.command()
def rollback(
    entry_id: EntryId,
    number: Number,
    name: Name,
    reason: Reason,
    role: Roles = None,
    department: Department = None,
) -> None:
    """Write a new version with the content of an old one."""
    actor = actor_named(name, role, department)
    with work() as session:
        _say(editorial.rollback(session, actor, entry_id, number, reason))


@review.command()
def diff(entry_id: EntryId, old: Number, new: Number) -> None:
    """Show what a version says otherwise than another."""
    with work() as session:
        for change in editorial.diff(session, entry_id, old, new):
            name = FIELDS.get(change.field, change.field)
            terminal.print(f"{name}：\n  {change.marked()}", markup=False, soft_wrap=True)


@review.command()
def log(entry_id: EntryId, json: AsJson = False) -> None:
    """Show every act on an entry."""
    with work() as session:
        for record in editorial.log(session, entry_id):
            if json:
                line = {"at": record.at, "actor": record.actor, "act": record.act}
                typer.echo(orjson.dumps(line | {"detail": record.detail}).decode())
                continue
            detail = " ".join(f"{k}={v}" for k, v in record.detail.items() if v not in (None, []))
            terminal.print(
                f"{record.at:%Y-%m-%d %H:%M:%S} {record.actor} {record.act} {detail}",
                markup=False,
                soft_wrap=True,
            )
