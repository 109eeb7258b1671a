"""Bad input and faults on a real service: a clear answer, nothing lost, nothing hanging."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.secrets import derived
from tests.support.knowledge import DISCLOSURE_TIME, ENTRIES, small_district
from tests.support.service import ROOT, LiveService, live_service, wait_until

pytestmark = pytest.mark.assistant

LIMIT_S = 10


@pytest.mark.parametrize("in_conversation", [False, True])
@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("", "unanswered_empty"),
        ("   \n\t ", "unanswered_empty"),
        ("？！。……", "unanswered_empty"),
        ("😀" * 400, "unanswered_empty"),
        ("😀" * 1000, "unanswered_too_long"),
        ("居住证" * 3400, "unanswered_too_long"),
        ("\x00\x01\x02\x1f" * 5, "unanswered_unreadable"),
        ("\ufffd\ufffd\ufffd\ufffd\ufffd", "unanswered_unreadable"),
        ("帮我办假证", "refused_sensitive"),
        ("' OR 1=1; DROP TABLE entries; --", None),
        ("<script>alert(1)</script>", None),
        ("Привет, как дела", None),
    ],
)
def test_bad_text_gets_a_clear_status(
    district: LiveService, text: str, status: str | None, in_conversation: bool
) -> None:
    session = district.session() if in_conversation else None
    reply = district.ask(text, session=session)
    assert reply["status"] == status or (status is None and reply["entry_id"] is None)
    assert reply["blocks"]
    assert reply["status"] != "error_internal"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", 422),
        (b"not json", 422),
        (b"[]", 422),
        (b'{"question": 7}', 422),
        (b'{"question": "x", "as_of": "yesterday"}', 422),
        (b'{"question": "x", "unknown": 1}', 422),
        (b'{"question": "\xff\xfe"}', 400),
        (b'{"question": "x", "session": "guessed"}', 401),
        (b'{"question": "' + b"x" * 30_000 + b'"}', 422),
        (b'{"question": "\\ud800"}', 422),
        (b'{"question": NaN}', 422),
        (b'{"question": "x", "session": "\\ud800"}', 401),
        (b'{"question": "x", "choice": "drop table"}', 422),
        (b'{"question": "x", "msg_id": "13812345678 is my number"}', 422),
        (b'{"question": "x", "jurisdiction": "nowhere"}', 422),
        (b'{"question": "x", "channel": "wechat"}', 422),
    ],
)
def test_a_wrong_request_is_refused(district: LiveService, body: bytes, code: int) -> None:
    headers = {"Content-Type": "application/json"}
    response = district.http.post("/api/ask", content=body, headers=headers)
    assert response.status_code == code
    assert "Traceback" not in response.text
    assert len(response.content) < 2000


def test_a_body_that_is_too_long_is_refused_before_it_is_read(district: LiveService) -> None:
    with socket.create_connection(("127.0.0.1", district.port), timeout=LIMIT_S) as connection:
        connection.sendall(
            b"POST /api/ask HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Content-Length: 300000\r\n\r\n{"
        )
        assert b" 413 " in connection.recv(1000).splitlines()[0]


def test_a_wrong_action_secret_is_refused(district: LiveService) -> None:
    call = {"next_action": "action_answer", "sender_id": "x", "tracker": {"sender_id": "x"}}
    for headers in ({}, {"X-Wenzheng-Secret": "wrong"}):
        response = district.http.post("/internal/actions", json=call, headers=headers)
        assert response.status_code == 403


def test_an_unknown_action_is_an_error_of_the_call(district: LiveService) -> None:
    secret = derived((district.data / "secret").read_text(), "assistant")
    call = {"next_action": "action_nothing", "sender_id": "x", "tracker": {"sender_id": "x"}}
    response = district.http.post(
        "/internal/actions", json=call, headers={"X-Wenzheng-Secret": secret}
    )
    assert response.status_code == 404


def test_a_conversation_faster_than_a_person_is_slowed_and_no_other(tmp_path: Path) -> None:
    small_district(f"sqlite:///{tmp_path / 'wenzheng.db'}").close()
    with live_service(tmp_path, rate_per_minute="3") as service:
        session = service.session()
        statuses = [service.ask("依申请公开多久答复?", session=session)["status"] for _ in range(5)]
        assert statuses == ["answered"] * 3 + ["refused_rate"] * 2
        assert service.ask("依申请公开多久答复?", session=service.session())["status"] == "answered"


def test_an_address_has_a_limit_that_no_header_changes(tmp_path: Path) -> None:
    small_district(f"sqlite:///{tmp_path / 'wenzheng.db'}").close()
    with live_service(tmp_path, address_rate_per_minute="3") as service:
        statuses = []
        for number in range(5):
            body = {"question": "依申请公开多久答复?"}
            headers = {"X-Forwarded-For": f"10.0.0.{number}"}
            statuses.append(
                service.http.post("/api/ask", json=body, headers=headers).json()["status"]
            )
    assert statuses == ["answered"] * 3 + ["refused_rate"] * 2


@pytest.mark.timeout(400)  # it starts anew while four people go on asking
def test_killing_the_assistant_while_asking_fails_no_answer(
    tmp_path: Path, trained_model: Path
) -> None:
    small_district(f"sqlite:///{tmp_path / 'wenzheng.db'}").close()
    with live_service(tmp_path, model=trained_model) as service:
        service.wait_for_assistant()
        replies: list[dict[str, Any]] = []
        slowest: list[float] = []
        stop = threading.Event()

        def keep_asking() -> None:
            with httpx.Client(base_url=service.url, timeout=LIMIT_S, trust_env=False) as http:
                session = http.post("/web/session").json()["session"]
                while not stop.is_set():
                    body = {"question": DISCLOSURE_TIME.question, "session": session}
                    started = time.monotonic()
                    replies.append(http.post("/api/ask", json=body).json())
                    slowest.append(time.monotonic() - started)

        askers = [threading.Thread(target=keep_asking) for _ in range(4)]
        for asker in askers:
            asker.start()
        wait_until(lambda: len(replies) > 20)
        os.kill(service.assistant_process().pid, signal.SIGKILL)
        wait_until(lambda: service.health()["assistant"] != "ready")
        asked = len(replies)
        wait_until(lambda: len(replies) > asked + 20)
        service.wait_for_assistant()
        stop.set()
        for asker in askers:
            asker.join()
        assert {reply["status"] for reply in replies} == {"answered"}
        assert max(slowest) < LIMIT_S


def test_the_first_answers_come_while_the_assistant_still_starts(
    tmp_path: Path, trained_model: Path
) -> None:
    small_district(f"sqlite:///{tmp_path / 'wenzheng.db'}").close()
    with live_service(tmp_path, model=trained_model) as service:
        session = service.session()
        assert service.health()["assistant"] == "starting"
        reply = service.ask(DISCLOSURE_TIME.question, session=session)
        assert reply["status"] == "answered"
        choices = service.ask("居住证", session=session)["blocks"][0]["choices"]
        taken = service.ask("x", session=session, choice=choices[0]["value"])
        assert taken["status"] == "answered"
        assert service.ask("x", session=session, choice="human")["status"] == "dialogue"


def test_a_model_is_replaced_without_a_gap(tmp_path: Path, trained_model: Path) -> None:
    small_district(f"sqlite:///{tmp_path / 'wenzheng.db'}").close()
    with live_service(tmp_path, model=trained_model) as service:
        service.wait_for_assistant()
        session = service.session()
        service.ask("办理居住证需要哪些材料", session=session)
        models = tmp_path / "assistant" / "models"
        renewed = models / "assistant-renewed.tar.gz"
        renewed.write_bytes(trained_model.read_bytes())
        (models / "active").write_text(renewed.name)
        states = set()

        def replaced() -> bool:
            health = service.health()
            states.add(health["assistant"])
            assert service.ask("你好", session=session)["status"] == "dialogue"
            return bool(health["model"] == renewed.name)

        wait_until(replaced)
        assert states == {"ready"}
        assert service.ask("那要多久", session=session)["entry_id"] is not None


def test_a_locked_database_delays_no_answer_and_loses_nothing(tmp_path: Path) -> None:
    small_district(f"sqlite:///{tmp_path / 'wenzheng.db'}").close()
    with live_service(tmp_path) as service:
        session = service.session()
        lock = sqlite3.connect(tmp_path / "wenzheng.db", isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        started = time.monotonic()
        reply = service.ask(DISCLOSURE_TIME.question, session=session)
        assert reply["status"] == "answered"
        assert time.monotonic() - started < LIMIT_S
        lock.execute("ROLLBACK")
        wait_until(lambda: service.health()["unwritten"] == 0)
        wait_until(lambda: _kept(tmp_path, reply["turn_id"]) == (1, 2))
        lock.close()


def test_what_was_said_survives_a_killed_service(tmp_path: Path) -> None:
    small_district(f"sqlite:///{tmp_path / 'wenzheng.db'}").close()
    with live_service(tmp_path) as service:
        session = service.session()
        reply = service.ask(DISCLOSURE_TIME.question, session=session, msg_id="m1")
        wait_until(lambda: _kept(tmp_path, reply["turn_id"]) == (1, 2))
        service.process.kill()
        service.process.wait()
    with live_service(tmp_path) as service:
        again = service.ask(DISCLOSURE_TIME.question, session=session, msg_id="m1")
        assert again == reply
        assert _kept(tmp_path, reply["turn_id"]) == (1, 2)


def test_the_same_message_twice_at_once_is_one_turn(district: LiveService) -> None:
    session = district.session()
    replies: list[dict[str, Any]] = []

    def send() -> None:
        with httpx.Client(base_url=district.url, timeout=LIMIT_S, trust_env=False) as http:
            body = {"question": DISCLOSURE_TIME.question, "session": session, "msg_id": "once"}
            replies.append(http.post("/api/ask", json=body).json())

    senders = [threading.Thread(target=send) for _ in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert len({reply["turn_id"] for reply in replies}) == 1


def test_production_refuses_to_start_without_a_secret(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="WENZHENG_SECRET"):
        with live_service(tmp_path, mode="production"):
            pass


def test_an_empty_knowledge_says_so_politely(tmp_path: Path) -> None:
    with live_service(tmp_path) as service:
        assert service.ask(ENTRIES[0].question)["status"] == "unanswered_no_match"


def _kept(data: Path, turn_id: str) -> tuple[int, int]:
    """Receipts of the turn, events of the transcript."""
    with sqlite3.connect(data / "wenzheng.db") as database:
        receipts = database.execute(
            "select count(*) from receipts where turn_id = ?", (turn_id,)
        ).fetchone()[0]
        events = database.execute("select count(*) from transcript_events").fetchone()[0]
    return receipts, events


def test_a_port_in_use_is_said_on_the_terminal(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ended = subprocess.run(
            [
                *(sys.executable, "-m", "bot", "run", "--no-starter"),
                *("--port", str(taken.getsockname()[1])),
            ],
            cwd=ROOT,
            env={**os.environ, "WENZHENG_DATA_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    assert ended.returncode == 3
    assert "could not start" in ended.stdout
    assert "address already in use" in (tmp_path / "logs" / "service.log").read_text()
