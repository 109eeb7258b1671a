"""A running service with three bodies and their officers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from knowledge_base.database import Database
from tests.e2e.cases.staff import Enter, Staff, Town, open_accounts
from tests.e2e.service.errands import district_with_offices
from tests.support.service import live_service


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """No assistant runs: staff answer without."""
    data = tmp_path_factory.mktemp("cases")
    url = f"sqlite:///{data / 'wenzheng.db'}"
    district_with_offices(url)
    database = Database(url)
    open_accounts(database)
    database.close()
    with live_service(data) as service:
        yield Town(service)


@pytest.fixture(scope="session")
def staff(town: Town) -> Enter:
    """Signs somebody in, once for all tests."""
    signed_in: dict[str, Staff] = {}

    def enter(name: str) -> Staff:
        if name not in signed_in:
            signed_in[name] = Staff(town.service, name)
        return signed_in[name]

    return enter
