"""What every kind of test may use."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.storage import migrate
from bot.training import Models
from knowledge_base.database import Database
from knowledge_base.importers.starter import STARTER, import_starter
from tests.support.knowledge import small_district
from tests.support.once import made_once
from tests.support.service import ASSISTANT_PYTHON, LiveService, live_service
from tests.support.stores import Postgresql, running_postgresql, running_redis, sqlite_in


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Postgresql]:
    """A PostgreSQL server of this run's own."""
    with running_postgresql() as server:
        yield server


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A Redis server of this run's own."""
    with running_redis() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database on each of the two: what is tested with it is tested on both."""
    if request.param == "sqlite":
        return sqlite_in(tmp_path)
    server: Postgresql = request.getfixturevalue("postgresql")
    return server.emptied()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """With every table, and nothing in them."""
    database = Database(database_url)
    migrate(database)
    yield database
    database.close()


@pytest.fixture(scope="session")
def trained_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The assistant, trained once for the whole run on the files as they are."""
    assert ASSISTANT_PYTHON.exists(), "make the assistant's environment first: make environments"
    folder = made_once(tmp_path_factory, "models", lambda models: asyncio.run(_in(models).train()))
    return _in(folder).current


def _in(folder: Path) -> Models:
    return Models(folder, ASSISTANT_PYTHON)


@pytest.fixture(scope="session")
def starter_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a database with the starter knowledge: only to be read."""
    return made_once(tmp_path_factory, "starter", _import_starter) / "wenzheng.db"


def _import_starter(folder: Path) -> None:
    database = Database(sqlite_in(folder))
    migrate(database)
    import_starter(database, STARTER, actor="starter")
    database.close()


@pytest.fixture(scope="session")
def district(
    tmp_path_factory: pytest.TempPathFactory, trained_model: Path
) -> Iterator[LiveService]:
    """A running service with a ready assistant and the small district's entries."""
    data = tmp_path_factory.mktemp("district")
    small_district(f"sqlite:///{data / 'wenzheng.db'}").close()
    with live_service(data, model=trained_model) as service:
        service.wait_for_assistant()
        yield service


@pytest.fixture(scope="session")
def starter_town(
    tmp_path_factory: pytest.TempPathFactory, trained_model: Path
) -> Iterator[LiveService]:
    """A running service with a ready assistant and the whole starter knowledge."""
    data = tmp_path_factory.mktemp("town")
    with live_service(data, model=trained_model, starter=True) as service:
        service.wait_for_assistant()
        yield service
