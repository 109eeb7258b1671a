"""`review`, `quality`, `stats`: the staff's work from a terminal."""

from __future__ import annotations

import orjson
import typer
from rich.markup import escape
from rich.table import Table
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.commands import review_all as review_all  # adds its commands to `review`
from bot.commands.options import AsJson
from bot.commands.review import review
from bot.commands.working import terminal, work
from bot.conversations.models import ReceiptRecord
from knowledge_base.quality import quality_report
from knowledge_base.stats import statistics


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(review, name="review")
    app.command()(quality)
    app.command()(stats)


def quality(json: AsJson = False) -> None:
    """List what is wrong with the knowledge as it stands."""
    with work() as session:
        report = quality_report(session, _hits(session))
    if json:
        typer.echo(orjson.dumps(report.as_json(), option=orjson.OPT_INDENT_2).decode())
        return
    table = Table("问题类型", "条目", "问题", "机构", "说明")
    for finding in report.findings:
        table.add_row(
            finding.kind.value,
            finding.entry_id,
            escape(finding.question),
            escape(finding.organisation or ""),
            escape(finding.detail),
        )
    terminal.print(table)
    counts = "，".join(f"{kind} {number}" for kind, number in report.counts.items())
    terminal.print(f"{report.entries}条在用，{report.expired}条已失效。{counts}", markup=False)


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
