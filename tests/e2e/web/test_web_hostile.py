"""A stranger who means harm: their socket is closed or refused, everybody else goes on."""

from __future__ import annotations

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.connection import Connection

from connectors.web.envelopes import MAX_BYTES
from tests.e2e.web.client import Client, message, receive, send, until
from tests.e2e.web.support import LiveServer

NOTHING_KNOWN = [
    pytest.param("[" * 60_000, id="deep arrays"),
    pytest.param('{"type":' * 5_000, id="deep objects"),
    pytest.param("{", id="half an object"),
    pytest.param("null", id="null"),
    pytest.param("5", id="number"),
    pytest.param('{"type": ["message"]}', id="type is a list"),
    pytest.param('{"type": "message", "msg_id": 5}', id="number as id"),
    pytest.param('{"type": "message", "msg_id": "../../x", "text": "x"}', id="path as id"),
    pytest.param('{"type": "message", "msg_id": "a", "text": "\\ud800"}', id="half a character"),
    pytest.param('{"type": "message", "msg_id": "a", "choice": "/restart"}', id="foreign choice"),
    pytest.param('{"type": "resume", "session": "x", "after": 1e400}', id="infinite number"),
    pytest.param(b"\0\xff" * 500, id="binary"),
]


@pytest.mark.parametrize("frame", NOTHING_KNOWN)
def test_web_a_frame_that_says_nothing_is_refused_and_the_conversation_goes_on(
    server: LiveServer, frame: str | bytes
) -> None:
    client = Client(server)
    with client.socket() as socket:
        until(socket, "ready")
        socket.send(frame)
        assert receive(socket) == {"seq": 0, "kind": "error", "code": "bad_envelope"}
        send(socket, message("m1", "居住证"))
        assert until(socket, "reply")["msg_id"] == "m1"


def test_web_a_frame_of_more_than_64_kb_is_refused(server: LiveServer) -> None:
    with Client(server).socket() as socket:
        until(socket, "ready")
        send(socket, message("m1", "x" * MAX_BYTES))
        assert until(socket, "error")["code"] == "too_large"


def _flooded(socket: Connection, kind: str) -> tuple[int, str] | None:
    """Shouts, and reads to the end; how the server closes."""
    try:
        for _ in range(5_000):
            send(socket, {"type": kind})
        while True:
            socket.recv(timeout=10)
    except ConnectionClosed as closed:
        return (closed.rcvd.code, closed.rcvd.reason) if closed.rcvd else None


@pytest.mark.parametrize("kind", ["typing", "leave", "ping"])
def test_web_a_flood_closes_its_socket_and_nobody_elses(server: LiveServer, kind: str) -> None:
    stranger, citizen = Client(server), Client(server)
    with citizen.socket() as quiet:
        until(quiet, "ready")
        with stranger.socket() as socket:
            assert _flooded(socket, kind) == (4429, "flood")
        send(quiet, message("m1", "居住证"))
        assert until(quiet, "reply")["msg_id"] == "m1"


def test_web_more_unanswered_messages_than_a_person_types_are_refused(server: LiveServer) -> None:
    with Client(server).socket() as socket:
        until(socket, "ready")
        for number in range(30):
            send(socket, message(f"m{number}", "慢"))
        refused = until(socket, "error")
        assert (refused["code"], refused["msg_id"]) == ("busy", "m8")
