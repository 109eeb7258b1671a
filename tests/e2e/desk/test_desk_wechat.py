"""A citizen on WeChat and an agent in the console: a real service, the fake platform between."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select

from casework.models import KeptAddress
from knowledge_base.database import Database
from tests.e2e.desk.over_http import AgentClient, waiting
from tests.e2e.wechat.sandbox import create_app, sandbox_account
from tests.e2e.wechat.wechat_platform import Platform
from tests.e2e.wechat.with_phone import service_with_phone
from tests.support.desk import TestDesk
from tests.support.knowledge import DISCLOSURE_FEE, DISCLOSURE_TIME, small_district
from tests.support.service import LiveService, free_port, live_service, wait_until
from tests.support.serving import served


class Phone:
    """WeChat on a citizen's phone."""

    def __init__(self, url: str) -> None:
        self.http = httpx.Client(base_url=url, timeout=30, trust_env=False)

    def says(self, text: str) -> None:
        self.http.post("/act", json={"type": "text", "fields": {"Content": text}})
        wait_until(lambda: self.http.get("/screen").json()["waiting"] == 0, 20)

    def leaves(self) -> None:
        self.http.post("/act", json={"type": "event", "fields": {"Event": "unsubscribe"}})
        wait_until(lambda: self.http.get("/screen").json()["waiting"] == 0, 20)

    def texts(self) -> list[str]:
        return [shown["content"] for shown in self.http.get("/screen").json()["shown"]]

    def has_read(self, text: str) -> bool:
        return any(text in content for content in self.texts())


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LiveService, Phone]]:
    with service_with_phone(tmp_path_factory.mktemp("wechat")) as (service, phone):
        yield service, Phone(phone)


def test_both_ways_and_back(service: tuple[LiveService, Phone]) -> None:
    live, phone = service
    database = Database(live.database_url)
    TestDesk(database).put("open")
    li = AgentClient(live, "li")

    phone.says("转人工")
    wait_until(lambda: phone.has_read("您排在第1位"), 20)
    pk = waiting(database)
    assert li.does(pk, "claim").status_code == 204
    wait_until(lambda: phone.has_read("工作人员小李来为您服务。"), 20)

    before = len(phone.texts())
    phone.says("依申请公开多久答复?")
    assert len(phone.texts()) == before  # for the person: the assistant says nothing
    assert "依申请公开多久答复?" in history(li, pk)
    assert li.does(pk, "say", text="您稍等，我查一下").status_code == 204
    wait_until(lambda: phone.has_read("【小李】\n\n您稍等，我查一下"), 20)
    found = li.http.get("/console/desk/search?q=依申请公开多久答复").json()
    assert li.does(pk, "entry", entry_id=found[0]["id"]).status_code == 204
    wait_until(lambda: phone.has_read(DISCLOSURE_TIME.answer), 20)

    assert li.does(pk, "hand_back").status_code == 204
    wait_until(lambda: phone.has_read("已转回智能助手"), 20)
    phone.says("申请公开政府信息要收费吗？")
    wait_until(lambda: phone.has_read(DISCLOSURE_FEE.answer), 20)


def test_who_waits_for_a_person_is_reached_after_a_restart_and_forgotten_on_leaving(
    tmp_path: Path,
) -> None:
    small_district(f"sqlite:///{tmp_path / 'wenzheng.db'}").close()
    account, port = sandbox_account("safe", verified=True), free_port()
    settings = {
        "wechat_accounts": json.dumps([asdict(account)]),
        "wechat_api_url": f"http://127.0.0.1:{port}",
    }
    app = create_app(account, "http://nowhere")
    platform: Platform = app.state.platform

    def reach(service: LiveService) -> None:
        platform.service = httpx.AsyncClient(base_url=service.url, trust_env=False)

    with served(app, port) as url:
        phone = Phone(url)
        with live_service(tmp_path, **settings) as before:
            TestDesk(Database(before.database_url)).put("open")
            AgentClient(before, "li")
            reach(before)
            phone.says("转人工")
            wait_until(lambda: phone.has_read("您排在第1位"), 20)
        with live_service(tmp_path, **settings) as after:
            database = Database(after.database_url)
            reach(after)
            claimed = AgentClient(after, "li").does(waiting(database), "claim")
            assert claimed.status_code == 204
            wait_until(lambda: phone.has_read("工作人员小李来为您服务。"), 20)
            assert kept(database) == 1
            phone.leaves()
            wait_until(lambda: kept(database) == 0, 20)
            assert list((tmp_path / "wechat").iterdir()) == []


def kept(database: Database) -> int:
    """How many openids are in the database."""
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(KeptAddress)) or 0


def history(agent: AgentClient, pk: int) -> str:
    """What the agent has read of a conversation by now."""
    lines: list[str] = []
    with agent.http.stream("GET", f"/console/desk/{pk}/events") as stream:
        for line in stream.iter_lines():
            lines.append(line)
            if "dialogue_person" in line:
                break
    return "\n".join(lines)
