"""`run`, `train`, `migrate`, `copy-to`: operating the service."""

from __future__ import annotations

import asyncio
import gc
import resource
import socket
from contextlib import suppress
from typing import Annotated

import typer
import uvicorn
from rich.console import Console
from sqlalchemy import select
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError

from bot.errors import BotError
from bot.http_protocol import TimeLimitedProtocol
from bot.logs import configure_logs
from bot.secrets import MIN_PASSWORD_CHARS, kept
from bot.service import create_app
from bot.settings import Settings
from bot.storage import migrate as migrate_database
from bot.training import Models
from knowledge_base.database import Database
from knowledge_base.errors import UnusableEncoder
from knowledge_base.models import Entry

WS_MAX_BYTES = 131_072
"""The web connector refuses what is over 64 KB by itself, with an envelope."""

MAX_FILES = 65_536
"""Files and connections open at once, where the system allows it."""

terminal = Console()


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(run)
    app.command()(train)
    app.command()(migrate)
    app.command("copy-to")(copy_to)


def run(
    port: Annotated[int | None, typer.Option(help="Listen here instead of the setting.")] = None,
    host: Annotated[str | None, typer.Option(help="Listen on this address.")] = None,
    starter: Annotated[bool, typer.Option(help="Fill an empty database with the sample.")] = True,
) -> None:
    """Start the service; the assistant is trained and started beside it."""
    changes = {"port": port, "host": host}
    given = {name: value for name, value in changes.items() if value is not None}
    settings = Settings().model_copy(update=given)
    _open_as_many_files_as_allowed()
    configure_logs(settings.data_dir / "logs" / "service.log")
    try:
        if starter:
            fill_empty(settings)
        app = create_app(settings)
    except (BotError, UnusableEncoder) as error:
        terminal.print(str(error), style="red", markup=False)
        raise typer.Exit(1) from error
    _announce(settings)
    server = _Server(
        uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port,
            log_config=None,
            access_log=False,
            http=TimeLimitedProtocol,
            ws_max_size=WS_MAX_BYTES,
            proxy_headers=bool(settings.trusted_proxies),
            forwarded_allow_ips=settings.trusted_proxies or None,
            timeout_keep_alive=15,
            timeout_graceful_shutdown=5,
        )
    )
    with suppress(SystemExit):  # uvicorn leaves by itself where it cannot start
        server.run()
    if not server.started:
        log = settings.data_dir / "logs" / "service.log"
        terminal.print(f"[red]启动失败，原因见 / could not start, see {log}[/red]")
        raise typer.Exit(3)


def _open_as_many_files_as_allowed() -> None:
    """Every connection is one, and the usual 1,024 are a few hundred strangers'."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MAX_FILES if hard == resource.RLIM_INFINITY else min(hard, MAX_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


class _Server(uvicorn.Server):
    """Looks for no garbage among the entries and classes that are there to stay."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to answer."""
        await super().startup(sockets)
        gc.freeze()


def fill_empty(settings: Settings) -> None:
    """Import the sample district into a database that has no entry yet."""
    database = Database(settings.resolved_database_url)
    migrate_database(database)
    with database.alone("starter"):
        _fill(database)
    database.close()


def _fill(database: Database) -> None:
    with database.read() as session:
        empty = session.scalar(select(Entry.id).limit(1)) is None
    if empty:
        from knowledge_base.importers.starter import (
            STARTER,
            import_starter,
        )  # later starts need none

        with terminal.status("导入示例知识库 / importing the sample knowledge …"):
            report = import_starter(database, STARTER, actor="starter", publish=True)
        new = {kind: counter.total() for kind, counter in report.counts.items()}
        terminal.print(f"示例知识库已导入 / imported: {new}", highlight=False)
        for problem in report.problems:
            terminal.print(str(problem), style="yellow", markup=False, highlight=False)


def _announce(settings: Settings) -> None:
    base = settings.base_url
    file = settings.data_dir / "console-password"
    shown = settings.mode == "demo"
    password = kept(file, MIN_PASSWORD_CHARS) if shown else str(file)
    rows = (
        ("网站与问答窗 / website and widget", f"{base}/"),
        ("接口文档 / API", f"{base}/api/docs"),
        ("工作台 / staff console", f"{base}/console"),
        ("工作台口令 / console password", password),
        ("坐席与经办 / agents and officers", f"{base}/console/desk"),
        ("数据 / data", str(settings.data_dir)),
    )
    for label, value in rows:
        terminal.print(f"  {label:<36} [bold]{value}[/bold]", highlight=False)
    terminal.print(
        "现在就可以提问；对话助手在后台启动，第一次要训练一两分钟。"
        " Ask now; the assistant starts in the background, after a minute or two of training the"
        " first time."
    )


def train(
    activate: Annotated[
        bool, typer.Option("--activate", help="Running services switch to it without a gap.")
    ] = False,
) -> None:
    """Train the assistant on config.yml, domain.yml and nlu_data/."""
    settings = Settings()
    models = Models(settings.assistant_models_dir, settings.assistant_python)
    try:
        with terminal.status("rasa train …"):
            model = asyncio.run(models.train())
    except BotError as error:
        terminal.print(str(error), markup=False)
        raise typer.Exit(1) from error
    if activate:
        models.activate(model)
    terminal.print(f"{model.name}{' (active)' if activate else ''}")


def migrate() -> None:
    """Create the database's tables or bring them up to date."""
    database = Database(Settings().resolved_database_url)
    migrate_database(database)
    terminal.print(f"up to date: {database.url.render_as_string(hide_password=True)}")


def copy_to(
    url: Annotated[str, typer.Argument(help="An empty PostgreSQL database: postgresql://…")],
) -> None:
    """Copy everything into PostgreSQL; stop the service first, set WENZHENG_DATABASE_URL after."""
    from bot.database_copy import copy_database

    source = Database(Settings().resolved_database_url)
    try:
        target = Database(url)
    except (ArgumentError, NoSuchModuleError, ImportError):
        target = None  # no address of a database at all
    if target is None or target.is_sqlite:
        terminal.print("copy-to wants a postgresql:// address", style="red")
        raise typer.Exit(1)
    try:
        with terminal.status("…"):
            copied = copy_database(source, target)
    except OperationalError as error:
        place = target.url.render_as_string(hide_password=True)
        terminal.print(f"{place} cannot be reached, or refuses", style="red", markup=False)
        raise typer.Exit(1) from error
    except BotError as error:
        terminal.print(str(error), style="red", markup=False)
        raise typer.Exit(1) from error
    for table, rows in copied.items():
        if rows:
            terminal.print(f"{rows:>8} {table}", markup=False, highlight=False)
