"""What strangers try at the doors of a running service: its pages for staff, its sockets."""

from __future__ import annotations

import os
import resource
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from bot.http_protocol import ARRIVAL_LIMIT_S
from bot.web_app import REQUESTS_PER_MINUTE
from casework.agents import set_agent
from casework.frontdesk import DeskRules
from console.tries import TRIES_PER_NAME
from knowledge_base.database import Database
from tests.support.desk import PASSWORD, TestDesk
from tests.support.knowledge import small_district
from tests.support.service import ROOT, LiveService, live_service


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveService]:
    data = tmp_path_factory.mktemp("doors")
    small_district(f"sqlite:///{data / 'wenzheng.db'}").close()
    # The proxy is believed, so that a test can come from several addresses.
    with live_service(data, trusted_proxies="127.0.0.1") as service:
        TestDesk(Database(service.database_url)).agents(("li", "小李"), ("wang", "小王"))
        yield service


def browser(service: LiveService, address: str = "10.0.0.1") -> httpx.Client:
    headers = {"X-Forwarded-For": address}
    return httpx.Client(base_url=service.url, timeout=30, trust_env=False, headers=headers)


def password(service: LiveService) -> str:
    return (service.data / "console-password").read_text()


def enter_console(service: LiveService, visitor: httpx.Client) -> int:
    return visitor.post("/console", data={"password_given": password(service)}).status_code


def enter_desk(visitor: httpx.Client, name: str, given: str = PASSWORD) -> int:
    return visitor.post("/console/desk", data={"name": name, "password": given}).status_code


def is_at_desk(visitor: httpx.Client) -> bool:
    return visitor.get("/console/desk/search").status_code == 200


def test_a_stranger_locks_no_staff_out(service: LiveService) -> None:
    stranger, staff = browser(service, "6.6.6.6"), browser(service)
    for _ in range(TRIES_PER_NAME):
        assert stranger.post("/console", data={"password_given": "x"}).status_code == 403
        assert enter_desk(stranger, "li", "guess") == 403
    assert enter_console(service, stranger) == 429
    assert enter_desk(stranger, "li") == 429
    assert enter_console(service, staff) == 303
    assert enter_desk(staff, "li") == 303


def test_a_stranger_with_a_network_of_ipv6_is_one_stranger(service: LiveService) -> None:
    for number in range(TRIES_PER_NAME):
        assert enter_desk(browser(service, f"2001:db8:6:6::{number:x}"), "li", "guess") == 403
    assert enter_desk(browser(service, "2001:db8:6:6:ffff::1"), "li") == 429
    assert enter_desk(browser(service, "2001:db8:7:7::1"), "li") == 303


@pytest.mark.parametrize("name", ["\x00", "nobody", "x" * 300, "' or 1=1"])
def test_names_nobody_has_are_refused_like_wrong_passwords(service: LiveService, name: str) -> None:
    assert enter_desk(browser(service, "6.6.6.7"), name) == 403


def test_signing_out_of_the_console_ends_the_session_a_copy_was_kept_of(
    service: LiveService,
) -> None:
    staff, colleague = browser(service), browser(service)
    assert (enter_console(service, staff), enter_console(service, colleague)) == (303, 303)
    kept = browser(service)
    kept.cookies.update(staff.cookies)
    assert "已发布问答" in kept.get("/console").text
    staff.post("/console/leave")
    assert "已发布问答" not in kept.get("/console").text
    assert "已发布问答" in colleague.get("/console").text


def test_signing_out_of_the_desk_ends_every_sign_in_of_the_agent(service: LiveService) -> None:
    here, elsewhere, wang = browser(service), browser(service), browser(service)
    assert (enter_desk(here, "li"), enter_desk(elsewhere, "li")) == (303, 303)
    assert enter_desk(wang, "wang") == 303
    with elsewhere.stream("GET", "/console/desk/board") as board:
        lines = board.iter_lines()
        next(lines)
        here.post("/console/desk/leave")
        assert not is_at_desk(elsewhere)
        list(lines)  # it ends
    assert is_at_desk(wang)
    assert enter_desk(here, "li") == 303
    assert is_at_desk(here)


