"""The starter knowledge that exams are held on."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator

import pytest

from knowledge_base.answering import Answering
from knowledge_base.database import Base, Database
from knowledge_base.importers.starter import STARTER, import_starter


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A database with the starter knowledge, imported once for all processes of a run."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:  # its own folder lies in the run's
        folder = folder.parent
    database = Database(f"sqlite:///{folder / 'starter.db'}")
    with (folder / "starter.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (done := folder / "starter.done").exists():
            _import(database)
            done.touch()
    yield database
    database.close()


@pytest.fixture(scope="session")
def answering(starter: Database) -> Iterator[Answering]:
    """The starter knowledge, ready to be asked."""
    answering = Answering(starter, None)
    answering.open()
    yield answering
    answering.close()


def _import(database: Database) -> None:
    Base.metadata.create_all(database.engine)
    import_starter(database, STARTER, actor="exam")
