"""What a stranger who sends far too much costs the service, and whoever asks beside them."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select
from websockets.sync.client import connect
from websockets.sync.connection import Connection

from bot.conversations.models import ReceiptRecord, TranscriptEvent
from knowledge_base.database import Base, Database
from tests.support.knowledge import small_district
from tests.support.service import LiveService, live_service

ALLOWED = 3
"""Turns a conversation may take in a minute here."""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveService]:
    data = tmp_path_factory.mktemp("floods")
    small_district(f"sqlite:///{data / 'wenzheng.db'}").close()
    with live_service(data, rate_per_minute=str(ALLOWED)) as service:
        yield service


def say(service: LiveService, session: str, number: int) -> httpx.Response:
    envelope = {"type": "message", "msg_id": f"m{number}", "text": "依申请公开多久答复?"}
    headers = {"Authorization": f"Bearer {session}"}
    return service.http.post("/web/messages", json=envelope, headers=headers)


@pytest.fixture
def minute() -> None:
    """Turns are counted by the minute of the clock: one begins anew soon enough or is not over."""
    if (left := 60 - time.monotonic() % 60) < 20:
        time.sleep(left)


def rows(service: LiveService, table: type[Base]) -> int:
    database = Database(service.database_url)
    with database.read() as session:
        counted = session.scalar(select(func.count()).select_from(table))
    database.close()
    return counted or 0


def opened(service: LiveService, session: str) -> Connection:
    socket = connect(service.url.replace("http", "ws") + "/web/ws")
    socket.send(json.dumps({"type": "resume", "session": session}))
    return socket


def heard(socket: Connection, seconds: float = 1.0) -> list[dict[str, Any]]:
    """What comes until it is quiet for so long."""
    envelopes = []
    while True:
        try:
            envelopes.append(json.loads(socket.recv(timeout=seconds)))
        except TimeoutError:
            return envelopes


def test_of_far_too_many_turns_only_the_first_refusal_is_kept(
    service: LiveService, minute: None
) -> None:
    events, receipts = rows(service, TranscriptEvent), rows(service, ReceiptRecord)
    session = service.session()
    answers = [say(service, session, number) for number in range(10)]
    assert [answer.status_code for answer in answers] == [202] * (ALLOWED + 1) + [429] * 6
    assert (answers[-1].json()["code"], answers[-1].json()["msg_id"]) == ("busy", "m9")
    assert rows(service, TranscriptEvent) == events + 2 * (ALLOWED + 1)
    assert rows(service, ReceiptRecord) == receipts + ALLOWED + 1


def test_of_far_too_many_questions_without_a_conversation_neither(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    small_district(f"sqlite:///{tmp_path / 'wenzheng.db'}").close()
    with live_service(tmp_path, address_rate_per_minute=str(ALLOWED)) as service:
        request.getfixturevalue("minute")
        statuses = [service.ask("依申请公开多久答复?")["status"] for _ in range(10)]
        assert statuses == ["answered"] * ALLOWED + ["refused_rate"] * 7
        assert rows(service, ReceiptRecord) == ALLOWED + 1


def test_who_sends_far_too_much_on_a_socket_is_told_so(service: LiveService, minute: None) -> None:
    with opened(service, service.session()) as socket:
        for number in range(6):
            message = {"type": "message", "msg_id": f"m{number}", "text": "依申请公开多久答复?"}
            socket.send(json.dumps(message))
        errors = [each for each in heard(socket) if each["kind"] == "error"]
    assert {(each["code"], each["msg_id"]) for each in errors} == {("busy", "m4"), ("busy", "m5")}


def test_who_sends_far_too_much_at_a_kiosk_is_told_so(service: LiveService, minute: None) -> None:
    with connect(service.url.replace("http", "ws") + "/kiosk/ws") as socket:
        socket.send('{"type": "start", "speech": "none"}')
        for number in range(6):
            message = {"type": "message", "msg_id": f"k{number}", "text": "依申请公开多久答复?"}
            socket.send(json.dumps(message))
        errors = [each for each in heard(socket) if each["kind"] in ("error", "fault")]
    assert {(each["code"], each.get("msg_id")) for each in errors} == {
        ("busy", "k4"),
        ("busy", "k5"),
    }


def test_a_thousand_signs_of_writing_in_many_tabs_are_told_once_a_second(
    service: LiveService,
) -> None:
    session = service.session()
    begun = time.monotonic()
    with ExitStack() as stack:
        sockets = [stack.enter_context(opened(service, session)) for _ in range(10)]
        for socket in sockets:
            for _ in range(100):
                socket.send('{"type": "typing"}')
        told = [each for each in heard(sockets[0]) if each["kind"] == "composing"]
    assert 1 <= len(told) <= time.monotonic() - begun + 1


def test_a_text_of_signs_that_stand_for_many_takes_no_longer_than_others(
    service: LiveService,
) -> None:
    def quickest(sign: str) -> float:
        times = []
        for _ in range(4):
            begun = time.perf_counter()
            assert service.ask(sign * 20_000)["status"] == "unanswered_too_long"
            times.append(time.perf_counter() - begun)
        return min(times)

    quickest("字")  # whatever is loaded with the first
    assert quickest("ﷺ") < 5 * quickest("字")
