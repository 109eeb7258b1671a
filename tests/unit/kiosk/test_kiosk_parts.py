"""Small parts: meter, cache, sound files, leftovers, codes, engines' addresses, frames."""

from __future__ import annotations

import asyncio
import io
import wave
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.turns import Language
from connectors.kiosk import frames
from connectors.kiosk.errors import BadEngine, BadFrame, CodeGone, VoiceFailed
from connectors.kiosk.hearing import engine_at
from connectors.kiosk.hearing.funasr import FunAsr
from connectors.kiosk.hearing.sherpa import Sherpa
from connectors.kiosk.hearing.utterance import Meter
from connectors.kiosk.hearing.wyoming import Wyoming
from connectors.kiosk.phone import PhoneCodes
from connectors.kiosk.speaking import voice_at
from connectors.kiosk.speaking.base import Sound, VoiceSettings
from connectors.kiosk.speaking.cache import Voice
from connectors.kiosk.speaking.espeak import Espeak
from connectors.leftovers import Leftovers
from tests.e2e.kiosk.robot import quiet, tone


def test_kiosk_01_the_meter_tells_speech_from_quiet_and_a_knock() -> None:
    meter = Meter()
    meter.take(quiet(0.5) + tone(0.06) + quiet(0.3))
    assert not meter.spoke
    meter.take(tone(0.3) + quiet(0.9))
    assert meter.spoke
    assert meter.quiet_s == pytest.approx(0.9, abs=0.04)
    assert meter.seconds == pytest.approx(2.06, abs=0.01)


