"""The envelope as a program sees it: resuming, refusing, and surviving what nobody should send."""

from __future__ import annotations

import json
from collections.abc import Iterator

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from connectors.web.envelopes import MAX_BYTES
from tests.e2e.web.client import Client, message, receive, send, until
from tests.e2e.web.host_site import HostSite
from tests.e2e.web.support import LiveServer
from tests.support.service import wait_until


@pytest.fixture
def client(server: LiveServer) -> Client:
    return Client(server)


def test_web_02_socket_resumes_after_a_number(client: Client) -> None:
    for number in range(3):
        client.say(f"m{number}", f"第{number}问")
    with client.socket(after=3) as socket:
        seqs = [receive(socket)["seq"] for _ in range(3)]
        assert seqs == [4, 5, 6]
        assert receive(socket) == {"seq": 0, "kind": "ready", "last": 6}


def test_web_02_all_transports_carry_the_same_envelopes(client: Client) -> None:
    client.say("m1", "依申请公开")
    polled = client.poll()
    with client.socket() as socket:
        assert [receive(socket) for _ in polled] == polled
    with client.http.stream("GET", "/web/events", headers=client.headers) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        lines = (line[6:] for line in stream.iter_lines() if line.startswith("data: "))
        assert [json.loads(next(lines)) for _ in polled] == polled
        assert json.loads(next(lines))["kind"] == "ready"


def test_web_02_poll_waits_for_what_comes(client: Client) -> None:
    with client.socket() as socket:
        until(socket, "ready")
        send(socket, message("m1", "慢：一"))
        until(socket, "typing")
    assert [event["kind"] for event in client.poll(wait=0)] == ["user"]
    assert client.poll(after=1, wait=0.1) == []
    client.server.release()
    assert [event["kind"] for event in client.poll(after=1, wait=10)] == ["reply"]


def test_web_02_turn_goes_on_when_its_connection_is_gone(client: Client) -> None:
    with client.socket() as socket:
        send(socket, message("m1", "慢：一"))
        until(socket, "typing")
    client.server.release()
    assert client.poll(after=1, wait=10)[0]["reply"]["turn_id"] == "t1"


def test_web_03_same_msg_id_twice_is_one_turn(client: Client) -> None:
    with client.socket() as first, client.socket() as second:
        for socket in (first, second):
            until(socket, "ready")
        for socket in (first, second, first):
            send(socket, message("m1", "一"))
        client.say("m1", "一")
        assert until(first, "reply") == until(second, "reply")
    assert len(client.server.bot.turns) == 1
    assert [event["seq"] for event in client.poll()] == [1, 2]


def test_web_03_two_connections_get_the_same_events(client: Client) -> None:
    with client.socket() as first, client.socket() as second:
        for socket in (first, second):
            until(socket, "ready")
        send(first, message("m1", "一"))
        kept = []
        for socket in (first, second):
            events = [receive(socket) for _ in range(3)]
            assert [event["kind"] for event in events] == ["user", "typing", "reply"]
            kept.append([event for event in events if event["seq"]])
        assert kept[0] == kept[1]


@pytest.mark.parametrize("token", ["", "guessed", "IjEyMyI.aaaa.bbbb", "x" * 600])
def test_web_03_guessed_session_is_refused(client: Client, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}".strip()}
    for path in ("/web/poll", "/web/events"):
        response = client.http.get(path, headers=headers)
        assert response.status_code == 401
        assert response.json()["code"] == "unknown_session"
    assert client.http.post("/web/messages", headers=headers, json={}).status_code == 401
    with connect(client.server.url.replace("http", "ws") + "/web/ws") as socket:
        send(socket, {"type": "resume", "session": token, "after": 0})
        assert receive(socket)["kind"] == "error"
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(timeout=10)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code in {4400, 4401}


def test_web_03_altered_session_is_refused(client: Client) -> None:
    payload, rest = client.token.split(".", 1)
    other = Client(client.server).token.split(".", 1)[0]
    response = client.http.get("/web/poll", headers={"Authorization": f"Bearer {other}.{rest}"})
    assert payload != other
    assert response.status_code == 401


def test_web_03_nothing_is_heard_before_the_session(client: Client) -> None:
    with connect(client.server.url.replace("http", "ws") + "/web/ws") as socket:
        send(socket, message("m1", "一"))
        assert receive(socket)["code"] == "unknown_session"
    assert client.server.bot.turns == []


BAD_FRAMES: dict[str, str | bytes] = {
    "no-json": "{",
    "number": "1",
    "array": "[]",
    "unknown-type": '{"type": "shout"}',
    "no-msg-id": '{"type": "message", "text": "x"}',
    "long-msg-id": json.dumps({"type": "message", "msg_id": "m" * 65, "text": "x"}),
    "text-is-number": '{"type": "message", "msg_id": "m", "text": 1}',
    "language-unknown": '{"type": "message", "msg_id": "m", "text": "x", "language": "xx"}',
    "nested": "[" * 60_000,
    "lone-surrogate": '{"type": "message", "msg_id": "m", "text": "\\ud800"}',
    "not-a-number": '{"type": "message", "msg_id": "m", "text": NaN}',
    "binary": b"\x00\x01\x02",
    "second-resume": '{"type": "resume", "session": "x", "after": 0}',
    "too-large": json.dumps({"type": "message", "msg_id": "m", "text": "x" * MAX_BYTES}),
}


@pytest.mark.parametrize("frame", BAD_FRAMES.values(), ids=BAD_FRAMES.keys())
def test_web_bad_frame_gets_an_error_and_the_socket_lives(
    client: Client, frame: str | bytes
) -> None:
    with client.socket() as socket:
        until(socket, "ready")
        socket.send(frame)
        error = receive(socket)
        assert error["kind"] == "error"
        assert error["code"] in {"bad_envelope", "too_large"}
        send(socket, {"type": "ping"})
        assert receive(socket)["kind"] == "pong"
    assert client.server.bot.turns == []


