"""`import`: knowledge in from a district's files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from bot.settings import Settings
from bot.storage import migrate
from knowledge_base.database import Database
from knowledge_base.importers.base import OUTCOME_WORDS, ImportReport, Outcome
from knowledge_base.importers.errors import ImporterError
from knowledge_base.importers.runner import import_paths
from knowledge_base.importers.starter import STARTER, import_starter

PROBLEMS_SHOWN = 50
DIFFS_SHOWN = 50
LONGEST_SHOWN = 60
"""Characters of a text in the table of differences."""

terminal = Console()


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("import")(import_)


def import_(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Files or folders, of any kind we read.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")] = False,
    starter: Annotated[
        bool, typer.Option("--starter", help="Import the sample district that comes with us.")
    ] = False,
    publish: Annotated[
        bool, typer.Option("--publish", help="Publish at once what was reviewed elsewhere.")
    ] = False,
    actor: Annotated[str, typer.Option(help="Who imports, for the audit log.")] = "cli",
) -> None:
    """Import catalogs, guides, policies, interpretations and questions with answers."""
    if bool(paths) == starter or (starter and dry_run):
        raise typer.BadParameter("name files or folders, or --starter alone (without --dry-run)")
    database = Database(Settings().resolved_database_url)
    migrate(database)
    try:
        with _progress() as progress:
            if starter:
                report = import_starter(
                    database, STARTER, actor=actor, publish=publish, progress=progress
                )
            else:
                report = import_paths(
                    database,
                    paths or [],
                    actor=actor,
                    dry_run=dry_run,
                    publish=publish,
                    progress=progress,
                )
    except ImporterError as error:
        terminal.print(str(error), markup=False)
        raise typer.Exit(1) from error
    finally:
        database.close()
    show(report, dry_run=dry_run)
    if report.problems:
        raise typer.Exit(2)


@contextmanager
def _progress() -> Iterator[Callable[[int, int, str], None]]:
    """A bar that counts files, and says when the changes are being written."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=terminal, transient=True) as bar:
        task = bar.add_task("导入", total=None)
        yield lambda done, total, label: bar.update(
            task, completed=done, total=total, description=label or "写入"
        )


def show(report: ImportReport, *, dry_run: bool) -> None:
    """Print counts, differences and problems."""
    counts = Table("类别", *OUTCOME_WORDS.values(), title="试运行，未写入" if dry_run else "已导入")
    for kind, counter in sorted(report.counts.items()):
        counts.add_row(kind, *(str(counter[outcome]) for outcome in Outcome))
    terminal.print(counts)
    if report.diffs:
        diffs = Table("条目", "字段", "原来", "现在", title="改动")
        for diff in report.diffs[:DIFFS_SHOWN]:
            diffs.add_row(diff.title, diff.field, _short(diff.before), _short(diff.after))
        terminal.print(diffs)
        _more(len(report.diffs), DIFFS_SHOWN)
    for problem in report.problems[:PROBLEMS_SHOWN]:
        terminal.print(f"! {problem}", markup=False, highlight=False)
    _more(len(report.problems), PROBLEMS_SHOWN)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"


def _more(number: int, shown: int) -> None:
    if number > shown:
        terminal.print(f"…… 还有{number - shown}项")
