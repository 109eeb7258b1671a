"""Faults that cannot be caused from outside, caused inside: what the citizen gets all the same."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event, func, select

from bot.conversations import journal as journal_module
from bot.conversations.models import ReceiptRecord, TranscriptEvent
from bot.parts import Service
from bot.service import create_app
from bot.settings import Settings
from tests.support.knowledge import DISCLOSURE_TIME, PERMIT_MATERIALS, PERMIT_TIME, small_district
from tests.support.service import wait_until

pytestmark = pytest.mark.slow

LIMIT_S = 10


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    small_district(f"sqlite:///{tmp_path / 'wenzheng.db'}").close()
    return Settings(data_dir=tmp_path, assistant_enabled=False)


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings)) as client:
        yield client


def parts(client: TestClient) -> Service:
    service: Service = client.app.state.service  # type: ignore[attr-defined]
    return service


def ask(client: TestClient, **more: Any) -> dict[str, Any]:
    response = client.post("/api/ask", json={"question": DISCLOSURE_TIME.question, **more})
    assert response.status_code == 200
    reply: dict[str, Any] = response.json()
    return reply


def session(client: TestClient) -> str:
    return str(client.post("/web/session").json()["session"])


def rows(service: Service) -> tuple[int, int]:
    with service.database.read() as reading:
        counts = [
            reading.scalar(select(func.count()).select_from(table)) or 0
            for table in (TranscriptEvent, ReceiptRecord)
        ]
    return counts[0], counts[1]


def test_a_fault_of_ours_is_an_apology_with_a_way_on(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(parts(client).answering, "ask", broken)
    for token in (None, session(client)):
        reply = ask(client, session=token)
        assert reply["status"] == "error_internal"
        assert "12345" in reply["blocks"][0]["text"]
        assert reply["blocks"][1]["choices"][0]["value"] == "human"
        assert "a fault of ours" not in str(reply)


def test_a_full_disk_fails_no_answer_and_loses_nothing(client: TestClient) -> None:
    service = parts(client)
    token = session(client)
    ask(client, session=token)
    wait_until(lambda: rows(service) == (2, 1), LIMIT_S)
    limit = {"pages": 1}

    @event.listens_for(service.database.engine, "checkout")
    def shrink(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count={limit['pages']}")

    started = time.monotonic()
    replies = [ask(client, session=token, question="长" * 400) for _ in range(3)]
    replies.append(ask(client, session=token))
    assert replies[-1]["status"] == "answered"
    assert time.monotonic() - started < 4 * LIMIT_S
    assert client.get("/health").json()["unwritten"] > 0
    limit["pages"] = 1_000_000
    wait_until(lambda: rows(service) == (10, 5), 30)


def test_when_no_more_can_be_kept_turns_are_refused_not_lost(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_module, "MAX_WAITING", 2)
    with TestClient(create_app(settings)) as client:
        token = session(client)
        lock = sqlite3.connect(settings.data_dir / "wenzheng.db", isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        statuses = [ask(client, session=token)["status"] for _ in range(4)]
        assert statuses[0] == "answered"
        assert statuses[-1] == "error_internal"
        lock.execute("ROLLBACK")
        lock.close()
        wait_until(lambda: ask(client, session=token)["status"] == "answered", 30)


def test_publishing_is_followed_within_a_moment(client: TestClient, settings: Settings) -> None:
    from dataclasses import replace

    from knowledge_base.database import Database
    from tests.support.knowledge import publish

    changed = replace(DISCLOSURE_TIME, answer="新的答复期限。")
    publish(Database(settings.resolved_database_url), changed)
    wait_until(lambda: ask(client)["blocks"][0]["text"] == "新的答复期限。", LIMIT_S)
    assert ask(client)["version"] == 2


def test_without_an_assistant_a_greeting_is_returned_and_a_question_may_lean_on_the_last(
    client: TestClient,
) -> None:
    token = session(client)

    def said(question: str) -> dict[str, Any]:
        return ask(client, question=question, session=token)

    assert "您好" in said("你好")["blocks"][0]["text"]
    assert said("要多久")["entry_id"] is None
    assert said("办理居住证需要哪些材料")["entry_id"] == PERMIT_MATERIALS.id
    assert said("那要多久")["entry_id"] == PERMIT_TIME.id
    assert ask(client, question="要多久", session=session(client))["entry_id"] is None
