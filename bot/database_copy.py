"""Copies everything of one database into another: from the SQLite file to PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, Table, func, insert, inspect, select, text

from bot.errors import NotEmptyError
from bot.storage import migrate
from knowledge_base.database import Base, Database

CHUNK = 1000
"""Rows written at a time."""


def copy_database(source: Database, target: Database) -> Mapping[str, int]:
    """Copy every row of every table, in one transaction: all of it is there afterwards, or nothing.

    Args:
        source: brought to the present tables; nobody writes into it meanwhile.
        target: a PostgreSQL database; its tables are made, or are empty.

    Returns:
        Rows by table.

    Raises:
        NotEmptyError: there is something in the target already.
    """
    migrate(source)
    migrate(target)
    tables = Base.metadata.sorted_tables
    with source.engine.connect() as old, target.engine.begin() as new:
        for table in tables:
            if new.execute(select(table).limit(1)).first() is not None:
                raise NotEmptyError(table.name)
        _defer_foreign_keys(new, tables, deferred=True)
        copied = {table.name: _copy(table, old, new) for table in tables}
        new.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
        _defer_foreign_keys(new, tables, deferred=False)
        for table in tables:
            _continue_numbering(new, table)
    return copied


def _copy(table: Table, old: Connection, new: Connection) -> int:
    rows = old.execution_options(yield_per=CHUNK).execute(select(table))
    number = 0
    for chunk in rows.mappings().partitions(CHUNK):
        new.execute(insert(table), [dict(row) for row in chunk])
        number += len(chunk)
    return number


def _defer_foreign_keys(connection: Connection, tables: Iterable[Table], *, deferred: bool) -> None:
    """Let rows refer to rows that are copied later, such as an entry to its translation."""
    when = "DEFERRABLE INITIALLY DEFERRED" if deferred else "NOT DEFERRABLE"
    for table in tables:
        for key in inspect(connection).get_foreign_keys(table.name):
            change = f'ALTER TABLE {table.name} ALTER CONSTRAINT "{key["name"]}" {when}'
            connection.execute(text(change))


def _continue_numbering(connection: Connection, table: Table) -> None:
    """Set the sequence of a primary key to the largest number that was copied."""
    column = table.autoincrement_column
    last = None if column is None else connection.scalar(select(func.max(column)))
    if column is not None and last is not None:
        name = func.pg_get_serial_sequence(table.name, column.name)
        connection.execute(select(func.setval(name, last)))