FOREIGN = (
    {"Sec-Fetch-Site": "same-site", "Origin": "https://www.example.gov.cn"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Origin": "https://www.example.gov.cn"},
    {"Origin": "null"},
)
"""What browsers say of requests that pages of others send, with or without TLS."""


@pytest.mark.parametrize("foreign", FOREIGN)
def test_pages_of_others_neither_sign_staff_in_nor_out_nor_act(
    service: LiveService, foreign: dict[str, str]
) -> None:
    staff = browser(service)
    assert (enter_console(service, staff), enter_desk(staff, "li")) == (303, 303)
    for path in ("/console/leave", "/console/desk/leave", "/console/desk/1/claim"):
        assert staff.post(path, json={}, headers=foreign).status_code == 403
    assert is_at_desk(staff)
    assert "已发布问答" in staff.get("/console").text
    lured = browser(service)
    lured.headers.update(foreign)
    assert (enter_console(service, lured), enter_desk(lured, "li")) == (403, 403)


@pytest.mark.parametrize("own", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "here"}])
def test_our_own_pages_do(service: LiveService, own: dict[str, str]) -> None:
    staff = browser(service)
    staff.headers.update({name: value.replace("here", service.url) for name, value in own.items()})
    assert (enter_console(service, staff), enter_desk(staff, "li")) == (303, 303)
    assert staff.post("/console/desk/9999/claim", json={}).status_code == 404
    assert staff.post(f"/console/desk/{10**30}/claim", json={}).status_code == 422


def test_behind_a_proxy_that_ends_tls_a_sign_in_goes_no_other_way(tmp_path: Path) -> None:
    small_district(f"sqlite:///{tmp_path / 'wenzheng.db'}").close()
    with live_service(tmp_path, public_url="https://ask.example.gov.cn") as service:
        TestDesk(Database(service.database_url)).agents(("li", "小李"))
        visitor = browser(service)
        given = {"password_given": password(service)}
        console = visitor.post("/console", data=given)
        desk = visitor.post("/console/desk", data={"name": "li", "password": PASSWORD})
    for entered in (console, desk):
        assert entered.status_code == 303
        assert "; secure" in entered.headers["set-cookie"].lower()


