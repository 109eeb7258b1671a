"""The starter knowledge that exams are held on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from knowledge_base.database import Base, Database
from knowledge_base.importers.starter import STARTER, import_starter


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A database with the starter knowledge, imported once."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('exam') / 'starter.db'}")
    Base.metadata.create_all(database.engine)
    import_starter(database, STARTER, actor="exam")
    yield database
    database.close()
