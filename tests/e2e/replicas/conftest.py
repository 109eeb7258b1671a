"""Two processes of the service with one PostgreSQL and one Redis, as on two machines."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import redis
from sqlalchemy import select

from bot.conversations.models import ReceiptRecord
from bot.secrets import derived
from connectors.web.sessions import Sessions
from knowledge_base.database import Database
from tests.e2e.service.errands import district_with_offices
from tests.support.service import LiveService, live_service
from tests.support.stores import Postgresql

SECRET = "the same in both processes, of 32 characters or more"


@dataclass
class Town:
    """A district served by two processes."""

    services: tuple[LiveService, LiveService]
    database: Database
    redis_url: str

    @property
    def one(self) -> LiveService:
        return self.services[0]

    @property
    def other(self) -> LiveService:
        return self.services[1]

    def citizen(self) -> Citizen:
        """A new one; either process would have given them their token."""
        session = Sessions(derived(SECRET, "web")).issue()
        return Citizen(self, session.token, session.conversation_id)


@dataclass
class Citizen:
    """Somebody whose requests the load balancer sends anywhere."""

    town: Town
    token: str
    conversation_id: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def sends(self, service: LiveService, msg_id: str, text: str) -> httpx.Response:
        """Send a message; comes back when it is answered."""
        envelope = {"type": "message", "msg_id": msg_id, "text": text}
        return httpx.post(
            f"{service.url}/web/messages",
            json=envelope,
            headers=self.headers,
            timeout=30,
            trust_env=False,
        )

    def sends_meanwhile(self, service: LiveService, msg_id: str, text: str) -> threading.Thread:
        """Send a message, and do not wait for its answer."""

        def send() -> None:
            try:
                self.sends(service, msg_id, text)
            except httpx.TransportError:  # the process was killed
                return

        thread = threading.Thread(target=send)
        thread.start()
        return thread

    def events(self, service: LiveService | None = None) -> list[dict[str, Any]]:
        """The conversation as a process shows it."""
        at = service or self.town.one
        response = at.http.get("/web/poll?after=0&wait=0", headers=self.headers)
        events: list[dict[str, Any]] = response.json()
        return events

    def listens(self, service: LiveService, after: int) -> list[dict[str, Any]]:
        """What comes next at a process, within ten seconds."""
        response = service.http.get(f"/web/poll?after={after}&wait=10", headers=self.headers)
        events: list[dict[str, Any]] = response.json()
        return events

    def receipts(self) -> int:
        """How many turns ran, by the evidence."""
        mine = ReceiptRecord.conversation_id == self.conversation_id
        with self.town.database.read() as session:
            return len(session.scalars(select(ReceiptRecord.turn_id).where(mine)).all())


@contextmanager
def two_services(
    folder: Path, postgresql: Postgresql, redis_url: str, **settings: Any
) -> Iterator[Town]:
    """Start both on a new district, each with a data directory of its own."""
    url = postgresql.new()
    district_with_offices(url)
    database = Database(url)
    given = {"database_url": url, "redis_url": redis_url, "secret": SECRET, **settings}
    with ExitStack() as stack, ThreadPoolExecutor() as starting:
        stack.callback(database.close)
        starts = [starting.submit(_start, stack, folder / name, given) for name in ("a", "b")]
        one, other = (start.result() for start in starts)
        yield Town((one, other), database, redis_url)


def _start(stack: ExitStack, data: Path, settings: dict[str, Any]) -> LiveService:
    return stack.enter_context(live_service(data, **settings))


@pytest.fixture(scope="module")
def town(
    tmp_path_factory: pytest.TempPathFactory, postgresql: Postgresql, redis_url: str
) -> Iterator[Town]:
    """No assistant runs: what is shared is the service's."""
    folder = tmp_path_factory.mktemp("town")
    with two_services(folder, postgresql, redis_url, rate_per_minute="12") as town:
        yield town


@pytest.fixture
def standing(redis_url: str) -> Callable[[str], int]:
    return standing_in(redis_url)


def standing_in(redis_url: str) -> Callable[[str], int]:
    """How many turns stand in a conversation's queue."""
    client = redis.Redis.from_url(redis_url)
    return lambda conversation: int(client.llen(f"wenzheng:turns:{{{conversation}}}:queue"))
