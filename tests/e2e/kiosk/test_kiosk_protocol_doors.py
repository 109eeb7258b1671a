"""Who is let in, and what mistakes and failures leave standing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from websockets.exceptions import InvalidStatus

from connectors.kiosk.frames import MAX_BYTES
from tests.e2e.kiosk.robot import Robot, closed, kiosk_of, soon

Breaks = Callable[[Robot], None]


@pytest.mark.parametrize(
    ("breaks", "code"),
    [
        (lambda r: r.socket.send("not json"), "bad_envelope"),
        (lambda r: r.send(type="unknown"), "bad_envelope"),
        (lambda r: r.send(type="start"), "bad_envelope"),
        (lambda r: r.send(type="message", msg_id="ü", text="x"), "bad_envelope"),
        (lambda r: r.send(type="message", msg_id="a", text="x" * MAX_BYTES), "too_large"),
        (lambda r: r.socket.send(bytes(MAX_BYTES + 2)), "too_large"),
    ],
)
def test_kiosk_protocol_mistakes_leave_the_socket_open(breaks: Breaks, code: str) -> None:
    with kiosk_of() as kiosk, kiosk.robot() as robot:
        breaks(robot)
        assert robot.until("error")["code"] == code
        robot.ask("依申请公开")
        robot.until("reply")


def test_kiosk_protocol_more_than_a_person_asks_at_once_is_refused() -> None:
    with kiosk_of() as kiosk, kiosk.robot() as robot:
        for _ in range(9):
            robot.ask("慢")
        error = robot.until("error")
        kiosk.loop.call_soon_threadsafe(kiosk.bot.release.set)
    assert (error["code"], error["msg_id"]) == ("busy", "m9")


def test_kiosk_protocol_a_turn_that_fails_has_a_way_on() -> None:
    with kiosk_of() as kiosk, kiosk.robot() as robot:
        robot.ask("故障")
        fault = robot.until("fault")
    assert (fault["code"], fault["ways"]) == ("answer_failed", ["again", "human"])


def test_kiosk_protocol_an_answer_that_could_not_be_kept_is_not_waited_for() -> None:
    with kiosk_of() as kiosk, kiosk.robot() as robot:
        robot.ask("没记下")
        assert robot.until("fault")["code"] == "answer_failed"


@pytest.mark.parametrize("start", [{}, {"key": "wrong"}])
def test_kiosk_protocol_a_device_without_the_key_is_refused(start: dict[str, str]) -> None:
    with kiosk_of(key="a key of this hall") as kiosk, kiosk.socket() as robot:
        robot.send(type="start", **start)
        assert robot.until("error")["code"] == "wrong_key"
        assert closed(robot) == 4403


def test_kiosk_protocol_the_key_opens_in_either_place() -> None:
    key = "a key of this hall"
    with kiosk_of(key=key) as kiosk:
        with kiosk.robot(key=key) as robot:
            assert robot.ready["session"]
        with kiosk.socket(additional_headers={"Authorization": f"Bearer {key}"}) as robot:
            robot.ask("依申请公开")  # no `start`: the defaults
            robot.until("ready")
            robot.until("reply")


def test_kiosk_protocol_a_foreign_page_is_refused() -> None:
    with kiosk_of() as kiosk:
        with (
            pytest.raises(InvalidStatus) as refused,
            kiosk.socket(origin="https://elsewhere.example"),
        ):
            pass
        assert refused.value.response.status_code == 403
        with kiosk.socket(origin=kiosk.url) as robot:
            robot.start()


def test_kiosk_protocol_a_second_socket_takes_the_session() -> None:
    with kiosk_of() as kiosk, kiosk.robot() as first:
        with kiosk.robot(session=first.ready["session"]) as second:
            assert first.until("error")["code"] == "taken"
            assert closed(first) == 4409
            second.ask("依申请公开")
            second.until("reply")
    soon(lambda: len(kiosk.erased) == 1)


@pytest.mark.parametrize("session", ["", "forged", "Im4i.forged", "ü"])
def test_kiosk_protocol_a_guessed_session_is_refused(session: str) -> None:
    with kiosk_of() as kiosk, kiosk.socket() as robot:
        robot.send(type="start", session=session)
        assert robot.until("error")["code"] == "unknown_session"
        assert closed(robot) == 4401


def test_kiosk_protocol_there_is_a_most_of_sessions() -> None:
    with kiosk_of(max_sessions=1) as kiosk, kiosk.robot() as _, kiosk.socket() as second:
        second.send(type="start")
        assert second.until("error")["code"] == "full"
        assert closed(second) == 4429


def test_kiosk_protocol_the_language_is_that_of_the_page() -> None:
    with kiosk_of() as kiosk, kiosk.robot() as robot:
        robot.send(type="language", language="en")
        robot.say()
        assert "cannot listen" in robot.until("fault")["text"]
