"""A real PostgreSQL and a real Redis, started by the tests and gone with them.

Each lives in a folder of its own under the system's temporary directory and is reached by a socket
in it, so that nobody else finds it and no port is taken.
"""

from __future__ import annotations

import itertools
import os
import pwd
import re
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import redis
from sqlalchemy import select
from sqlalchemy.engine import make_url

from bot.storage import migrate
from knowledge_base.database import Base, Database

START_LIMIT_S = 60
OLDEST = 15
"""The first version that sorts a whole database by ICU."""
OWNERS = ("postgres", "nobody")
"""Whose the server is where the tests run as root, which PostgreSQL refuses to."""
CLUSTER = ("--auth=trust", "--username=wenzheng", "--encoding=UTF8", "--no-sync")
COLLATION = ("--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=zh-CN")
"""Sorts by pinyin and without regard to case: whatever relies on the order of bytes shows it."""
QUICK = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")
"""Nothing has to outlive the machine; kill -9 of a process loses nothing even so."""
NOTHING, TEMPLATE = "template1", "migrated"
EMPTY = """
DO $$ DECLARE name text; BEGIN
  SET LOCAL session_replication_role = replica;
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    IF name <> 'alembic_version' THEN EXECUTE format('DELETE FROM %I', name); END IF;
  END LOOP;
  FOR name IN SELECT sequencename FROM pg_sequences WHERE last_value IS NOT NULL LOOP
    PERFORM setval(name::regclass, 1, false);
  END LOOP;
END $$
"""
AT_ONCE = signal.SIGQUIT
"""Ends PostgreSQL without writing everything down first: nobody will read it."""


@dataclass
class Postgresql:
    """A running server."""

    folder: Path
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _used: str | None = None

    def url(self, name: str) -> str:
        """Understood by both interpreters' drivers."""
        return f"postgresql://wenzheng@/{name}?host={self.folder}"

    def new(self, *, template: str = TEMPLATE) -> str:
        """The URL of a new database: with the present tables, or what the `template` holds."""
        name = f"test{next(self._numbers)}"
        self.cut_off(template)
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return self.url(name)

    def emptied(self) -> str:
        """The URL of a database with the present tables, which was another test's before."""
        if self._used is None:
            self._used = self.new()
        name = str(make_url(self._used).database)
        self.cut_off(name)
        self.execute(EMPTY, database=name)
        return self._used

    def cut_off(self, name: str) -> None:
        """End every connection to a database, as a restart does."""
        self.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", name
        )

    def execute(self, statement: str, *values: str, database: str = "postgres") -> None:
        """Run a statement as the superuser."""
        with psycopg.connect(
            host=str(self.folder), user="wenzheng", dbname=database, autocommit=True
        ) as connection:
            connection.execute(statement, values or None)


@contextmanager
def running_postgresql() -> Iterator[Postgresql]:
    """Start a server with a database that has the present tables, to make others from."""
    programs, owner = _postgresql_programs(), _owner()
    with _folder("wz-pg-", owner) as folder:
        data = folder / "data"
        made = [programs / "initdb", "-D", data, *CLUSTER, *COLLATION]
        subprocess.run(made, check=True, cwd=folder, stdout=subprocess.DEVNULL, **owner)
        options = [f"unix_socket_directories={folder}", "listen_addresses=", *QUICK]
        command = [programs / "postgres", "-D", data, "-c", "max_connections=300"]
        command += [word for option in options for word in ("-c", option)]
        with _running(command, folder, owner, AT_ONCE) as alive:
            server = Postgresql(folder)
            _wait_for(alive, lambda: server.execute("SELECT 1"), psycopg.OperationalError)
            server.execute(f"CREATE DATABASE {TEMPLATE}")
            database = Database(server.url(TEMPLATE))
            migrate(database)
            database.close()
            yield server


@contextmanager
def running_redis() -> Iterator[str]:
    """Start a server that keeps nothing on disk; its URL."""
    program = shutil.which("redis-server")
    assert program, "no redis-server on PATH: make stores"
    with _folder("wz-redis-", {}) as folder:
        socket = folder / "redis.sock"
        command = [program, "--port", "0", "--unixsocket", socket, "--save", "", "--dir", folder]
        with _running(command, folder, {}, signal.SIGTERM) as alive:
            url = f"unix://{socket}"
            with redis.Redis.from_url(url) as client:
                _wait_for(alive, client.ping, redis.RedisError)
            yield url


def sqlite_in(folder: Path) -> str:
    """The URL of a SQLite file in a folder."""
    return f"sqlite:///{folder / 'wenzheng.db'}"


def copied(database: Database, folder: Path, server: Postgresql | None = None) -> str:
    """The URL of a copy: a file in the folder, or a database of the server."""
    if server is not None:
        return server.new(template=str(database.url.database))
    with (
        closing(sqlite3.connect(str(database.url.database))) as old,
        closing(sqlite3.connect(folder / "wenzheng.db")) as new,
    ):
        old.backup(new)
    return sqlite_in(folder)


def all_stored(database: Database) -> bytes:
    """Everything a database holds: SQLite's files as they are, PostgreSQL's rows in words."""
    if database.is_sqlite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as opened:
            opened.exec_driver_sql("VACUUM")
        database.close()
        folder = Path(str(database.url.database)).parent
        return b"".join(file.read_bytes() for file in folder.iterdir())
    with database.engine.connect() as opened:
        tables = Base.metadata.sorted_tables
        rows = [tuple(row) for table in tables for row in opened.execute(select(table))]
    return repr(rows).encode()


def _postgresql_programs() -> Path:
    """Where `initdb` and `postgres` are: Debian keeps them off PATH, a folder per version."""
    found = shutil.which("initdb")
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    newest = max(folders, key=lambda folder: float(folder.parent.name), default=None)
    programs = Path(found).parent if found else newest
    assert programs, "no PostgreSQL server on this machine: make stores"
    said = subprocess.check_output([programs / "initdb", "--version"], text=True)
    version = re.search(r"\d+", said)
    new = version is not None and int(version[0]) >= OLDEST
    assert new, f"the tests need PostgreSQL {OLDEST} or newer, this is {said}"
    return programs


def _owner() -> Mapping[str, Any]:
    """For `subprocess`: another user where we are root."""
    if os.getuid() != 0:
        return {}
    names = {user.pw_name: user for user in pwd.getpwall()}
    user = next(names[name] for name in OWNERS if name in names)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


@contextmanager
def _folder(prefix: str, owner: Mapping[str, Any]) -> Iterator[Path]:
    """A folder that whoever owns the server may use; not pytest's, which is nobody else's."""
    with tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if owner:
            os.chown(folder, owner["user"], owner["group"])
        yield folder


@contextmanager
def _running(
    command: list[Any], folder: Path, owner: Mapping[str, Any], ending: signal.Signals
) -> Iterator[Callable[[], None]]:
    """A server for as long as the block runs; gives what fails once it has ended by itself."""
    log = folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=output, **owner)

    def alive() -> None:
        assert process.poll() is None, f"{command[0]} ended: {log.read_text()}"

    try:
        yield alive
    finally:
        process.send_signal(ending)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(
    alive: Callable[[], None], answer: Callable[[], object], not_yet: type[Exception]
) -> None:
    deadline = time.monotonic() + START_LIMIT_S
    while True:
        alive()
        try:
            answer()
        except not_yet:
            assert time.monotonic() < deadline, f"not up within {START_LIMIT_S} s"
            time.sleep(0.05)
        else:
            return
