"""Must-pass 2, 4, 5 and 7: captions, the voice and what can be done with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psutil
import pytest

from bot.turns import AnswerStatus, NoticeBlock, Reply, TextBlock
from connectors.kiosk.options import KioskOptions
from tests.e2e.kiosk import engines
from tests.e2e.kiosk.engines import Script
from tests.e2e.kiosk.robot import Kiosk, Robot, seconds_of, soon

AHEAD = "connectors.kiosk.speaking.speaker.AHEAD_S"


@pytest.fixture(autouse=True)
def all_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody listens, so nothing has to wait until it is heard."""
    monkeypatch.setattr(AHEAD, 600.0)


@pytest.fixture
def kiosk() -> Iterator[Kiosk]:
    """A kiosk with the voice that is there out of the box."""
    kiosk = Kiosk(KioskOptions())
    kiosk.start()
    yield kiosk
    kiosk.stop()


def answer(kiosk: Kiosk, robot: Robot, text: str, **more: Any) -> None:
    """The service says something in the robot's conversation."""
    robot.ask("先说一句")  # so that there is a conversation
    robot.until("speech_end")
    conversation = kiosk.bot.turns[-1].conversation_id
    reply = Reply("t-test", AnswerStatus.ANSWERED, (TextBlock(text, quoted=True),), **more)
    kiosk.loop.call_soon_threadsafe(
        lambda: kiosk.bot.store(conversation or "", kind="reply", reply=reply)
    )


def test_kiosk_05_every_sentence_has_caption_and_sound(kiosk: Kiosk) -> None:
    with kiosk.robot() as robot:
        assert robot.ready["speaking"] is True
        robot.ask("依申请公开")
        turn_id = robot.until("reply")["reply"]["turn_id"]
        end = robot.until("speech_end")
        said = [frame for frame in robot.seen if frame["kind"] == "speech"]
    assert "".join(robot.captions()).startswith("行政机关收到政府信息公开申请")
    assert len(said) == len(robot.sounds) == said[0]["parts"]
    assert [frame["part"] for frame in said] == list(range(len(said)))
    for frame, sound in zip(said, robot.sounds, strict=True):
        assert frame["id"] == end["id"]
        assert (frame["purpose"], frame["turn_id"]) == ("answer", turn_id)
        assert seconds_of(sound) == pytest.approx(frame["duration_ms"] / 1000, abs=0.01)
        assert seconds_of(sound) > 0.1 * len(frame["say"])


