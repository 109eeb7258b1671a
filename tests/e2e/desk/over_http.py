"""A citizen and an agent without their pages."""

from __future__ import annotations

import json
from typing import Any

import httpx

from casework.queueing import queue
from knowledge_base.database import Database
from tests.conversations.talks import read
from tests.support.desk import PASSWORD
from tests.support.service import LiveService


class Citizen:
    """A conversation over the API."""

    def __init__(self, service: LiveService) -> None:
        self.service = service
        self.session = service.session()

    def says(self, text: str, **more: Any) -> dict[str, Any]:
        return self.service.ask(text, session=self.session, **more)

    def events(self) -> list[dict[str, Any]]:
        headers = {"Authorization": f"Bearer {self.session}"}
        response = self.service.http.get("/web/poll?after=0&wait=0", headers=headers)
        events: list[dict[str, Any]] = response.json()
        return events

    def has_read(self, text: str) -> bool:
        return any(text in read(event["reply"]) for event in self.events() if "reply" in event)


class AgentClient:
    """An agent's browser without its page."""

    def __init__(self, service: LiveService, name: str) -> None:
        self.http = httpx.Client(base_url=service.url, timeout=30, trust_env=False)
        entered = self.http.post("/console/desk", data={"name": name, "password": PASSWORD})
        assert entered.status_code == 303

    def does(self, pk: int, act: str, **what: str) -> httpx.Response:
        return self.http.post(f"/console/desk/{pk}/{act}", json=what)


def board(agent: AgentClient) -> dict[str, Any]:
    """What an agent's page shows now."""
    with agent.http.stream("GET", "/console/desk/board") as lines:
        line = next(line for line in lines.iter_lines() if line.startswith("data:"))
    shown: dict[str, Any] = json.loads(line.removeprefix("data:"))
    return shown


def waiting(database: Database) -> int:
    """The handoff of whoever waits."""
    with database.read() as session:
        return queue(session)[0].pk
