"""Must-pass 3 and 6: nothing is left for the next person; the phone takes it, once."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.e2e.kiosk import engines
from tests.e2e.kiosk.engines import Script
from tests.e2e.kiosk.robot import closed, kiosk_of, soon, tone

QUICK = {"idle_warn_s": 0.6, "idle_wipe_s": 1.2, "grace_s": 0.5}


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