def test_kiosk_05_no_more_is_sent_than_is_soon_heard(
    kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(AHEAD, 3.0)
    with kiosk.robot() as robot:
        robot.ask("依申请公开")
        first = robot.until("speech")
        robot.send(type="ping")
        robot.until("pong")
        assert "speech_end" not in robot.kinds()
        for number in range(first["parts"]):  # a client that plays faster than the clock
            robot.send(type="played", id=first["id"], part=number)
            if number + 1 < first["parts"]:
                robot.until("speech", part=number + 1)
        robot.until("speech_end")


def test_kiosk_05_captions_without_any_voice() -> None:
    kiosk = Kiosk(KioskOptions(synthesiser=None))
    kiosk.start()
    with kiosk.robot() as robot:
        assert robot.ready["speaking"] is False
        robot.ask("依申请公开")
        robot.until("speech")
    kiosk.stop()
    frame = robot.seen[-1]
    assert (frame["bytes"], robot.sounds) == (0, [])
    assert frame["duration_ms"] >= 1200
    assert frame["caption"]


def test_kiosk_05_a_robot_may_speak_by_itself(kiosk: Kiosk) -> None:
    with kiosk.robot(speech="none") as robot:
        robot.ask("依申请公开")
        frame = robot.until("speech")
    assert frame["bytes"] == 0
    assert frame["say"]


def test_kiosk_05_a_dead_voice_is_started_again(kiosk: Kiosk) -> None:
    with kiosk.robot() as robot:
        robot.ask("居住证")
        robot.until("speech_end")
        for child in psutil.Process().children(recursive=True):
            if any("espeak_worker" in word for word in child.cmdline()):
                child.kill()
        robot.ask("依申请公开")
        robot.until("speech_end")
        assert all(frame["bytes"] for frame in robot.seen if frame["kind"] == "speech")


def test_kiosk_05_the_voice_ends_with_the_service() -> None:
    kiosk = Kiosk(KioskOptions())
    kiosk.start()
    with kiosk.robot() as robot:
        robot.ask("居住证")
        robot.until("speech")
        assert _workers()
    kiosk.stop()
    soon(lambda: not _workers())


def _workers() -> list[psutil.Process]:
    children = psutil.Process().children(recursive=True)
    return [c for c in children if any("espeak_worker" in word for word in c.cmdline())]


def test_kiosk_05_another_voice_by_setting_and_captions_when_it_fails() -> None:
    script = Script()
    with engines.wyoming(script) as address:
        kiosk = Kiosk(KioskOptions(synthesiser=address))
        kiosk.start()
        with kiosk.robot() as robot:
            robot.ask("居住证")
            spoken = robot.until("speech")
            script.manner = "dies"
            robot.ask("依申请公开")
            silent = robot.until("speech", purpose="answer", part=0)
        kiosk.stop()
    assert script.started[0]["text"] == spoken["say"]
    assert seconds_of(robot.sounds[0]) == pytest.approx(0.01 * len(spoken["say"]))
    assert silent["bytes"] == 0
    assert silent["caption"]


@pytest.mark.parametrize(
    ("action", "field", "value", "words"),
    [
        ("slower", "speed", 0.8, "慢"),
        ("faster", "speed", 1.2, "快"),
        ("louder", "volume", 1.25, "大声"),
        ("quieter", "volume", 0.75, "小声"),
    ],
)
def test_kiosk_05_buttons_of_the_voice(
    kiosk: Kiosk, action: str, field: str, value: float, words: str
) -> None:
    with kiosk.robot() as robot:
        robot.ask("居住证")
        first = robot.until("speech")
        robot.until("speech_end")
        robot.send(type="control", action=action)
        robot.until("stop")
        assert robot.until("voice")[field] == value
        robot.until("speech_end")
        assert words in robot.captions()[-1]
        again = robot.until("speech", purpose="answer")
    assert again["caption"] == first["caption"]
    if field == "speed":
        assert (again["duration_ms"] > first["duration_ms"]) is (value < 1)


def test_kiosk_05_the_voice_has_limits(kiosk: Kiosk) -> None:
    with kiosk.robot() as robot:
        robot.send(type="voice", speed=0.01, volume=99, pitch=1.2)
        voice = robot.until("voice")
        assert (voice["speed"], voice["volume"], voice["pitch"]) == (0.5, 2.0, 1.2)
        robot.send(type="control", action="slower")
        assert robot.until("voice")["speed"] == 0.5
        assert robot.until("speech")["caption"] == "已经到头了。"


def test_kiosk_05_repeat_says_the_last_answer_again(kiosk: Kiosk) -> None:
    with kiosk.robot() as robot:
        robot.send(type="control", action="repeat")
        assert robot.until("error")["code"] == "nothing_to_repeat"
        robot.ask("依申请公开")
        robot.until("speech_end")
        before = robot.captions()
        robot.send(type="control", action="repeat")
        robot.until("stop")
        robot.until("speech_end")
        assert robot.captions() == before * 2
    assert len(kiosk.bot.turns) == 1


@pytest.mark.parametrize(
    ("said", "kind", "turns"),
    [("慢一点", "voice", 1), ("请大声点", "voice", 1), ("停", "stop", 1), ("再说一遍", "reply", 2)],
)
def test_kiosk_05_commands_by_voice(said: str, kind: str, turns: int) -> None:
    script = Script(said=said)
    with engines.funasr(script) as address:
        kiosk = Kiosk(KioskOptions(recogniser=address, synthesiser=None))
        kiosk.start()
        with kiosk.robot() as robot:
            robot.ask("居住证")
            robot.until("speech")
            robot.until("speech_end")
            robot.say()
            robot.until("transcript", is_final=True)
            if kind != "stop":  # it was quiet already when the person began to speak
                robot.until(kind)
            robot.send(type="ping")
            robot.until("pong")
        kiosk.stop()
    assert len(kiosk.bot.turns) == turns


def test_kiosk_02_slower_goes_on_from_the_sentence_under_way(kiosk: Kiosk) -> None:
    with kiosk.robot() as robot:
        robot.ask("依申请公开")
        robot.until("speech_end")
        first, second = robot.captions()[:2]
        robot.send(type="played", id=robot.seen[-1]["id"], part=0)
        robot.send(type="control", action="slower")
        robot.until("voice")
        again = robot.until("speech", purpose="answer")
    assert first != second
    assert again["caption"] == second


def test_kiosk_04_read_right_by_the_whole_way(kiosk: Kiosk) -> None:
    text = "依据深府〔2021〕3号，自二〇二一年起每人每月2000元/月，详见https://example.gov.cn/a/b。"
    with kiosk.robot(speech="none") as robot:
        answer(kiosk, robot, text)
        parts = [robot.until("speech", turn_id="t-test"), robot.until("speech", turn_id="t-test")]
    assert "".join(part["caption"] for part in parts) == text
    assert [part["say"] for part in parts] == [
        "依据深府，二零二一年，三号，自二零二一年起每人每月两千元",
        "详见，请扫码",
    ]


def test_kiosk_04_a_spoken_answer_goes_before_the_written_one(kiosk: Kiosk) -> None:
    with kiosk.robot(speech="none") as robot:
        robot.ask("先说一句")
        robot.until("speech_end")
        conversation = kiosk.bot.turns[-1].conversation_id or ""
        block = TextBlock("自收到之日起20个工作日。", quoted=True, spoken="一般二十个工作日。")
        reply = Reply("t-test", AnswerStatus.ANSWERED, (block, NoticeBlock("国庆休息。")))
        kiosk.loop.call_soon_threadsafe(
            lambda: kiosk.bot.store(conversation, kind="reply", reply=reply)
        )
        said = robot.until("speech", turn_id="t-test")
    assert said["say"] == "一般二十个工作日。"


def test_kiosk_07_identity_numbers_are_never_spoken(kiosk: Kiosk) -> None:
    with kiosk.robot(speech="none") as robot:
        answer(kiosk, robot, "您登记的证件号是440301199001011234，卡号6222 0212 3456 7890。")
        said = robot.until("speech", turn_id="t-test")
    assert not any(character.isdecimal() for character in said["say"])
    assert not any(numeral in said["say"] for numeral in "零四九")
    assert "请看屏幕" in said["say"]


def test_kiosk_05_english_is_spoken_in_english(kiosk: Kiosk) -> None:
    with kiosk.robot(language="en") as robot:
        assert robot.ready["language"] == "en"
        robot.ask("How do I renew a passport quickly?")
        said = robot.until("speech")
    assert said["language"] == "en"
    assert said["caption"].startswith("No answer yet")
