"""`import`: knowledge in from a district's files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from bot.commands.import_report import show
from bot.commands.options import Despite
from bot.commands.working import opened
from bot.settings import Settings
from knowledge_base.database import Database
from knowledge_base.errors import KnowledgeError
from knowledge_base.importers.base import ImportReport
from knowledge_base.importers.errors import ImporterError
from knowledge_base.importers.runner import import_paths
from knowledge_base.importers.starter import STARTER, import_starter

if TYPE_CHECKING:
    from knowledge_base.gate import ExamGate

NOBODY = "cli"
"""Whom the history names where drafts are brought in and nobody vouches for them."""

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
        bool, typer.Option("--publish", help="Let it answer at once, without a review here.")
    ] = False,
    retire: Annotated[
        bool, typer.Option("--retire", help="Take out whatever the files hold no more.")
    ] = False,
    actor: Annotated[
        str | None, typer.Option("--as", "--actor", help="Who imports; named in the history.")
    ] = None,
    reason: Annotated[
        str | None, typer.Option(help="Why it may be published unreviewed; kept on record.")
    ] = None,
    despite: Despite = None,
) -> None:
    """Import catalogs, guides, policies, interpretations and questions with answers."""
    if bool(paths) == starter or (starter and (dry_run or retire)):
        raise typer.BadParameter("name files or folders, or --starter alone (or with --publish)")
    if paths and publish and not (actor and reason and reason.strip()):
        raise typer.BadParameter("--publish 须写明 --as 姓名 和 --reason 理由，如在哪里由谁审过")
    if retire and not actor:
        raise typer.BadParameter("--retire 须写明 --as 姓名")
    who = actor or NOBODY
    vouched = f"{who}声明：{reason}；未在本系统审查" if publish else None
    with _opened() as database, _gate(bool(paths) and publish) as gate, _progress() as progress:
        report = (
            import_starter(database, STARTER, actor=who, publish=publish, progress=progress)
            if starter
            else import_paths(
                database,
                paths or [],
                actor=who,
                dry_run=dry_run,
                publish_reason=vouched,
                retire=retire,
                gate=None if gate is None else gate.of_import,
                despite=despite,
                progress=progress,
            )
        )
    show(terminal, report, dry_run=dry_run)
    _say_next(report, published=publish)
    if report.problems:
        raise typer.Exit(2)


@contextmanager
def _opened() -> Iterator[Database]:
    """The database in its present schema; what stops an import is said in one line."""
    try:
        with opened() as database:
            yield database
    except (ImporterError, KnowledgeError) as error:
        terminal.print(str(error), markup=False)
        raise typer.Exit(1) from error


@contextmanager
def _gate(wanted: bool) -> Iterator[ExamGate | None]:
    """The exam, where what is imported is to answer at once."""
    if not wanted:
        yield None
        return
    from bot.exams import opened_gate  # the whole of answering: 1 s that no draft needs

    with opened_gate(Settings()) as gate:
        yield gate


def _say_next(report: ImportReport, *, published: bool) -> None:
    """How to go on with the drafts that came in."""
    if report.run is None:
        return
    terminal.print(f"导入编号 {report.run}", markup=False, highlight=False)
    if not published:
        terminal.print(
            f"下一步送审：python -m bot review submit-all --import {report.run} --as 姓名",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )


@contextmanager
def _progress() -> Iterator[Callable[[int, int, str], None]]:
    """A bar that counts files, and says when the changes are being written."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=terminal, transient=True) as bar:
        task = bar.add_task("导入", total=None)
        yield lambda done, total, label: bar.update(
            task, completed=done, total=total, description=label or "写入"
        )
