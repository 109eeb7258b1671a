"""The journal against a real database that is locked, full, read-only or contradicted."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event, func, select
from sqlalchemy.exc import IntegrityError

from bot.conversations import journal as journal_module
from bot.conversations.journal import Journal, Row
from bot.conversations.models import TranscriptEvent
from bot.errors import JournalFullError
from bot.storage import migrate
from knowledge_base import database as database_module
from knowledge_base.database import Database
from tests.support.stores import Postgresql, sqlite_in


def row(conversation: str, seq: int, text: str = "居住证怎么办") -> Row:
    return TranscriptEvent, {
        "conversation_id": conversation,
        "seq": seq,
        "kind": "user",
        "text": text,
    }


@pytest.fixture
def database(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.setattr(database_module, "BUSY_SECONDS", 0.05)
    database = Database(database_url)
    migrate(database)
    yield database
    database.close()


@pytest.fixture
def journal(database: Database) -> Iterator[Journal]:
    journal = Journal(database)
    journal.start()
    yield journal
    journal.close()


def stored(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(TranscriptEvent)) or 0


def test_rows_are_written_in_order(database: Database, journal: Journal) -> None:
    written = [journal.write([row("a", n)]) for n in range(1, 101)]
    for future in written:
        future.result(10)
    assert stored(database) == 100


def test_a_locked_database_delays_and_loses_nothing(database: Database, journal: Journal) -> None:
    taken = "BEGIN IMMEDIATE" if database.is_sqlite else "LOCK TABLE transcript_events"
    with database.engine.connect() as lock:
        lock.exec_driver_sql(taken)
        waiting = journal.write([row("a", 1)])
        with pytest.raises(TimeoutError):
            waiting.result(0.5)
        lock.rollback()
    waiting.result(10)
    assert stored(database) == 1


def test_a_standby_that_takes_over_delays_and_loses_nothing(postgresql: Postgresql) -> None:
    database = Database(postgresql.new())
    name = str(database.url.database)
    read_only = f"ALTER DATABASE {name} SET default_transaction_read_only"
    journal = Journal(database)
    postgresql.execute(f"{read_only} = on")
    journal.start()
    waiting = journal.write([row("a", 1)])
    with pytest.raises(TimeoutError):
        waiting.result(0.5)
    postgresql.execute(f"{read_only} = off")
    postgresql.cut_off(name)
    waiting.result(20)
    postgresql.cut_off(name)
    journal.write([row("a", 2)]).result(20)
    assert stored(database) == 2
    journal.close()
    database.close()


def test_a_full_disk_delays_and_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "BUSY_SECONDS", 0.05)
    database = Database(sqlite_in(tmp_path))
    migrate(database)
    journal = Journal(database)
    journal.start()
    journal.write([row("a", 1)]).result(10)
    connection = database.engine.raw_connection()
    pages = connection.cursor().execute("PRAGMA page_count").fetchone()[0]
    connection.close()

    @event.listens_for(database.engine, "checkout")
    def limit(dbapi: sqlite3.Connection, *_: object) -> None:
        dbapi.execute(f"PRAGMA max_page_count={limits[0]}")

    limits = [pages]
    waiting = journal.write([row("a", 2, "长" * 200_000)])
    with pytest.raises(TimeoutError):
        waiting.result(0.5)
    limits[0] = 1_000_000
    waiting.result(10)
    assert stored(database) == 2
    journal.close()
    database.close()


def test_a_clash_fails_alone(database: Database, journal: Journal) -> None:
    journal.write([row("a", 1)]).result(10)
    clash, good = journal.write([row("a", 1)]), journal.write([row("a", 2)])
    good.result(10)
    with pytest.raises(IntegrityError):
        clash.result(10)
    assert stored(database) == 2


def test_who_numbers_alike_comes_one_after_the_other(database: Database, journal: Journal) -> None:
    journal.write([row("a", 1)]).result(10)

    def next_number(values: dict[str, Any], connection: Connection) -> None:
        values["seq"] = (connection.scalar(select(func.max(TranscriptEvent.seq))) or 0) + 1

    rows = [row("a", 1, text) for text in ("二", "三", "四")]
    for each in [journal.write([one], partial(next_number, one[1])) for one in rows]:
        each.result(10)
    assert [values["seq"] for _, values in rows] == [2, 3, 4]
    assert stored(database) == 4


def test_too_much_waiting_is_refused_not_lost(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_module, "MAX_WAITING", 2)
    journal = Journal(database)  # not started: nothing is taken out
    journal.write([row("a", 1)])
    journal.write([row("a", 2)])
    with pytest.raises(JournalFullError):
        journal.write([row("a", 3)])
    journal.start()
    journal.close()
    assert stored(database) == 2


def test_closing_writes_what_waits(database: Database) -> None:
    journal = Journal(database)
    for number in range(1, 51):
        journal.write([row("a", number)])
    journal.start()
    journal.close()
    assert stored(database) == 50


def test_a_row_that_no_database_takes_fails_alone_and_ends_nothing(
    database: Database, journal: Journal
) -> None:
    good, bad, later = (
        journal.write([row("a", 1)]),
        journal.write([row("a", 2, "\ud800")]),
        journal.write([row("a", 3)]),
    )
    good.result(10)
    later.result(10)
    with pytest.raises(UnicodeEncodeError):
        bad.result(10)
    assert journal.alive
    assert stored(database) == 2
