"""Writes that must come out right when two processes write at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from casework.errors import CaseConflict
from casework.models.counter import CaseCounter
from knowledge_base.database import Base

_HELD = frozenset({"40001", "40P01", "55P03"})
"""PostgreSQL's codes: serialization_failure, deadlock_detected, lock_not_available."""


def insert_once(session: Session, table: type[Base], **values: Any) -> bool:
    """Insert a row unless one of its unique keys is taken; whether it was inserted."""
    statement = _insert(session)(table.__table__).values(**values).on_conflict_do_nothing()
    key = next(iter(table.__table__.primary_key))
    return session.execute(statement.returning(key)).first() is not None


def next_number(session: Session, register: str, year: int) -> str:
    """The next number of a register, such as `YSQ-2026-00017`; never given twice."""
    name = f"{register}-{year}"
    statement = _insert(session)(CaseCounter.__table__).values(register=name, last=1)
    statement = statement.on_conflict_do_update(
        index_elements=[CaseCounter.register], set_={"last": CaseCounter.last + 1}
    )
    last = session.execute(statement.returning(CaseCounter.last)).scalar_one()
    return f"{name}-{last:05d}"


@contextmanager
def writing(session: Session) -> Iterator[None]:
    """Send the block's changes to the database at its end; the caller still commits.

    Raises:
        CaseConflict: somebody else changed the same case first, or holds the database.
    """
    try:
        yield
        session.flush()
    except StaleDataError as error:
        raise CaseConflict("somebody else changed the case first") from error
    except OperationalError as error:
        if not _held(error):
            raise
        raise CaseConflict("the database is busy") from error


def _held(error: OperationalError) -> bool:
    """Whether somebody else holds what was to be changed."""
    return "locked" in str(error.orig) or getattr(error.orig, "sqlstate", None) in _HELD


def _insert(session: Session) -> Any:
    """The dialect's INSERT, for its ON CONFLICT."""
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert
    from sqlalchemy.dialects import postgresql  # with its drivers, where it is the database

    return postgresql.insert
