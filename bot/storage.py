"""Brings a database to the present schema."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from bot.conversations import models as _conversations
from casework import models as _casework
from knowledge_base import models as _knowledge
from knowledge_base.database import Base, Database

MIGRATIONS = Path(__file__).resolve().parent.parent / "knowledge_base" / "migrations"

if TYPE_CHECKING:
    from alembic.config import Config

DECLARED = (_casework, _conversations, _knowledge)
"""Importing these declares every table of the project on `Base`."""


def migration_config(connection: Connection) -> Config:
    """Alembic's settings for a connection."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes.update(connection=connection, metadata=Base.metadata)
    return config


def migrate(database: Database) -> None:
    """Create or upgrade the tables. Does nothing where they are up to date."""
    if database.is_sqlite and database.url.database:
        Path(database.url.database).parent.mkdir(parents=True, exist_ok=True)
    with database.alone("migrate"), database.engine.begin() as connection:
        if _is_current(connection):
            return
        from alembic import command  # 0.4 s of every start that has nothing to migrate

        command.upgrade(migration_config(connection), "head")


def _is_current(connection: Connection) -> bool:
    """Whether the newest migration, by the number its file begins with, has been applied."""
    if not inspect(connection).has_table("alembic_version"):
        return False
    newest = max(file.name for file in (MIGRATIONS / "versions").glob("*.py")).partition("_")[0]
    applied: str | None = connection.scalar(text("select version_num from alembic_version"))
    return applied == newest
