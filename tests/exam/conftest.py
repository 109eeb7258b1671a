"""The starter knowledge that exams are held on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge_base.answering import Answering
from knowledge_base.database import Database


@pytest.fixture(scope="session")
def starter(starter_database: Path) -> Iterator[Database]:
    """A database with the starter knowledge."""
    database = Database(f"sqlite:///{starter_database}")
    yield database
    database.close()


@pytest.fixture(scope="session")
def answering(starter: Database) -> Iterator[Answering]:
    """The starter knowledge, ready to be asked."""
    answering = Answering(starter, None)
    answering.open()
    yield answering
    answering.close()
