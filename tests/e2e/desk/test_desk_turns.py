"""The desk over HTTP: whose words are whose, also at the same moment and across a restart."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from casework.agents import close_agent
from casework.frontdesk import DeskRules
from casework.models import ExpectedAnswer, Handoff, KeptAnswer
from console.desk_board import last_announcement, look
from knowledge_base.database import Database, utc_now
from tests.conversations.talks import read
from tests.e2e.desk.over_http import AgentClient, Citizen, board, waiting
from tests.support.desk import TestDesk
from tests.support.knowledge import DISCLOSURE_TIME, small_district
from tests.support.service import LiveService, live_service, wait_until

QUESTION = "依申请公开多久答复?"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("turns")
    small_district(f"sqlite:///{data / 'wenzheng.db'}").close()
    return data


@pytest.fixture(scope="module")
def service(data: Path) -> Iterator[LiveService]:
    with live_service(data, desk_queue_limit="2") as service:
        yield service


@pytest.fixture
def database(service: LiveService) -> Database:
    return Database(service.database_url)


@pytest.fixture
def desk(database: Database) -> TestDesk:
    desk = TestDesk(database)
    desk.put("open", (("li", "小李"), ("wang", "小王")))
    return desk


@pytest.fixture
def citizen(desk: TestDesk, service: LiveService) -> Citizen:
    return Citizen(service)


@pytest.fixture
def li(desk: TestDesk, service: LiveService) -> AgentClient:
    return AgentClient(service, "li")


def test_a_person_is_asked_for_in_words_while_the_assistant_is_away(citizen: Citizen) -> None:
    reply = citizen.says("转人工。")
    assert reply["status"] == "dialogue"
    assert "您排在第1位" in read(reply)
    assert "不排队了" in read(citizen.says("", choice="stop_waiting"))
    assert "没有在排队" in read(citizen.says("", choice="stop_waiting"))


def test_the_queue_is_full(citizen: Citizen, service: LiveService) -> None:
    for _ in range(2):
        Citizen(service).says("", choice="human")
    assert "排队的人太多" in read(citizen.says("", choice="human"))


def test_english_is_answered_in_english(
    citizen: Citizen, li: AgentClient, database: Database
) -> None:
    assert "number 1 in the queue" in read(citizen.says("talk to a person"))
    pk = waiting(database)
    assert li.does(pk, "claim").status_code == 204
    wait_until(lambda: citizen.has_read("小李 from our staff is here"), 10)
    li.does(pk, "close")
    wait_until(lambda: citizen.has_read("The conversation with our staff has ended"), 10)


def test_nothing_private_is_taken_while_a_person_has_the_conversation(
    citizen: Citizen, li: AgentClient, database: Database
) -> None:
    citizen.says("", choice="human")
    pk = waiting(database)
    li.does(pk, "claim")
    with database.begin() as session:
        one = session.get_one(Handoff, pk)
        session.add(
            ExpectedAnswer(
                conversation_id=one.conversation_id,
                field="message.text",
                prose=True,
                at=utc_now(),
            )
        )
    reply = citizen.says("我家楼下的路灯坏了三天了")
    assert (reply["status"], reply["blocks"]) == ("dialogue_person", [])
    with database.read() as session:
        assert session.scalars(select(KeptAnswer)).all() == []
    assert citizen.events()[-2]["text"] == "我家楼下的路灯坏了三天了"


def test_what_is_too_long_for_a_person_is_said_to_be(
    citizen: Citizen, li: AgentClient, database: Database
) -> None:
    citizen.says("", choice="human")
    li.does(waiting(database), "claim")
    assert citizen.says("长" * 999)["status"] == "dialogue_person"
    assert "请分几次" in read(citizen.says("长" * 1001))


def test_whoever_speaks_of_suicide_reads_the_helpline_though_a_person_has_the_conversation(
    citizen: Citizen, li: AgentClient, database: Database
) -> None:
    citizen.says("", choice="human")
    pk = waiting(database)
    assert not board(li)["waiting"][0]["danger"]
    li.does(pk, "claim")
    reply = citizen.says("我不想活了")
    assert "12356" in read(reply)
    assert not [block for block in reply["blocks"] if "choices" in block]
    assert citizen.has_read("12356")
    mine = board(li)["mine"][0]
    assert (mine["words"], mine["danger"], mine["unanswered"]) == ("我不想活了", True, True)
    assert citizen.says("你们还在吗")["status"] == "dialogue_person"
    with li.http.stream("GET", f"/console/desk/{pk}/events") as lines:
        seen = next(line for line in lines.iter_lines() if "12356" in line)
    assert "12356" in seen


def test_the_desk_sees_who_spoke_of_suicide_before_or_while_waiting(
    citizen: Citizen, li: AgentClient, database: Database
) -> None:
    assert "12356" in read(citizen.says("我儿子欠债想跳楼怎么劝"))
    citizen.says("", choice="human")
    assert board(li)["waiting"][0]["danger"]
    waiting_since = last_announcement(database)
    assert "12356" in read(citizen.says("长" * 600 + "活不下去了"))
    rules = DeskRules()
    notices = look(database, rules, "li", waiting_since, utc_now()).notices
    assert [notice.text for notice in notices] == ["有市民说到轻生或自伤，请马上接待"]


def test_of_many_who_claim_at_once_one_has_it(
    citizen: Citizen, li: AgentClient, service: LiveService, database: Database
) -> None:
    citizen.says("", choice="human")
    pk, wang = waiting(database), AgentClient(service, "wang")
    codes: list[int] = []
    threads = [
        threading.Thread(target=lambda a=a: codes.append(a.does(pk, "claim").status_code))
        for a in (li, wang)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [204, 409]


def test_only_the_owner_speaks(
    citizen: Citizen, li: AgentClient, service: LiveService, database: Database
) -> None:
    citizen.says("", choice="human")
    pk, wang = waiting(database), AgentClient(service, "wang")
    assert li.does(pk, "say", text="还没接入").status_code == 409
    li.does(pk, "claim")
    assert wang.does(pk, "say", text="我也在").status_code == 409
    assert wang.does(pk, "typing").status_code == 409
    assert "不归您接待" in wang.http.get(f"/console/desk/{pk}/events").text
    assert li.does(pk, "say", text=" ").status_code == 422
    assert li.does(pk, "entry", entry_id="e000000000000").status_code == 404
    assert li.does(pk, "transfer", to="nobody").status_code == 404
    assert li.does(pk, "nonsense").status_code == 404
    assert li.does(999_999, "claim").status_code == 404
    li.does(pk, "hand_back")
    assert li.does(pk, "say", text="再说一句").status_code == 409
    assert not citizen.has_read("我也在")
    assert citizen.says(QUESTION)["status"] == "answered"


def test_nobody_gets_in_without_an_account(
    desk: TestDesk, service: LiveService, li: AgentClient, database: Database
) -> None:
    for path in ("/console/desk/board", "/console/desk/1/events", "/console/desk/search?q=1"):
        assert service.http.get(path).status_code == 401
    assert service.http.post("/console/desk/1/claim", json={}).status_code == 401
    with database.begin() as session:
        close_agent(session, "li")
    assert li.http.get("/console/desk/search?q=1").status_code == 401


def test_a_restart_leaves_everybody_where_they_were(tmp_path: Path) -> None:
    small_district(f"sqlite:///{tmp_path / 'wenzheng.db'}").close()
    with live_service(tmp_path) as first:
        database = Database(first.database_url)
        TestDesk(database).put("open")
        talking, queued = Citizen(first), Citizen(first)
        talking.says("", choice="human")
        pk = waiting(database)
        AgentClient(first, "li").does(pk, "claim")
        queued.says("", choice="human")
        wait_until(lambda: talking.has_read("小李来为您服务"), 10)
    TestDesk(database).close()
    with live_service(tmp_path) as second:
        talking.service = queued.service = second
        wait_until(lambda: queued.has_read("人工服务时间已过"), 30)
        assert talking.says(QUESTION)["status"] == "dialogue_person"
        li = AgentClient(second, "li")
        assert li.does(pk, "say", text="我们接着说").status_code == 204
        assert talking.has_read("我们接着说")
        assert not talking.has_read(DISCLOSURE_TIME.answer)
        notices = [read(e["reply"]) for e in talking.events() if e["kind"] == "notice"]
        assert sum("小李来为您服务" in notice for notice in notices) == 1
