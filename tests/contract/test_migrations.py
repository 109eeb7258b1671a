"""The migrations make exactly the tables that the models declare, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import inspect

from bot.storage import migrate, migration_config
from knowledge_base.database import Base, Database
from tests.support.stores import NOTHING, Postgresql, sqlite_in


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        database = Database(sqlite_in(tmp_path))
    else:
        server: Postgresql = request.getfixturevalue("postgresql")
        database = Database(server.new(template=NOTHING))
    yield database
    database.close()


def test_migrated_tables_are_the_declared_ones(empty: Database) -> None:
    migrate(empty)
    with empty.engine.begin() as connection:
        command.check(migration_config(connection))
    tables = set(inspect(empty.engine).get_table_names())
    assert tables == {*Base.metadata.tables, "alembic_version"}


def test_migrating_again_changes_nothing(empty: Database) -> None:
    migrate(empty)
    migrate(empty)
    assert inspect(empty.engine).has_table("entries")


def test_migrations_can_be_taken_back(empty: Database) -> None:
    migrate(empty)
    with empty.engine.begin() as connection:
        command.downgrade(migration_config(connection), "base")
    assert set(inspect(empty.engine).get_table_names()) <= {"alembic_version"}


def test_processes_that_start_at_once_migrate_once(postgresql: Postgresql) -> None:
    database = Database(postgresql.new(template=NOTHING))
    with ThreadPoolExecutor(3) as starting:
        list(starting.map(lambda _: migrate(database), range(3)))
    assert inspect(database.engine).has_table("entries")
    database.close()
