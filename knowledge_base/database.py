"""The database: one declarative base, one engine, one place where work is committed.

SQLite (WAL) by default, PostgreSQL by URL. Nothing is opened at import.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy import DateTime, Engine, Enum, Text, create_engine, event, func, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import JSON, TypeDecorator

BUSY_SECONDS = 5
"""How long a writer waits for another before the database counts as locked."""
CIVIL_ZONE = ZoneInfo("Asia/Shanghai")
"""Where days begin and end: those of the law, of validity and of whoever reads a time."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC, aware in Python on every database (SQLite keeps no zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Refuse naive times: they mean something else on every machine."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Give the zone back where the database dropped it."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Every table of the project, whichever package declares it."""

    type_annotation_map = {  # noqa: RUF012 -- SQLAlchemy reads it from the class
        datetime: UtcDateTime(),
        dict[str, Any]: JSON(),
        list[str]: JSON(),
        list[dict[str, Any]]: JSON(),
        str: Text(),
    }


def stored_enum(kind: type[StrEnum]) -> Enum:
    """A column type that stores an enum by its values, as text."""
    return Enum(kind, native_enum=False, length=16, values_callable=lambda e: [m.value for m in e])


def utc_now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def to_json(value: Any) -> str:
    """JSON for a column; dataclasses are written as their fields."""
    return orjson.dumps(value).decode()


class Database:
    """An engine and its unit of work."""

    def __init__(self, url: str) -> None:
        """Open no connection yet.

        Args:
            url: an SQLAlchemy URL, such as `sqlite:///var/wenzheng.db` or
                `postgresql+psycopg://user:secret@host/name`.
        """
        self.url = make_url(url)
        self.engine = _sqlite_engine(url) if self.is_sqlite else _postgresql_engine(url)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the single-file default."""
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """A unit of work: committed when the block ends, rolled back when it raises."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that is never committed."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def alone(self, name: str) -> Iterator[None]:
        """Do in one process at a time what is named so; others wait. SQLite has its own lock.

        For what must not be begun twice where several processes start at once: tables, first rows.
        """
        if self.is_sqlite:
            yield
            return
        with self.engine.connect() as connection:
            key = select(func.hashtextextended(name, 0)).scalar_subquery()
            connection.execute(text("SET LOCAL lock_timeout = 0"))  # as long as the other takes
            connection.execute(select(func.pg_advisory_lock(key)))
            connection.commit()  # the lock is the connection's; no transaction stays open for it
            try:
                yield
            finally:
                connection.execute(select(func.pg_advisory_unlock(key)))
                connection.commit()

    def scrub(self) -> None:
        """Leave nothing of what was deleted in SQLite's log beside the file.

        Where somebody reads just then, it stays until the log is next written back.
        """
        if self.is_sqlite:
            with self.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()


def _engine(url: str, **options: Any) -> Engine:
    """An engine whose errors, which are logged, hold no value of a row."""
    return create_engine(url, json_serializer=to_json, hide_parameters=True, **options)


def _sqlite_engine(url: str) -> Engine:
    engine = _engine(url, connect_args={"timeout": BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA secure_delete=ON")  # what is deleted is overwritten in the file
        cursor.close()

    return engine


def _postgresql_engine(url: str) -> Engine:
    engine = _engine(url, pool_pre_ping=True)

    @event.listens_for(engine, "connect")
    def _patience(connection: Any, _record: Any) -> None:
        connection.execute(f"SET lock_timeout = {int(BUSY_SECONDS * 1000)}")
        connection.commit()

    return engine