@pytest.mark.parametrize("body", BAD_FRAMES.values(), ids=BAD_FRAMES.keys())
def test_web_bad_body_gets_an_error(client: Client, body: str | bytes) -> None:
    content = body if isinstance(body, bytes) else body.encode()
    response = client.http.post("/web/messages", content=content, headers=client.headers)
    assert response.status_code in {400, 413}
    assert response.json()["kind"] == "error"
    assert client.server.bot.turns == []


@pytest.mark.parametrize(
    "text", ["", "   ", "字" * 10_000, "\x00\x07\x1b[31m", "😀" * 1000, "\u202e\u200b\ufeff"]
)
def test_web_any_text_reaches_the_pipeline_as_it_came(client: Client, text: str) -> None:
    assert client.say("m1", text).status_code == 202
    assert client.server.bot.turns[0].text == text
    assert client.poll()[0]["text"] == text


def test_web_a_body_that_never_ends_is_cut(client: Client) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(1000):
            yield b"x" * 1024

    try:
        response = client.http.post("/web/messages", content=endless(), headers=client.headers)
    except httpx.WriteError:
        return  # the server hung up while we were still sending, which is as clear
    assert response.status_code == 413


def test_web_a_flood_of_one_conversation_is_refused(client: Client) -> None:
    with client.socket() as socket:
        until(socket, "ready")
        for number in range(9):
            send(socket, message(f"m{number}", "慢"))
        error = until(socket, "error")
        assert (error["code"], error["msg_id"]) == ("busy", "m8")
        client.server.release()
        for _ in range(8):
            until(socket, "reply")
        send(socket, message("m8", "又来"))
        assert until(socket, "reply")["msg_id"] == "m8"


def test_web_a_fault_of_ours_is_an_envelope(client: Client) -> None:
    response = client.say("m1", "故障")
    assert response.status_code == 500
    assert response.json() == {"seq": 0, "kind": "error", "code": "internal", "msg_id": "m1"}
    with client.socket() as socket:
        send(socket, message("m2", "故障"))
        assert until(socket, "error")["msg_id"] == "m2"


def test_web_closed_sockets_leave_nothing_behind(client: Client) -> None:
    for _ in range(5):
        with client.socket() as socket:
            until(socket, "ready")
    assert client.poll() == []
    wait_until(lambda: client.server.bot.listening == 0, 10)


def test_web_01_origins_are_checked_on_every_way(
    client: Client, host: HostSite, other_host: HostSite
) -> None:
    url = client.server.url.replace("http", "ws") + "/web/ws"
    for origin in (other_host.origin, "null", "http://evil.example", host.origin + "0"):
        headers = {**client.headers, "Origin": origin}
        for method, path in (
            ("POST", "/web/session"), ("GET", "/web/poll"), ("GET", "/web/events"),
            ("POST", "/web/messages"), ("GET", "/web/suggest?q=x"), ("OPTIONS", "/web/session"),
        ):  # fmt: skip
            response = client.http.request(method, path, headers=headers)
            assert response.status_code == 403, (method, path)
            assert "access-control-allow-origin" not in response.headers
        with pytest.raises(InvalidStatus) as refused, connect(url, origin=origin):
            pass
        assert refused.value.response.status_code == 403
    allowed = client.http.post("/web/session", headers={"Origin": host.origin})
    assert allowed.headers["access-control-allow-origin"] == host.origin
    with client.socket(origin=host.origin) as socket:
        assert receive(socket)["kind"] == "ready"


def test_web_replies_say_nothing_of_how_they_were_found(client: Client) -> None:
    client.say("m1", "依申请公开")
    reply = client.poll()[1]["reply"]
    assert set(reply) <= {"turn_id", "status", "language", "entry_id", "version", "blocks"}


def test_web_the_turn_names_its_client_only_by_a_keyed_hash(client: Client) -> None:
    client.say("m1", "一", choice="entry:1", language="en", jurisdiction="sf-01")
    Client(client.server).say("m1", "一")
    first, second = client.server.bot.turns
    assert first.client_key is not None
    assert first.client_key == second.client_key
    assert "127.0.0.1" not in first.client_key
    assert (first.choice, first.language, first.jurisdiction) == ("entry:1", "en", "sf-01")
    assert first.conversation_id != second.conversation_id
    assert len(bytes.fromhex(first.conversation_id or "")) == 16


def test_web_suggestions_and_start(client: Client) -> None:
    assert client.http.get("/web/suggest?q=续签").json() == {"questions": ["居住证到期怎么续签？"]}
    assert client.http.get("/web/suggest?q=%20").json() == {"questions": []}
    assert client.http.get("/web/suggest", params={"q": "长" * 101}).status_code == 422
    start = client.http.get("/web/start?language=en").json()
    assert start["questions"] == ["How long does a reply to a request take?"]
    assert start["jurisdictions"][0] == {"code": "sf-01", "name": "文明街道"}


@pytest.mark.parametrize(
    "path", ["../pages.py", "..%2fpages.py", "%2e%2e/pages.py", "nothing.js", "page", ""]
)
def test_web_only_the_widgets_files_are_served(client: Client, path: str) -> None:
    assert client.http.get(f"/widget/{path}").status_code == 404


def test_web_files_are_revalidated_not_sent_again(client: Client) -> None:
    response = client.http.get("/widget/app.js")
    assert response.headers["content-type"].startswith("text/javascript")
    assert response.headers["access-control-allow-origin"] == "*"
    again = client.http.get("/widget/app.js", headers={"If-None-Match": response.headers["etag"]})
    assert again.status_code == 304
