"""Citizens who wait for a person and close the page."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge_base.database import Database
from tests.e2e.desk.over_http import AgentClient, Citizen, board
from tests.support.desk import TestDesk
from tests.support.knowledge import small_district
from tests.support.service import LiveService, live_service, wait_until

GONE_AFTER_S = 3


@pytest.fixture
def service(tmp_path: Path) -> Iterator[LiveService]:
    small_district(f"sqlite:///{tmp_path / 'wenzheng.db'}").close()
    with live_service(tmp_path, desk_gone_s=str(GONE_AFTER_S)) as service:
        TestDesk(Database(service.database_url)).put("open")
        yield service


def _asks_for_a_person(citizen: Citizen) -> None:
    headers = {"Authorization": f"Bearer {citizen.session}"}
    message = {"type": "message", "msg_id": "m1", "text": "转人工"}
    answer = citizen.service.http.post("/web/messages", json=message, headers=headers)
    assert answer.status_code == 202


def test_who_closes_the_page_leaves_the_queue_and_who_has_it_open_stays(
    service: LiveService,
) -> None:
    gone, there, li = Citizen(service), Citizen(service), AgentClient(service, "li")
    headers = {"Authorization": f"Bearer {there.session}"}
    with service.http.stream("GET", "/web/events?after=0", headers=headers):
        for citizen in (gone, there):
            _asks_for_a_person(citizen)
        assert len(board(li)["waiting"]) == 2
        wait_until(lambda: len(board(li)["waiting"]) == 1, 30)
        wait_until(lambda: gone.has_read("已经不在排队了"), 30)
        time.sleep(GONE_AFTER_S + 2)
        assert len(board(li)["waiting"]) == 1
    assert not there.has_read("已经不在排队了")
    wait_until(lambda: not board(li)["waiting"], 30)
