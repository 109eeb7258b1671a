"""The channel that docs/add-a-channel.md writes down, put into a service and talked through."""

from __future__ import annotations

import hmac
import importlib.util
import re
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

import connectors
from bot.conversations.models import ReceiptRecord
from bot.secrets import derived
from bot.service import create_app
from bot.settings import Settings
from tests.support.knowledge import small_district
from tests.support.service import ROOT

PAGE = ROOT / "docs" / "add-a-channel.md"
NUMBER = "13800138000"


def listings() -> list[str]:
    return re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The first listing, as the package it says it is."""
    file = tmp_path / "sms.py"
    file.write_text(listings()[0], encoding="utf-8")
    spec = importlib.util.spec_from_file_location("connectors.sms", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "connectors.sms", module)
    monkeypatch.setattr(connectors, "sms", module, raising=False)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def client(package: ModuleType, tmp_path: Path) -> Iterator[TestClient]:
    small_district(f"sqlite:///{tmp_path / 'wenzheng.db'}").close()
    app = create_app(Settings(data_dir=tmp_path, assistant_enabled=False))
    names = {"app": app, "service": app.state.service, "connectors": connectors, "derived": derived}
    exec(listings()[1], names)  # noqa: S102 -- the line of the page, as it stands
    with TestClient(app) as client:
        yield client


def send(client: TestClient, text: str, number: str = "1", sender: str = NUMBER) -> Any:
    body = urlencode({"from": sender, "id": number, "text": text}).encode()
    secret = derived(client.app.state.service.secret, "sms")  # type: ignore[attr-defined]
    signature = hmac.digest(secret.encode(), body, sha256).hex()
    return client.post("/sms", content=body, headers={"X-Signature": signature})


def test_a_short_message_gets_the_approved_answer_with_its_source(client: TestClient) -> None:
    answer = send(client, "依申请公开多久答复")
    assert answer.status_code == 200
    assert "20个工作日" in answer.text
    assert "依据：" in answer.text


def test_a_retry_of_the_gateway_is_one_turn(client: TestClient) -> None:
    first, second = send(client, "依申请公开多久答复"), send(client, "依申请公开多久答复")
    assert first.text == second.text
    service = client.app.state.service  # type: ignore[attr-defined]
    with service.database.read() as session:
        assert session.scalar(select(func.count()).select_from(ReceiptRecord)) == 1
        assert session.scalars(select(ReceiptRecord.channel)).all() == ["sms"]


def test_a_wrong_signature_is_refused(client: TestClient) -> None:
    refused = client.post("/sms", content=b"from=1&id=1&text=a", headers={"X-Signature": "0" * 64})
    assert refused.status_code == 403


def test_no_number_is_kept(client: TestClient, tmp_path: Path) -> None:
    send(client, "依申请公开多久答复")
    client.app.state.service.journal.close()  # type: ignore[attr-defined]
    assert not [
        file for file in tmp_path.glob("wenzheng.db*") if NUMBER.encode() in file.read_bytes()
    ]


def test_hostile_text_gets_an_answer(client: TestClient) -> None:
    for number, text in enumerate(("\x00\x01", "很" * 10_000, "<script>alert(1)</script>", "？")):
        answer = send(client, text, number=str(number))
        assert answer.status_code == 200
        assert 0 < len(answer.text) <= 350
