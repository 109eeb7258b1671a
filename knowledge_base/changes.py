"""The log of what answers differently, followed so that no change is missed.

Numbers are given when a change is written and seen when it is committed. SQLite has one writer, so
they come in order. On PostgreSQL an import may hold early numbers for a minute while later ones are
committed: what comes after the last number is therefore read again until every transaction that
was open when that number was seen has ended.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from knowledge_base.models import IndexChange


@dataclass(frozen=True, slots=True)
class _Mark:
    """A number up to which all is known once the transactions of its time have ended."""

    pk: int
    next_transaction: int
    """The first transaction that had not begun by then."""


class Changes:
    """One follower's place in the log."""

    def __init__(self, position: int = 0) -> None:
        """Begin after a change up to which, and with which, all was followed."""
        self.position = position
        """Everything up to here has been followed; nothing will appear before it any more."""
        self._followed: set[int] = set()
        self._mark: _Mark | None = None
        self._settled: int | None = None

    def skip(self, session: Session) -> None:
        """What is in the log by now needs no following: it is about to be read from the record."""
        self.followed(session, session.scalars(select(IndexChange.pk)).all())

    def new(self, session: Session) -> Sequence[Row[int, str]]:
        """Number and entry of each change not followed yet, in order."""
        if self._mark is not None and _oldest_open(session) >= self._mark.next_transaction:
            self._settled = self._mark.pk
        rows = session.execute(
            select(IndexChange.pk, IndexChange.entry_id)
            .where(IndexChange.pk > self.position)
            .order_by(IndexChange.pk)
        )
        return [row for row in rows if row.pk not in self._followed]

    def followed(self, session: Session, numbers: Sequence[int]) -> bool:
        """Note that these, which `new` gave, have been followed.

        Returns:
            Whether `position` has moved.
        """
        before = self.position
        self._followed.update(numbers)
        if session.get_bind().dialect.name == "sqlite":
            self._settled = max(self._followed, default=None)
        if self._settled is not None:
            self.position = max(self.position, self._settled)
            self._followed = {pk for pk in self._followed if pk > self.position}
            self._mark = self._settled = None
        if self._mark is None and self._followed:
            self._mark = _Mark(max(self._followed), _next_transaction(session))
        return self.position != before


def witness(session: Session, position: int) -> str:
    """What tells the change at a position from one of the same number in another history.

    A database that was put back from a copy has another history than the one it replaced.
    """
    row = session.execute(
        select(IndexChange.entry_id, IndexChange.at).where(IndexChange.pk == position)
    ).first()
    return "none" if row is None else f"{row.entry_id}@{row.at.timestamp()}"


def _oldest_open(session: Session) -> int:
    """The oldest transaction that writes at this moment; the next one where none does."""
    return int(session.scalar(select(func.pg_snapshot_xmin(func.pg_current_snapshot()))) or 0)


def _next_transaction(session: Session) -> int:
    """The first transaction that has not ended, nor begun, by this moment."""
    return int(session.scalar(select(func.pg_snapshot_xmax(func.pg_current_snapshot()))) or 0)