@given(st.binary(max_size=4000).map(lambda b: b[: len(b) // 2 * 2]))
def test_kiosk_01_any_sound_can_be_measured(pcm: bytes) -> None:
    meter = Meter()
    meter.take(pcm)
    assert meter.seconds == pytest.approx(len(pcm) / 32000)
    assert 0 <= meter.quiet_s + meter.loud_s <= meter.seconds + 1e-9 or meter.loud_s > 0


@given(st.binary(max_size=400).map(lambda b: b[: len(b) // 2 * 2]), st.sampled_from([8000, 22050]))
def test_sound_is_a_file_that_others_read(pcm: bytes, rate: int) -> None:
    with wave.open(io.BytesIO(Sound(pcm, rate).wav())) as file:
        assert (file.getframerate(), file.getsampwidth(), file.getnchannels()) == (rate, 2, 1)
        assert file.readframes(file.getnframes()) == pcm


class Counting:
    """A voice that counts its sentences."""

    def __init__(self) -> None:
        self.spoken: list[tuple[str, Language, VoiceSettings]] = []

    async def speak(self, text: str, language: Language, settings: VoiceSettings) -> Sound:
        if text == "fails":
            raise VoiceFailed
        self.spoken.append((text, language, settings))
        return Sound(bytes(100), 16000)

    async def close(self) -> None:
        return


def test_a_sentence_is_spoken_once_for_a_voice_and_speed_and_private_ones_are_not_kept() -> None:
    engine = Counting()
    voice = Voice(engine, max_bytes=250)
    usual, slow = VoiceSettings(), VoiceSettings(speed=0.8)

    async def run() -> None:
        for settings in (usual, usual, slow):
            await voice.speak("您好", "zh", settings, public=True)
        assert [spoken[2] for spoken in engine.spoken] == [usual, slow]
        for _ in range(2):
            await voice.speak("张三您好", "zh", usual, public=False)
        assert len(engine.spoken) == 4
        await voice.speak("再见", "zh", usual, public=True)  # there is room for two
        await voice.speak("您好", "zh", usual, public=True)
        assert len(engine.spoken) == 6
        assert await voice.speak("fails", "en", usual, public=True) is None

    asyncio.run(run())


def test_two_at_once_are_counted_once() -> None:
    voice = Voice(Counting(), max_bytes=150)

    async def run() -> None:
        said = (voice.speak("您好", "zh", VoiceSettings(), public=True) for _ in range(5))
        await asyncio.gather(*said)
        assert await voice.speak("您好", "zh", VoiceSettings(), public=True)

    asyncio.run(run())


def worker(tmp_path: Path, body: str) -> Espeak:
    path = tmp_path / "worker.py"
    path.write_text(f"import sys, time\nfor line in sys.stdin.buffer:\n    {body}\n")
    return Espeak(path, limit_s=2.0)


@pytest.mark.parametrize(
    "body",
    ["sys.exit(3)", "time.sleep(60)", "print('no json', flush=True)", "print('{}', flush=True)"],
)
def test_a_voice_that_fails_is_an_error_with_a_name_and_the_next_may_work(
    tmp_path: Path, body: str
) -> None:
    engine = worker(tmp_path, body)

    async def run() -> None:
        with pytest.raises(VoiceFailed):
            await engine.speak("您好", "zh", VoiceSettings())
        await engine.close()

    asyncio.run(run())


def test_espeak_speaks_both_languages_and_slower_is_longer() -> None:
    engine = Espeak()

    async def run() -> None:
        usual = await engine.speak("居住证怎么办", "zh", VoiceSettings())
        slow = await engine.speak("居住证怎么办", "zh", VoiceSettings(speed=0.5))
        loud = await engine.speak("居住证怎么办", "zh", VoiceSettings(volume=2.0))
        english = await engine.speak("Good morning", "en", VoiceSettings())
        await engine.close()
        assert usual.rate == 22050
        assert slow.seconds > 1.5 * usual.seconds
        assert max(loud.pcm[1::2]) >= max(usual.pcm[1::2])
        assert english.seconds > 0.4

    asyncio.run(run())


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("funasr://10.0.0.5:10095", FunAsr),
        ("funasr+tls://asr.example:10095", FunAsr),
        ("sherpa://[::1]:6006", Sherpa),
        ("wyoming://asr.example:10300", Wyoming),
    ],
)
def test_kiosk_01_engines_by_their_address(address: str, kind: type) -> None:
    assert isinstance(engine_at(address), kind)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "funasr",
        "funasr://host",
        "funasr://:1",
        "vosk://a:1",
        "wyoming+tls://a:1",
        "sherpa://a:x",
    ],
)
def test_kiosk_01_an_address_that_cannot_work_is_refused_at_the_start(address: str) -> None:
    with pytest.raises(BadEngine):
        engine_at(address)
    with pytest.raises(BadEngine):
        voice_at(address)


def test_kiosk_03_leftovers_are_names_only(tmp_path: Path) -> None:
    leftovers = Leftovers(tmp_path / "kiosk")
    assert leftovers.all() == []
    leftovers.open("ab" * 16)
    leftovers.open("cd" * 16)
    leftovers.done("ab" * 16)
    leftovers.done("ab" * 16)
    (tmp_path / "kiosk" / "other").touch()
    assert leftovers.all() == ["cd" * 16]
    assert (tmp_path / "kiosk" / ("cd" * 16)).read_bytes() == b""
    assert Leftovers(None).all() == []


def test_kiosk_06_codes_are_good_once_and_for_a_time() -> None:
    async def run() -> None:
        codes, old = PhoneCodes(), PhoneCodes(good_for_s=0.0)
        code = codes.issue("c1")
        assert codes.take(code) == "c1"
        for gone, where in ((code, codes), ("", codes), (old.issue("c1"), old)):
            with pytest.raises(CodeGone):
                where.take(gone)
        first, second = codes.issue("c2"), codes.issue("c2")
        with pytest.raises(CodeGone):
            codes.take(first)
        codes.revoke("c2")
        with pytest.raises(CodeGone):
            codes.take(second)

    asyncio.run(run())


@given(st.text(max_size=60) | st.sampled_from(['{"type":"voice","speed":"x"}', "[]", "1", "{}"]))
def test_any_text_is_a_frame_or_a_mistake(text: str) -> None:
    with pytest.raises(BadFrame):
        frames.decode(text)


def test_frames_keep_to_what_is_documented() -> None:
    assert isinstance(frames.decode('{"is_speaking": false}'), frames.Speaking)
    assert isinstance(frames.decode('{"type": "bye", "extra": 1}'), frames.Signal)
    assert frames.encode("stop", text=None) == '{"kind":"stop"}'
