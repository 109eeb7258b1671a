"""The migrations make exactly the tables that the models declare."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from sqlalchemy import inspect

from bot.storage import migrate, migration_config
from knowledge_base.database import Base, Database


def test_migrated_tables_are_the_declared_ones(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'new.db'}")
    migrate(database)
    with database.engine.begin() as connection:
        command.check(migration_config(connection))
    tables = set(inspect(database.engine).get_table_names())
    assert tables == {*Base.metadata.tables, "alembic_version"}


def test_migrating_again_changes_nothing(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'new.db'}")
    migrate(database)
    migrate(database)
    assert inspect(database.engine).has_table("entries")


def test_migrations_can_be_taken_back(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'new.db'}")
    migrate(database)
    with database.engine.begin() as connection:
        command.downgrade(migration_config(connection), "base")
    assert set(inspect(database.engine).get_table_names()) <= {"alembic_version"}
