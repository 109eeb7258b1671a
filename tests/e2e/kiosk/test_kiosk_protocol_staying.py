"""Must-pass 3 and 6: nothing is left for the next person; the phone takes it, once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from connectors.kiosk.frames import MAX_BYTES
from connectors.kiosk.options import KioskOptions
from connectors.kiosk.phone import PhoneCodes
from tests.e2e.kiosk import engines
from tests.e2e.kiosk.engines import Script
from tests.e2e.kiosk.robot import Kiosk, Robot, soon, tone

QUICK = {"idle_warn_s": 0.6, "idle_wipe_s": 1.2, "grace_s": 0.5}


@contextmanager
def kiosk_of(**options: Any) -> Iterator[Kiosk]:
    kiosk = Kiosk(KioskOptions(**{"synthesiser": None, **options}))
    kiosk.start()
    try:
        yield kiosk
    finally:
        kiosk.stop()


def closed(robot: Robot) -> int:
    """Reads to the end; the close code."""
    try:
        while True:
            robot.receive()
    except ConnectionClosed as end:
        return end.rcvd.code if end.rcvd else 0


def test_kiosk_03_the_defaults_are_45_and_60_seconds() -> None:
    with kiosk_of() as kiosk, kiosk.robot() as robot:
        assert (robot.ready["idle_warn_s"], robot.ready["idle_wipe_s"]) == (45, 60)
        assert robot.ready["max_utterance_s"] == 60


def test_kiosk_03_warning_then_wipe_then_nothing_is_known(tmp_path: Path) -> None:
    with kiosk_of(**QUICK, leftovers=tmp_path) as kiosk:
        with kiosk.robot(speech="none") as robot:
            robot.ask("慢")  # a turn that will not end by itself
            robot.until("typing")
            assert len(list(tmp_path.iterdir())) == 1
            warning = robot.until("idle")
            assert warning["seconds_left"] == pytest.approx(0.6)
            assert warning["text"]
            assert robot.until("speech")["purpose"] == "idle"
            kiosk.loop.call_soon_threadsafe(kiosk.bot.release.set)
            assert robot.until("wipe")["reason"] == "idle"
            assert closed(robot) == 1000
        conversation = kiosk.bot.turns[0].conversation_id
        soon(lambda: kiosk.erased == [conversation])
        soon(lambda: list(tmp_path.iterdir()) == [])
        with kiosk.socket() as again:
            again.send(type="start", session=robot.ready["session"])
            assert again.until("error")["code"] == "unknown_session"
            assert closed(again) == 4401
        with kiosk.robot() as new:
            assert new.ready["last"] == 0
            assert new.kinds() == ["ready"]
            assert new.ready["session"] != robot.ready["session"]


def test_kiosk_03_a_touch_takes_the_warning_back() -> None:
    with kiosk_of(**QUICK) as kiosk, kiosk.robot() as robot:
        robot.until("idle")
        robot.send(type="touch")
        robot.until("active")
        robot.until("idle")
        robot.until("wipe")


def test_kiosk_03_listening_to_an_answer_is_being_there() -> None:
    with kiosk_of(**QUICK) as kiosk, kiosk.robot() as robot:
        robot.ask("依申请公开")  # half a minute of captions
        robot.until("speech")
        time.sleep(QUICK["idle_wipe_s"] + 0.3)
        robot.send(type="ping")
        robot.until("pong")
        assert "idle" not in robot.kinds()
        robot.send(type="control", action="stop")
        robot.until("idle")


def test_kiosk_03_speaking_is_being_there_and_its_sound_goes_with_the_stay() -> None:
    script = Script(manner="hangs")
    with (
        engines.funasr(script) as address,
        kiosk_of(**QUICK, recogniser=address, max_utterance_s=2.0) as kiosk,
        kiosk.robot() as robot,
    ):
        robot.begin()
        robot.sound(tone(0.5))
        robot.until("wipe")
        assert closed(robot) == 1000


def test_kiosk_03_bye_wipes_at_once() -> None:
    with kiosk_of() as kiosk, kiosk.robot() as robot:
        robot.ask("依申请公开")
        robot.until("speech")
        robot.send(type="bye")
        assert robot.until("wipe")["reason"] == "bye"
        assert closed(robot) == 1000
        soon(lambda: len(kiosk.erased) == 1)


def test_kiosk_03_a_lost_connection_comes_back_within_the_grace() -> None:
    with kiosk_of(grace_s=20) as kiosk:
        with kiosk.robot() as robot:
            robot.ask("依申请公开")
            robot.until("reply")
            robot.socket.socket.close()
        with kiosk.robot(session=robot.ready["session"], after=1) as back:
            assert back.ready["resumed"] is True
            assert back.ready["last"] == 2
            assert [f["seq"] for f in back.seen if f["kind"] == "reply"] == [2]
            assert back.until("speech")["caption"]
        assert kiosk.erased == []


def test_kiosk_03_a_lost_connection_that_does_not_come_back_is_wiped() -> None:
    with kiosk_of(grace_s=0.3) as kiosk:
        with kiosk.robot() as robot:
            robot.ask("依申请公开")
            robot.until("reply")
            robot.socket.socket.close()
        soon(lambda: kiosk.erased == [kiosk.bot.turns[0].conversation_id])
        with kiosk.socket() as again:
            again.send(type="start", session=robot.ready["session"])
            assert closed(again) == 4401


def test_kiosk_03_what_a_crash_left_is_erased_at_the_next_start(tmp_path: Path) -> None:
    left = "0123456789abcdef" * 2
    (tmp_path / left).touch()
    (tmp_path / "README").touch()
    with kiosk_of(leftovers=tmp_path) as kiosk:
        soon(lambda: kiosk.erased == [left])
        soon(lambda: [path.name for path in tmp_path.iterdir()] == ["README"])


def test_kiosk_03_a_service_that_stops_leaves_nothing() -> None:
    with kiosk_of() as kiosk, kiosk.robot() as robot:
        robot.ask("依申请公开")
        robot.until("reply")
        kiosk.stop()
        assert kiosk.erased == [kiosk.bot.turns[0].conversation_id]


def test_kiosk_03_an_erasing_that_fails_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("connectors.kiosk.stays.PAUSES_S", (0.05,))
    with kiosk_of() as kiosk:
        tries: list[str] = []

        def fail_once(conversation_id: str) -> None:
            tries.append(conversation_id)
            if len(tries) == 1:
                raise OSError("the database is away")

        kiosk.on_erase = fail_once
        with kiosk.robot() as robot:
            robot.send(type="bye")
            robot.until("wipe")
        soon(lambda: len(tries) == 2)
        soon(lambda: len(kiosk.erased) == 1)


def take(kiosk: Kiosk, code: str) -> httpx.Response:
    return httpx.post(f"{kiosk.url}/kiosk/continue", json={"code": code}, trust_env=False)


def phone_code(robot: Robot) -> str:
    robot.send(type="phone")
    frame = robot.until("phone")
    assert frame["size"] > 20
    assert frame["path"].startswith("M")
    assert frame["expires_s"] == 120
    url = urlsplit(frame["content"])
    assert (url.netloc, url.path, url.query) == ("ask.example.gov.cn", "/kiosk/continue", "")
    return url.fragment


def test_kiosk_06_the_phone_takes_the_conversation_once() -> None:
    with kiosk_of() as kiosk, kiosk.robot() as robot:
        robot.ask("居住证")
        robot.until("reply")
        code = phone_code(robot)
        conversation = kiosk.bot.turns[0].conversation_id or ""
        assert len(code) == 22
        assert conversation not in code
        first, second = take(kiosk, code), take(kiosk, code)
        assert first.json() == {"session": f"widget-token-of-{conversation}"}
        assert second.status_code == 410
        assert robot.until("wipe")["reason"] == "continued"
        assert closed(robot) == 1000
    assert kiosk.erased == []


def test_kiosk_06_a_newer_code_voids_the_older_and_a_wipe_voids_all() -> None:
    with kiosk_of() as kiosk, kiosk.robot() as robot:
        old, new = phone_code(robot), phone_code(robot)
        assert take(kiosk, old).status_code == 410
        robot.send(type="bye")
        robot.until("wipe")
        assert take(kiosk, new).status_code == 410


@pytest.mark.parametrize("code", ["", "guessed", "x" * 64, "x" * 65])
def test_kiosk_06_a_guessed_code_is_refused(code: str) -> None:
    with kiosk_of() as kiosk:
        assert take(kiosk, code).status_code in (410, 422)


def test_kiosk_06_a_code_grows_old(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PhoneCodes.__init__, "__defaults__", (0.0,))
    with kiosk_of() as kiosk, kiosk.robot() as robot:
        code = phone_code(robot)
        assert take(kiosk, code).status_code == 410


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
