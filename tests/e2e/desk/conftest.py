"""A running service with a desk: a citizen in the widget, agents in the console."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from knowledge_base.database import Database
from tests.e2e.browsing import Browse
from tests.e2e.desk.agent_page import AgentPage
from tests.e2e.web.widget import Widget
from tests.support.desk import TestDesk
from tests.support.knowledge import small_district
from tests.support.service import LiveService, live_service

AGENTS = (("li", "小李"), ("wang", "小王"))


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveService]:
    """No assistant runs: the desk works without."""
    data = tmp_path_factory.mktemp("desk")
    small_district(f"sqlite:///{data / 'wenzheng.db'}").close()
    with live_service(data, desk_away_s="4") as service:
        yield service


@pytest.fixture
def desk(service: LiveService) -> TestDesk:
    """The desk, open, nobody signed in and nobody waiting."""
    desk = TestDesk(Database(service.database_url))
    desk.put("unattended", AGENTS)
    return desk


@pytest.fixture
def citizen(desk: TestDesk, service: LiveService, browse: Browse) -> Widget:
    """A citizen with an open widget."""
    return Widget(browse().new_page()).visit(f"{service.url}/").open()


@pytest.fixture
def agent(desk: TestDesk, service: LiveService, browse: Browse) -> Callable[[str], AgentPage]:
    """Signs an agent in, in a browser of their own."""
    return lambda name: AgentPage(browse().new_page(), service.url).sign_in(name)
