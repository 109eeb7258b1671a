"""`review`, `quality`, `stats`: the staff's work from a terminal."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import orjson
import typer
from rich.markup import escape
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.commands import review_all as review_all  # adds its commands to `review`
from bot.commands.options import AsJson
from bot.commands.review import review
from bot.commands.working import terminal, work, wrapped
from bot.conversations.models import ReceiptRecord
from bot.conversations.receipts import unanswered_questions
from knowledge_base.database import CIVIL_ZONE, utc_now
from knowledge_base.quality import KIND_WORDS, FindingKind, quality_report
from knowledge_base.stats import statistics

SHOWN = 50
"""Findings shown of each kind."""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(review, name="review")
    app.command()(quality)
    app.command()(unanswered)
    app.command()(stats)


def quality(json: AsJson = False) -> None:
    """List what is wrong with the knowledge as it stands."""
    with work() as session:
        report = quality_report(session, _hits(session))
    if json:
        typer.echo(orjson.dumps(report.as_json(), option=orjson.OPT_INDENT_2).decode())
        return
    table = wrapped("问题类型", "条目", "问题", "机构", "说明")
    for kind in FindingKind:
        for finding in [each for each in report.findings if each.kind is kind][:SHOWN]:
            table.add_row(
                KIND_WORDS[kind],
                finding.entry_id,
                escape(finding.question),
                escape(finding.organisation or ""),
                escape(finding.detail),
            )
    terminal.print(table)
    counts = "，".join(f"{KIND_WORDS[FindingKind(k)]} {n}" for k, n in report.counts.items())
    terminal.print(f"{report.entries}条在用，{report.expired}条已失效。{counts}", markup=False)
    if any(number > SHOWN for number in report.counts.values()):
        terminal.print(f"每类只列前{SHOWN}条，全部用 --json 查看。", markup=False)


def unanswered(
    days: Annotated[int, typer.Option(min=1, help="Asked in so many days.")] = 30,
    json: AsJson = False,
) -> None:
    """List what citizens asked and nothing was found for, the most asked first."""
    with work() as session:
        asked = unanswered_questions(session, utc_now() - timedelta(days=days))
    if json:
        typer.echo(orjson.dumps(asked, option=orjson.OPT_INDENT_2).decode())
        return
    table = wrapped("次数", "最近一次", "问题")
    for each in asked:
        last = each.last_at.astimezone(CIVIL_ZONE)
        table.add_row(str(each.times), f"{last:%Y-%m-%d %H:%M}", escape(each.question))
    terminal.print(table)
    terminal.print(f"最近{days}天有{len(asked)}个问题没有找到答案", markup=False)


def _hits(session: Session) -> dict[str, int] | None:
    """How often each entry was quoted; None before anything was asked."""
    rows = session.execute(
        select(ReceiptRecord.entry_id, func.count())
        .where(ReceiptRecord.entry_id.is_not(None))
        .group_by(ReceiptRecord.entry_id)
    )
    return {entry_id: number for entry_id, number in rows if entry_id} or None


def stats(json: AsJson = False) -> None:
    """Count the knowledge."""
    with work() as session:
        counted = statistics(session)
    if json:
        typer.echo(orjson.dumps(counted, option=orjson.OPT_INDENT_2).decode())
        return
    for part, numbers in counted.items():
        terminal.print(f"[bold]{part}[/bold]")
        for name, number in numbers.items():
            terminal.print(f"  {name}: {number}", markup=False)
