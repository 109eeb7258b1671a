"""Progress of a case, asked of a real small case system over HTTP."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler
from typing import Any

import httpx
import pytest

from casework.errors import InvalidInput
from casework.progress import MAX_BYTES, ProgressResult, ProgressStatus, ProgressSystem
from tests.support.serving import handled_by

CASE = {
    "number": "SF2026-0001",
    "item": "食品经营许可",
    "status": "审核中",
    "updated_at": "2026-11-20T09:30:00+08:00",
    "expected_on": "2026-11-27",
    "steps": [{"name": "受理", "at": "2026-11-18T10:00:00+08:00"}, {"name": "审核"}],
}
ANSWERS: dict[str, tuple[int, Any]] = {
    "SF2026-0001": (200, CASE),
    "OTHER-CASE": (200, CASE),
    "BROKEN-JSON": (200, b"<html>maintenance</html>"),
    "MISSING-FIELD": (200, {"number": "MISSING-FIELD"}),
    "HUGE-ANSWER": (200, b" " * (MAX_BYTES + 1)),
    "SERVER-ERROR": (500, {}),
    "MOVED-AWAY": (302, {}),
}


class CaseSystem(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        number = self.path.rsplit("/", 1)[-1]
        status, body = ANSWERS.get(number, (404, {}))
        if number == "SF2026-0001" and self.headers["X-Query-Code"] != "8864":
            status = 404
        if number == "SLOW-ANSWER":
            time.sleep(5)
        payload = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Location", f"/cases/{CASE['number']}")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, *_: Any) -> None:
        """Keep the test's output clean."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with handled_by(CaseSystem) as address:
        yield address


def enquire(address: str | None, number: str, code: str = "") -> ProgressResult:
    async def ask() -> ProgressResult:
        async with httpx.AsyncClient(trust_env=False) as client:
            return await ProgressSystem(address, client).enquire(number, code)

    return asyncio.run(ask())


def test_a_case_is_found_by_number_and_code(address: str) -> None:
    result = enquire(address, " SF2026-0001 ", "8864")
    assert result.status is ProgressStatus.FOUND
    assert result.progress is not None
    assert (result.progress.status, result.progress.expected_on) == ("审核中", date(2026, 11, 27))
    assert [step.name for step in result.progress.steps] == ["受理", "审核"]


def test_a_wrong_code_and_a_wrong_number_look_alike(address: str) -> None:
    assert enquire(address, "SF2026-0001", "0000").status is ProgressStatus.NOT_FOUND
    assert enquire(address, "SF2026-9999", "8864").status is ProgressStatus.NOT_FOUND


@pytest.mark.parametrize(
    "number",
    ["OTHER-CASE", "BROKEN-JSON", "MISSING-FIELD", "HUGE-ANSWER", "SERVER-ERROR", "MOVED-AWAY"],
)
def test_whatever_else_it_answers_is_unavailable(address: str, number: str) -> None:
    assert enquire(address, number) == ProgressResult(ProgressStatus.UNAVAILABLE)


def test_without_a_system_it_says_so() -> None:
    assert enquire(None, "SF2026-0001") == ProgressResult(ProgressStatus.NOT_CONFIGURED)


def test_a_system_that_is_gone_is_unavailable() -> None:
    with handled_by(CaseSystem) as gone:
        pass
    assert enquire(gone, "SF2026-0001").status is ProgressStatus.UNAVAILABLE
    assert enquire("http://[bad", "SF2026-0001").status is ProgressStatus.UNAVAILABLE


@pytest.mark.parametrize("number", ["", "../admin", "a b c d", "1" * 51, "办件号是多少", "x?y=1&z"])
def test_what_cannot_be_a_number_is_never_sent(address: str, number: str) -> None:
    with pytest.raises(InvalidInput):
        enquire(address, number)


def test_what_cannot_be_a_code_is_never_sent(address: str) -> None:
    with pytest.raises(InvalidInput):
        enquire(address, "SF2026-0001", "8864\r\nHost: elsewhere")
