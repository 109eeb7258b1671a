"""Brings a database to the present schema."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from bot.conversations import models as _conversations
from knowledge_base import models as _knowledge
from knowledge_base.database import Base, Database

MIGRATIONS = Path(__file__).resolve().parent.parent / "knowledge_base" / "migrations"

DECLARED = (_conversations, _knowledge)
"""Importing these declares every table of the project on `Base`."""


def migration_config(connection: Connection) -> Config:
    """Alembic's settings for a connection."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes.update(connection=connection, metadata=Base.metadata)
    return config


def migrate(database: Database) -> None:
    """Create or upgrade the tables. Does nothing where they are up to date."""
    if database.is_sqlite and database.url.database:
        Path(database.url.database).parent.mkdir(parents=True, exist_ok=True)
    with database.engine.begin() as connection:
        command.upgrade(migration_config(connection), "head")