def test_more_connections_than_a_shell_allows_leave_room_for_others(tmp_path: Path) -> None:
    small_district(f"sqlite:///{tmp_path / 'wenzheng.db'}").close()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (128, hard))
    try:
        with ExitStack() as stack:
            service = stack.enter_context(live_service(tmp_path))
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
            for _ in range(200):
                address = ("127.0.0.1", service.port)
                stack.enter_context(socket.create_connection(address, timeout=5))
            assert httpx.get(f"{service.url}/health", timeout=5).status_code == 200
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.parametrize("command", [["migrate"], ["stats"]])
def test_no_command_leaves_a_database_that_others_may_read(
    tmp_path: Path, command: list[str]
) -> None:
    data = tmp_path / "data"
    subprocess.run(
        [sys.executable, "-m", "bot", *command],
        cwd=ROOT,
        env={**os.environ, "WENZHENG_DATA_DIR": str(data)},
        umask=0o022,
        check=True,
        capture_output=True,
    )
    for path in (data, data / "wenzheng.db"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


def test_a_new_password_ends_what_the_old_one_opened(service: LiveService) -> None:
    wang = browser(service)
    assert enter_desk(wang, "wang") == 303
    with Database(service.database_url).begin() as session:
        set_agent(session, "wang", "小王", "another password")
    assert not is_at_desk(wang)


@pytest.mark.parametrize("path", ["/console/", "/web/start/?language=zh", "/console/desk/"])
def test_a_redirect_names_no_host(service: LiveService, path: str) -> None:
    reply = browser(service).get(path, headers={"Host": "evil.example"})
    assert "evil.example" not in str(reply.headers)
    if reply.is_redirect:
        assert reply.headers["location"] == path.replace("/?", "?").rstrip("/")


HEAD = b"POST /api/ask HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"


@pytest.mark.parametrize(
    ("begun", "drop"),
    [
        (b"", b""),
        (b"GET /health HTTP/1.1\r\n", b"X-A: b\r\n"),
        (HEAD + b"Content-Length: 1000\r\n\r\n", b" "),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
    ],
    ids=["silent", "headers", "body", "chunks"],
)
def test_who_sends_drop_by_drop_is_not_waited_for(
    service: LiveService, begun: bytes, drop: bytes
) -> None:
    started = time.monotonic()
    with socket.create_connection(("127.0.0.1", service.port)) as slow:
        slow.settimeout(0.5)
        slow.sendall(begun)
        while time.monotonic() - started < 2 * ARRIVAL_LIMIT_S:
            try:
                answer = slow.recv(1000)
                break
            except TimeoutError:
                slow.sendall(drop)
        else:
            pytest.fail("it was waited for")
    assert answer.startswith(b"HTTP/1.1 408") or answer == b""
    assert time.monotonic() - started > ARRIVAL_LIMIT_S / 2
    assert service.ask("依申请公开多久答复?")["status"] == "answered"


def test_a_kept_connection_takes_many_requests_and_a_long_poll(service: LiveService) -> None:
    session = service.session()
    with httpx.Client(base_url=service.url, timeout=60, trust_env=False) as http:
        headers = {"Authorization": f"Bearer {session}"}
        poll = http.get(f"/web/poll?wait={ARRIVAL_LIMIT_S + 2}", headers=headers)
        assert poll.status_code == 200
        assert http.get("/health").status_code == 200


def test_nobody_fills_the_queue_for_a_person_from_one_address(service: LiveService) -> None:
    TestDesk(Database(service.database_url)).put("open")

    def told(address: str) -> str:
        visitor = browser(service, address)
        session = visitor.post("/web/session").json()["session"]
        asked = {"question": "", "session": session, "choice": "human"}
        return str(visitor.post("/api/ask", json=asked).json()["blocks"])

    crowd = [told("6.6.6.8") for _ in range(DeskRules().from_one_address + 1)]
    assert ["您排在第" in each for each in crowd] == [True] * (len(crowd) - 1) + [False]
    assert "留言" in crowd[-1]
    assert "您排在第" in told("10.0.0.2")


def test_whatever_is_asked_for_too_much_of_it_is_refused(service: LiveService) -> None:
    stranger = browser(service, "6.6.6.9")
    paths = ("/kiosk/qr.svg?content=tel:12345", "/kiosk/questions?q=a", "/web/suggest?q=a", "/x")
    statuses = [stranger.get(paths[n % 4]).status_code for n in range(2 * REQUESTS_PER_MINUTE)]
    assert 429 in statuses  # at most one minute of the clock begins anew meanwhile
    refused = stranger.get("/health")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "60")
    assert browser(service).get("/health").status_code == 200


def test_staff_who_lose_their_way_get_a_page(service: LiveService) -> None:
    staff, programs = {"Accept": "text/html,*/*"}, {"Accept": "application/json"}
    for path in ("/console/nowhere", "/console/desk/x/y/z"):
        lost = browser(service).get(path, headers=staff)
        assert (lost.status_code, "没有这个页面" in lost.text) == (404, True)
        assert "script-src" not in lost.headers["content-security-policy"]
        assert browser(service).get(path, headers=programs).json() == {"detail": "Not Found"}
    assert browser(service).get("/nowhere", headers=staff).json() == {"detail": "Not Found"}


def test_staff_are_told_on_a_page_what_they_may_not(service: LiveService) -> None:
    staff = {"Accept": "text/html,*/*", "Origin": "https://elsewhere.example"}
    refused = browser(service).post("/console", headers=staff, data={"password_given": "x"})
    assert (refused.status_code, "不能这样打开" in refused.text) == (403, True)
    assert 'href="/console"' in refused.text
    wrong_way = browser(service).delete("/console", headers={"Accept": "text/html"})
    assert (wrong_way.status_code, "allow" in wrong_way.headers) == (405, True)
