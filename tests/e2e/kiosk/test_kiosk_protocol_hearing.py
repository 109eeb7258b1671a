"""Must-pass 1 and 2: what is heard, what is not, and being interrupted; by real sockets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from connectors.kiosk.options import KioskOptions
from tests.e2e.kiosk import engines
from tests.e2e.kiosk.engines import Manner, Script
from tests.e2e.kiosk.robot import Kiosk, quiet, tone

Engine = Callable[[Script], AbstractContextManager[str]]
ENGINES = [engines.funasr, engines.sherpa, engines.wyoming]


@contextmanager
def kiosk_with(engine: Engine | None, script: Script, **more: float) -> Iterator[Kiosk]:
    @contextmanager
    def nothing(_: Script) -> Iterator[None]:
        yield None

    with (engine or nothing)(script) as address:
        kiosk = Kiosk(KioskOptions(recogniser=address, synthesiser=None, **more))
        kiosk.start()
        try:
            yield kiosk
        finally:
            kiosk.stop()


@pytest.mark.parametrize("engine", ENGINES)
def test_kiosk_01_partial_is_replaced_by_final_and_answered(engine: Engine) -> None:
    script = Script()
    with kiosk_with(engine, script) as kiosk, kiosk.robot() as robot:
        name = robot.say(tone(1.0))
        final = robot.until("transcript", is_final=True)
        reply = robot.until("reply")
    partial = [f["text"] for f in robot.seen if f["kind"] == "transcript" and not f["is_final"]]
    assert final["wav_name"] == name
    assert final["text"].startswith(script.said)
    assert partial[0]
    assert partial[0] != final["text"]
    assert final["text"].startswith(partial[0])
    assert reply["msg_id"] == name
    assert reply["reply"]["status"] == "answered"
    turn = kiosk.bot.turns[0]
    assert (turn.text, turn.channel, turn.spoken) == (final["text"], "kiosk", True)


@pytest.mark.parametrize("engine", ENGINES)
def test_kiosk_01_the_engine_gets_every_sample(engine: Engine) -> None:
    script, sound = Script(), tone(0.5) + quiet(0.2)
    with kiosk_with(engine, script) as kiosk, kiosk.robot() as robot:
        robot.say(sound)
        robot.until("reply")
    width = 2 if engine is engines.sherpa else 1
    assert len(script.sound) == width * len(sound)
    assert script.ended == 1


def test_kiosk_01_the_envelope_reaches_funasr() -> None:
    script = Script()
    with kiosk_with(engines.funasr, script) as kiosk, kiosk.robot() as robot:
        name = robot.say(hotwords='{"居住证": 20}')
        robot.until("reply")
    first = script.started[0]
    assert first["wav_name"] == name
    assert (first["mode"], first["is_speaking"], first["audio_fs"]) == ("2pass", True, 16000)
    assert first["chunk_size"] == [5, 10, 5]
    assert first["hotwords"] == '{"居住证": 20}'


@pytest.mark.parametrize("engine", ENGINES)
def test_kiosk_01_noise_has_a_way_on(engine: Engine) -> None:
    with kiosk_with(engine, Script(said="")) as kiosk, kiosk.robot() as robot:
        robot.say(tone(0.6))
        fault = robot.until("fault")
        assert fault["code"] == "noise"
        assert fault["ways"] == ["again", "keyboard", "touch"]
        assert robot.until("speech")["caption"] in fault["text"]
        robot.ask("依申请公开")
        robot.until("reply")
    assert len(kiosk.bot.turns) == 1


def test_kiosk_01_silence_has_a_way_on() -> None:
    script = Script(said="")
    with kiosk_with(engines.funasr, script, silence_s=1.0) as kiosk, kiosk.robot() as robot:
        robot.begin()
        robot.sound(quiet(1.2))  # and no end: a person who says nothing does not say so
        assert robot.until("heard")["reason"] == "silence"
        fault = robot.until("fault")
        assert fault["code"] == "silence"
        assert robot.until("speech")["purpose"] == "fault"
    assert kiosk.bot.turns == []


def test_kiosk_01_a_machine_that_stops_sending_is_not_waited_for() -> None:
    script = Script(said="")
    with kiosk_with(engines.funasr, script, silence_s=0.5) as kiosk, kiosk.robot() as robot:
        robot.begin()
        assert robot.until("fault")["code"] == "silence"


def test_kiosk_01_a_pause_ends_an_utterance_and_thinking_does_not() -> None:
    script = Script()
    with kiosk_with(engines.funasr, script, pause_s=1.0) as kiosk, kiosk.robot() as robot:
        robot.begin()
        robot.sound(tone(0.5) + quiet(0.7) + tone(0.5) + quiet(1.2) + tone(0.5))
        assert robot.until("heard")["reason"] == "pause"
        robot.until("reply")
    heard_s = len(script.sound) / 32000
    assert heard_s == pytest.approx(0.5 + 0.7 + 0.5 + 1.0, abs=0.1)


def test_kiosk_01_a_minute_is_the_most_and_what_was_said_is_answered() -> None:
    script = Script()
    options = {"max_utterance_s": 2.0, "pause_s": 9.0}
    with kiosk_with(engines.funasr, script, **options) as kiosk, kiosk.robot() as robot:
        assert robot.ready["max_utterance_s"] == 2.0
        robot.begin()
        robot.sound(tone(4.0))
        assert robot.until("heard")["reason"] == "cap"
        assert robot.until("fault")["code"] == "utterance_cap"
        robot.until("reply")
    assert len(script.sound) / 32000 == pytest.approx(2.0, abs=0.1)


@pytest.mark.parametrize("engine", ENGINES)
def test_kiosk_01_recogniser_dead_in_mid_utterance_has_a_way_on(engine: Engine) -> None:
    with kiosk_with(engine, Script(manner="dies")) as kiosk, kiosk.robot() as robot:
        robot.begin()
        robot.sound(tone(0.5))
        assert robot.until("heard")["reason"] == "fault"
        assert robot.until("transcript", is_final=True)["text"] == ""
        fault = robot.until("fault")
        assert fault["code"] == "recogniser_down"
        assert fault["ways"] == ["touch", "keyboard", "phone"]
        assert robot.until("speech")["caption"] in fault["text"]
        robot.ask("依申请公开")  # the rest of the machine goes on
        robot.until("reply")


@pytest.mark.parametrize("manner", ["hangs", "babbles"])
def test_kiosk_01_an_engine_that_says_nothing_of_use_has_a_way_on(
    manner: Manner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.kiosk.hearing.funasr.REPLY_LIMIT_S", 0.5)
    with (
        kiosk_with(engines.funasr, Script(manner=manner)) as kiosk,
        kiosk.robot() as robot,
    ):
        robot.say()
        assert robot.until("fault")["code"] == "recogniser_down"


@pytest.mark.parametrize("address", ["funasr://127.0.0.1:1", "wyoming://127.0.0.1:1"])
def test_kiosk_01_an_engine_that_is_not_there_has_a_way_on(address: str) -> None:
    kiosk = Kiosk(KioskOptions(recogniser=address, synthesiser=None))
    kiosk.start()
    with kiosk.robot(language="en") as robot:
        robot.say()
        fault = robot.until("fault")
    kiosk.stop()
    assert fault["code"] == "recogniser_down"
    assert "type on the screen" in fault["text"]


@pytest.mark.parametrize(
    "envelope", [{"audio_fs": 8000}, {"audio_fs": 48000}, {"wav_format": "opus"}]
)
def test_kiosk_01_a_wrong_sample_rate_has_a_way_on(envelope: dict[str, object]) -> None:
    script = Script()
    with kiosk_with(engines.funasr, script) as kiosk, kiosk.robot() as robot:
        robot.say(**envelope)
        fault = robot.until("fault")
        robot.until("speech")
        robot.ask("依申请公开")
        robot.until("reply")
    assert (fault["code"], fault["expected"]) == ("sample_rate", 16000)
    assert script.started == []


@pytest.mark.parametrize("sound", [b"RIFF\x00\x00\x00\x00WAVE", b"\x00\x01\x02"])
def test_kiosk_01_frames_that_are_no_samples_have_a_way_on(sound: bytes) -> None:
    with kiosk_with(engines.funasr, Script()) as kiosk, kiosk.robot() as robot:
        robot.begin()
        robot.socket.send(sound)
        assert robot.until("transcript", is_final=True)["text"] == ""
        assert robot.until("fault")["code"] == "sample_rate"


def test_kiosk_01_without_a_recogniser_the_kiosk_says_so_and_offers_the_rest() -> None:
    with kiosk_with(None, Script()) as kiosk, kiosk.robot() as robot:
        assert robot.ready["hearing"] is False
        robot.say()
        fault = robot.until("fault")
        assert fault["code"] == "no_recogniser"
        assert fault["ways"] == ["touch", "keyboard", "phone"]
        assert robot.until("speech")["caption"] in fault["text"]


def test_kiosk_02_speaking_stops_the_voice_before_anything_else() -> None:
    with kiosk_with(engines.funasr, Script()) as kiosk, kiosk.robot() as robot:
        robot.ask("依申请公开")
        robot.until("speech")
        robot.begin()
        robot.until("stop")
        before = len(robot.captions())
        robot.sound(tone(0.5))
        robot.send(type="ping")
        robot.until("pong")
        assert len(robot.captions()) == before


@pytest.mark.parametrize("frame", [{"type": "barge_in"}, {"type": "control", "action": "stop"}])
def test_kiosk_02_a_touch_stops_the_voice(frame: dict[str, str]) -> None:
    with kiosk_with(None, Script()) as kiosk, kiosk.robot() as robot:
        robot.ask("依申请公开")
        robot.until("speech")
        robot.send(**frame)
        robot.until("stop")
        robot.send(type="ping")
        robot.until("pong")
        after = robot.seen[robot.kinds().index("stop") :]
        assert [f for f in after if f["kind"] == "speech"] == []


def test_kiosk_02_sound_outside_an_utterance_is_nobodys() -> None:
    script = Script()
    with kiosk_with(engines.funasr, script) as kiosk, kiosk.robot() as robot:
        robot.ask("依申请公开")
        robot.until("speech")
        robot.sound(tone(1.0))
        robot.send(type="ping")
        robot.until("pong")
    assert script.started == []
    assert len(kiosk.bot.turns) == 1


def test_kiosk_02_our_own_words_are_not_asked() -> None:
    script = Script(said="行政机关收到政府信息公开申请能够当场答复的")
    with kiosk_with(engines.funasr, script) as kiosk, kiosk.robot() as robot:
        robot.ask("依申请公开")
        robot.until("speech")
        robot.say()
        final = robot.until("transcript", is_final=True)
        assert (final["text"], final["ignored"]) == ("", "echo")
        script.said = "居住证怎么办"
        robot.say()
        assert robot.until("user")["text"].startswith("居住证")
    assert [turn.spoken for turn in kiosk.bot.turns] == [False, True]


def test_kiosk_02_choosing_by_the_words_just_read_aloud_is_no_echo() -> None:
    script = Script(said="居住证到期续签")
    with kiosk_with(engines.funasr, script) as kiosk, kiosk.robot() as robot:
        robot.ask("居住证")
        robot.until("speech_end")
        robot.say()
        robot.until("user", choice="entry:permit-renew")
        script.said = "第三个"
        robot.ask("居住证")
        robot.until("speech_end")
        robot.say()
        robot.until("user", choice="entry:permit-lost")


def test_kiosk_07_a_number_that_was_spoken_is_never_shown_in_full() -> None:
    script = Script(said="我的身份证是四四零三零一一九九零零一零一一二三四")
    with kiosk_with(engines.funasr, script) as kiosk, kiosk.robot() as robot:
        robot.say()
        final = robot.until("transcript", is_final=True)
    assert final["text"].startswith("我的身份证是440301********1234")
    shown = "".join(str(frame) for frame in robot.seen)
    assert "19900101" not in shown
