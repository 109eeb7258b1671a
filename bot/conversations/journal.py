"""Writes rows in the background, in order, many to a commit, and loses none to a fault."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import cache
from typing import Any

import structlog
from sqlalchemy import Connection, Insert, insert
from sqlalchemy.exc import (
    DBAPIError,
    IntegrityError,
    InterfaceError,
    InternalError,
    OperationalError,
)

from bot.errors import JournalFullError
from knowledge_base.database import Base, Database

MAX_WAITING = 20_000
"""Rows kept while the database cannot be written; then new turns are refused rather than lost."""
MAX_BATCH = 500
MAX_NUMBERS = 20
"""Other numbers tried, where others write into the same conversation at the same moment."""
RETRY_SECONDS = (0.05, 0.2, 1.0, 5.0)
"""Pauses between tries while the database is locked, full, away or read-only; the last repeats."""

logger = structlog.get_logger(__name__)

Row = tuple[type[Base], dict[str, Any]]

Renumber = Callable[[Connection], None]
"""Gives rows whose number was taken meanwhile another one."""


@dataclass(frozen=True, slots=True)
class _Job:
    rows: Sequence[Row]
    done: Future[None]
    renumber: Renumber | None = None


class Journal:
    """One thread that owns all writing of what was said.

    A commit costs about as much for one turn as for fifty, so whatever waits is written together.
    A locked database or a full disk delays rows and never drops them: the thread keeps them in
    order and tries again until they are written. A row that no database would take fails alone.
    """

    def __init__(self, database: Database) -> None:
        """Write to `database`; call `start` first."""
        self._database = database
        self._queue: queue.Queue[_Job | None] = queue.Queue(MAX_WAITING)
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._closing = threading.Event()

    def start(self) -> None:
        """Begin writing."""
        self._thread.start()

    def close(self, timeout_s: float = 10.0) -> None:
        """Write what waits, for at most `timeout_s` seconds, and end."""
        self._closing.set()
        self._queue.put(None)
        self._thread.join(timeout_s)

    @property
    def waiting(self) -> int:
        """Jobs not yet written."""
        return self._queue.qsize()

    @property
    def alive(self) -> bool:
        """Whether anything is being written at all."""
        return self._thread.is_alive()

    def write(self, rows: Sequence[Row], renumber: Renumber | None = None) -> Future[None]:
        """Queue rows to be written in one transaction.

        Args:
            rows: of any tables.
            renumber: called in the transaction of another try, where a key is taken already.

        Returns:
            A future that is done once they are committed, or raises what the database said of
            rows it will never take.

        Raises:
            JournalFullError: too much is waiting; nothing was taken.
        """
        job = _Job(rows, Future(), renumber)
        try:
            self._queue.put_nowait(job)
        except queue.Full:
            raise JournalFullError(MAX_WAITING) from None
        return job.done

    def _run(self) -> None:
        while (first := self._queue.get()) is not None:
            jobs, ended = self._drain(first)
            self._commit(jobs)
            if ended:
                return

    def _drain(self, first: _Job) -> tuple[list[_Job], bool]:
        jobs = [first]
        while len(jobs) < MAX_BATCH:
            try:
                job = self._queue.get_nowait()
            except queue.Empty:
                break
            if job is None:
                return jobs, True
            jobs.append(job)
        return jobs, False

    def _commit(self, jobs: list[_Job], tries: int = 0) -> None:
        """Write jobs together; where one of them cannot be written ever, each by itself."""
        try:
            self._insert_patiently(jobs, renumbered=tries > 0)
        except Exception as error:  # the thread's boundary: one bad row must not end all writing
            if len(jobs) > 1:
                for job in jobs:
                    self._commit([job])
            elif isinstance(error, IntegrityError) and jobs[0].renumber and tries < MAX_NUMBERS:
                self._commit(jobs, tries + 1)
            else:
                logger.error("journal.refused", reason=type(error).__name__)
                jobs[0].done.set_exception(error)
        else:
            for job in jobs:
                job.done.set_result(None)

    def _insert_patiently(self, jobs: list[_Job], *, renumbered: bool) -> None:
        tries = 0
        while True:
            try:
                return self._insert(jobs, renumbered=renumbered)
            except (OperationalError, InterfaceError, InternalError) as error:
                logger.warning("journal.delayed", jobs=len(jobs), reason=_said(error))
                if self._closing.is_set() and tries >= len(RETRY_SECONDS):
                    raise
                time.sleep(RETRY_SECONDS[min(tries, len(RETRY_SECONDS) - 1)])
                tries += 1

    def _insert(self, jobs: list[_Job], *, renumbered: bool) -> None:
        with self._database.engine.begin() as connection:
            for job in jobs:
                if renumbered and job.renumber is not None:
                    job.renumber(connection)
            by_table: dict[type[Base], list[dict[str, Any]]] = {}
            for table, values in (row for job in jobs for row in job.rows):
                by_table.setdefault(table, []).append(values)
            for table, rows in by_table.items():
                connection.execute(_insert(table), rows)


@cache
def _insert(table: type[Base]) -> Insert:
    """The statement of a table, made once."""
    return insert(table)


def _said(error: DBAPIError) -> str:
    """What the database said, without the rows it said it of."""
    return str(error.orig)
