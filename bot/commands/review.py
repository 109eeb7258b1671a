"""`review`: taking an entry through review and back."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import orjson
import typer

from bot.commands.options import AsJson, Department, Despite, Name, by_actor
from bot.commands.working import terminal, work
from bot.conversations.receipts import kept_text
from bot.settings import Settings
from knowledge_base import editorial, feedback
from knowledge_base.database import CIVIL_ZONE
from knowledge_base.editorial import Actor
from knowledge_base.editorial.wording import ACTS, FIELDS, STAGES, stages, where
from knowledge_base.models import AuditRecord, EntryVersion, ReviewStage

review = typer.Typer(no_args_is_help=True, help="Take an entry through review and back.")

EntryId = Annotated[str, typer.Argument(help="Id of the entry, such as e0123456789ab.")]
Number = Annotated[int, typer.Argument(help="Number of the version.")]
Stage = Annotated[ReviewStage, typer.Argument(help="Which review is given.")]
Reason = Annotated[str, typer.Option("--reason", help="Why; kept on record.")]


def _act(record: AuditRecord) -> str:
    """An act and what explains it, as the staff call it; what has no name keeps its code."""
    detail = {k: v for k, v in record.detail.items() if v not in (None, [])}
    words = [ACTS.get(record.act, record.act)]
    if "number" in detail:
        words.append(f"第{detail.pop('number')}版")
    if "stage" in detail:
        words.append(STAGES[ReviewStage(detail.pop("stage"))])
    if "reason" in detail:
        words.append(f"理由：{detail.pop('reason')}")
    return " ".join([*words, *(f"{k}={v}" for k, v in detail.items())])


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
def show(
    entry_id: EntryId,
    number: Annotated[
        int | None, typer.Argument(help="Number of the version; the latest where left out.")
    ] = None,
) -> None:
    """Show all that a version says, to read before it is approved."""
    with work() as session:
        chosen = number or editorial.entry_of(session, entry_id).latest.number
        said = editorial.content(session, entry_id, chosen)
        _say(next(v for v in editorial.entry_of(session, entry_id).versions if v.number == chosen))
        for name, text in said:
            terminal.print(f"{FIELDS.get(name, name)}：{text}", markup=False, soft_wrap=True)


@review.command()
@by_actor
def submit(
    actor: Actor,
    entry_id: EntryId,
    number: Number,
    note: Annotated[str | None, typer.Option(help="Why it may stand beside its like.")] = None,
) -> None:
    """Hand a draft in for its first review."""
    with work() as session:
        _say(editorial.submit(session, actor, entry_id, number, note))


@review.command()
@by_actor
def approve(
    actor: Actor,
    entry_id: EntryId,
    number: Number,
    stage: Stage,
    comment: Annotated[str | None, typer.Option(help="An opinion to keep.")] = None,
) -> None:
    """Give one review's consent."""
    with work() as session:
        _say(editorial.approve(session, actor, entry_id, number, stage, comment))


@review.command()
@by_actor
def reject(actor: Actor, entry_id: EntryId, number: Number, stage: Stage, reason: Reason) -> None:
    """Send a version back to its author."""
    with work() as session:
        _say(editorial.reject(session, actor, entry_id, number, stage, reason))


@review.command()
@by_actor
def publish(
    actor: Actor,
    entry_id: EntryId,
    number: Number,
    note: Annotated[str | None, typer.Option(help="A remark to keep.")] = None,
    despite: Despite = None,
) -> None:
    """Let a reviewed version answer from now on, where the exam gets no worse by it."""
    from bot.exams import opened_gate  # the whole of answering: 1 s that no other review needs

    with opened_gate(Settings()) as gate, work() as session:
        _say(editorial.publish(session, actor, entry_id, number, note, gate=gate, despite=despite))


@review.command()
@by_actor
def emergency(actor: Actor, entry_id: EntryId, number: Number, reason: Reason) -> None:
    """Let a version answer before its reviews (应急发布); they are owed within days."""
    with work() as session:
        version = editorial.emergency_publish(session, actor, entry_id, number, reason)
        _say(version)
        terminal.print(f"须补：{stages(editorial.due_stages(version))}等全部审查", markup=False)


@review.command()
@by_actor
def end(
    actor: Actor,
    entry_id: EntryId,
    last_day: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="Last valid day.")],
    reason: Reason,
    successor: Annotated[str | None, typer.Option(help="Id of what takes its place.")] = None,
) -> None:
    """Let an entry and its translations answer until a day and be expired (已失效) after it."""
    with work() as session:
        editorial.end_validity(session, actor, entry_id, last_day.date(), reason, successor)
        terminal.print(f"{entry_id} 有效期到{last_day:%Y-%m-%d}", markup=False)


@review.command()
@by_actor
def confirm(actor: Actor, entry_id: EntryId, reason: Reason) -> None:
    """Say that a translation marked as stale still holds."""
    with work() as session:
        editorial.confirm_translation(session, actor, entry_id, reason)
        terminal.print(f"{entry_id} 译文已确认", markup=False)


@review.command()
@by_actor
def correct(
    actor: Actor,
    entry_id: EntryId,
    question: Annotated[str, typer.Argument(help="As it was asked.")],
) -> None:
    """Say which entry answers a question; `learn` studies it."""
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
@by_actor
def rollback(actor: Actor, entry_id: EntryId, number: Number, reason: Reason) -> None:
    """Write a new version with the content of an old one."""
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
    """Show every act on an entry, in the time of China."""
    with work() as session:
        for record in editorial.log(session, entry_id):
            if json:
                line = {"at": record.at, "actor": record.actor, "act": record.act}
                typer.echo(orjson.dumps(line | {"detail": record.detail}).decode())
                continue
            at = record.at.astimezone(CIVIL_ZONE)
            terminal.print(
                f"{at:%Y-%m-%d %H:%M:%S} {record.actor} {_act(record)}",
                markup=False,
                soft_wrap=True,
            )
