"""What commands work with: the database, and a unit of work whose refusals are one line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy.orm import Session

from bot.settings import Settings
from bot.storage import migrate
from knowledge_base.database import Database
from knowledge_base.errors import KnowledgeError

terminal = Console(highlight=False)
complaints = Console(stderr=True, highlight=False)


def wrapped(*headings: str, title: str | None = None) -> Table:
    """A table whose cells go on in the next line: Chinese has no spaces to break at."""
    table = Table(title=title)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


@contextmanager
def opened() -> Iterator[Database]:
    """The database in its present schema."""
    database = Database(Settings().resolved_database_url)
    try:
        migrate(database)
        yield database
    finally:
        database.close()


@contextmanager
def work() -> Iterator[Session]:
    """A unit of work; what the knowledge refuses is said in one line, and nothing is written."""
    try:
        with opened() as database, database.begin() as session:
            yield session
    except KnowledgeError as error:
        complaints.print(str(error), markup=False)
        raise typer.Exit(1) from error
