"""A session of the web channel spoken to without a browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from websockets.sync.client import connect
from websockets.sync.connection import Connection

from tests.e2e.web.support import LiveServer


class Client:
    """A session spoken to without a browser."""

    def __init__(self, server: LiveServer) -> None:
        self.server = server
        self.http = httpx.Client(base_url=server.url, timeout=20)
        self.token = self.http.post("/web/session").json()["session"]
        self.headers = {"Authorization": f"Bearer {self.token}"}

    @contextmanager
    def socket(self, after: int = 0, **options: Any) -> Iterator[Connection]:
        with connect(self.server.url.replace("http", "ws") + "/web/ws", **options) as socket:
            send(socket, {"type": "resume", "session": self.token, "after": after})
            yield socket

    def poll(self, after: int = 0, wait: float = 0) -> list[dict[str, Any]]:
        url = f"/web/poll?after={after}&wait={wait}"
        events: list[dict[str, Any]] = self.http.get(url, headers=self.headers).json()
        return events

    def say(self, msg_id: str, text: str, **more: Any) -> httpx.Response:
        envelope = {"type": "message", "msg_id": msg_id, "text": text, **more}
        return self.http.post("/web/messages", json=envelope, headers=self.headers)


def send(socket: Connection, envelope: dict[str, Any]) -> None:
    socket.send(json.dumps(envelope))


def receive(socket: Connection) -> dict[str, Any]:
    envelope: dict[str, Any] = json.loads(socket.recv(timeout=10))
    return envelope


def until(socket: Connection, kind: str) -> dict[str, Any]:
    while (envelope := receive(socket))["kind"] != kind:
        pass
    return envelope


def message(msg_id: str, text: str) -> dict[str, Any]:
    return {"type": "message", "msg_id": msg_id, "text": text}
