"""Must-pass 1 and 2: speaking to the page with a pretended microphone, and speaking over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.e2e.conftest import FLAGS
from tests.e2e.kiosk.engines import Script, funasr
from tests.e2e.kiosk.kiosk_page import KioskPage
from tests.e2e.kiosk.page_support import KioskServer
from tests.e2e.kiosk.spoken_wav import record

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FIRST, SECOND = "依申请公开多久答复", "我再问一下居住证怎么办理"
LEAD_S, BETWEEN_S, AFTER_S = 1.0, 8.0, 60.0
QUESTION = "依申请公开多久答复？"
CHUNK_MS, LIMIT_MS = 40, 200
WATCH = """() => {
    window.seen = [];
    const note = (what, more) => window.seen.push({what, at: performance.now(), ...more});
    const {start, stop} = AudioBufferSourceNode.prototype;
    AudioBufferSourceNode.prototype.start = function () { note('play'); start.call(this); };
    AudioBufferSourceNode.prototype.stop = function () { note('silence'); stop.call(this); };
    const Node = window.AudioWorkletNode;
    window.AudioWorkletNode = class extends Node {
        constructor(...given) {
            super(...given);
            this.port.addEventListener('message',
                ({data}) => note('chunk', {loud: data.loudness > 0.04}));
        }
    };
    addEventListener('pointerdown', () => note('touch began'), {capture: true});
    addEventListener('pointerdown', () => note('touch told'));
}"""


@dataclass
class Hall:
    """A kiosk with a recogniser."""

    server: KioskServer
    script: Script


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    """Somebody asks, is quiet for a while, and speaks again; and how many seconds is speech."""
    path = tmp_path_factory.mktemp("sound") / "question.wav"
    return path, record(path, LEAD_S, FIRST, BETWEEN_S, SECOND, AFTER_S)


@pytest.fixture(scope="module")
def browser(chromium: str, recording: tuple[Path, float]) -> Iterator[Browser]:
    """A browser whose microphone plays the recording from its beginning when it is opened."""
    flags = [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-audio-capture={recording[0]}%noloop",
        "--autoplay-policy=no-user-gesture-required",
    ]
    expect.set_options(timeout=15_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS + flags)
        yield browser
        browser.close()


@pytest.fixture
def hall() -> Iterator[Hall]:
    script = Script(FIRST)
    with funasr(script) as address:
        server = KioskServer(recogniser=address, pause_s=0.8)
        server.start()
        yield Hall(server, script)
        server.stop()


@pytest.fixture
def speaker(kiosk_tab: Page, hall: Hall) -> KioskPage:
    kiosk_tab.add_init_script(f"({WATCH})()")
    return KioskPage(kiosk_tab).visit(hall.server.url)


def seen(kiosk: KioskPage) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = kiosk.page.evaluate("window.seen")
    return events


def until_playing(kiosk: KioskPage) -> None:
    kiosk.page.wait_for_function("() => window.seen.some(({what}) => what === 'play')")


def until_interrupted(kiosk: KioskPage, meanwhile: Callable[[], None] = lambda: None) -> None:
    """Until the second sentence of the recording has been noticed over the voice."""
    for _ in range(1000):
        if {"type": "barge_in"} in kiosk.sent:
            return
        meanwhile()
        kiosk.page.wait_for_timeout(30)
    raise AssertionError("nobody was noticed")


def loud_seconds(pcm: bytes) -> float:
    samples = np.frombuffer(pcm, "<i2").astype(np.float32)
    frames = samples[: len(samples) // 320 * 320].reshape(-1, 320)
    return float((np.sqrt((frames**2).mean(axis=1)) > 330).sum() * 0.02)


def test_kiosk_01_partial_words_are_replaced_by_the_final_ones(
    speaker: KioskPage, hall: Hall
) -> None:
    speaker.dock("speak").click()
    expect(speaker.caption).to_have_text("请说，我在听…")
    speaker.until_told("transcript", 2)
    expect(speaker.caption).to_contain_text("依申请")
    expect(speaker.said).to_have_text([QUESTION])
    expect(speaker.answered(1)).to_contain_text("20个工作日")
    texts = [heard["text"] for heard in speaker.told("transcript")]
    assert texts[0] == "依申请"
    assert texts[-1] == QUESTION
    assert all(later.startswith(earlier) for earlier, later in pairwise(texts))
    expect(speaker.dock("speak")).to_have_text("说话")
    assert hall.server.bot.turns[-1].text == QUESTION


def test_kiosk_01_the_sound_arrives_as_it_was_spoken(
    speaker: KioskPage, hall: Hall, recording: tuple[Path, float]
) -> None:
    speaker.dock("speak").click()
    speaker.answered(1)
    first_share = len(FIRST) / len(FIRST + SECOND)
    heard = loud_seconds(bytes(hall.script.sound))
    # At 44.1 kHz taken for 16 kHz it would be 2.8 times as long.
    assert 0.6 < heard / (recording[1] * first_share) < 1.5


def test_kiosk_01_saying_done_ends_the_utterance(speaker: KioskPage, hall: Hall) -> None:
    speaker.dock("speak").click()
    speaker.until_told("transcript")
    expect(speaker.dock("speak")).to_have_text("说完了")
    speaker.dock("speak").click()
    speaker.answered(1)
    assert speaker.told("heard")[-1]["reason"] == "client"
    assert hall.script.ended == 1


@pytest.mark.parametrize(
    ("code", "options", "script"),
    [
        ("silence", {"silence_s": 0.4}, Script("")),
        ("noise", {"pause_s": 0.8}, Script("")),
        ("recogniser_down", {}, Script(manner="dies")),
    ],
)
def test_kiosk_01_what_goes_wrong_is_said_shown_and_has_ways_on(
    kiosk_tab: Page, code: str, options: dict[str, float], script: Script
) -> None:
    with funasr(script) as address:
        server = KioskServer(recogniser=address, **options)
        server.start()
        kiosk = KioskPage(kiosk_tab).visit(server.url)
        kiosk.dock("speak").click()
        fault = kiosk.until_told("fault")
        assert fault["code"] == code
        expect(kiosk.caption).to_have_text(fault["text"])
        expect(kiosk.ways.get_by_role("button")).to_have_count(len(fault["ways"]))
        assert kiosk.until_told("speech")["purpose"] == "fault"
        expect(kiosk.caption).to_have_text(fault["text"])
        kiosk.ways.get_by_role("button", name="打字问").click()
        expect(kiosk.input).to_be_focused()
        expect(kiosk.caption).to_be_hidden()
        server.stop()


def test_kiosk_01_a_minute_is_the_most_and_is_asked_all_the_same(kiosk_tab: Page) -> None:
    with funasr(Script(FIRST)) as address:
        server = KioskServer(recogniser=address, max_utterance_s=1.5)
        server.start()
        kiosk = KioskPage(kiosk_tab).visit(server.url)
        kiosk.dock("speak").click()
        assert kiosk.until_told("fault")["code"] == "utterance_cap"
        kiosk.answered(1)
        assert len(kiosk.sound) * CHUNK_MS < 3000
        server.stop()


def test_kiosk_01_a_wrong_sample_rate_has_ways_on(speaker: KioskPage) -> None:
    page = speaker.page
    page.add_init_script(
        """window.AudioContext = class extends AudioContext {
            constructor(options) { super({...options, sampleRate: 44100}); } };"""
    )
    page.reload()
    speaker.dock("speak").click()
    fault = speaker.until_told("fault")
    assert fault["code"] == "sample_rate"
    expect(speaker.caption).to_have_text(fault["text"])
    expect(speaker.dock("speak")).to_have_text("说话")


def test_kiosk_01_without_a_recogniser_it_says_so(kiosk: KioskPage) -> None:
    kiosk.dock("speak").click()
    assert kiosk.until_told("fault")["code"] == "no_recogniser"
    expect(kiosk.ways.get_by_role("button")).to_have_text(["点屏幕选", "打字问", "手机扫码"])
    expect(kiosk.dock("speak")).to_have_text("不能语音")
    assert kiosk.until_told("speech")["purpose"] == "fault"
    assert kiosk.sound == []


def test_kiosk_02_a_touch_silences_at_once(speaker: KioskPage) -> None:
    speaker.ask(QUESTION).answered(1)
    until_playing(speaker)
    speaker.page.wait_for_timeout(300)
    speaker.page.mouse.click(540, 300)
    speaker.until_told("stop")
    speaker.page.wait_for_timeout(500)
    events = seen(speaker)
    silenced = next(n for n, event in enumerate(events) if event["what"] == "silence")
    began = max(n for n in range(silenced) if events[n]["what"] == "touch began")
    assert events[silenced]["at"] - events[began]["at"] < LIMIT_MS
    # Before anything else has heard of the touch, and for good.
    assert [event["what"] for event in events[began : silenced + 2]] == [
        "touch began",
        "silence",
        "touch told",
    ]
    assert not [event for event in events[silenced:] if event["what"] == "play"]
    expect(speaker.caption).to_be_hidden()
    assert {"type": "barge_in"} in speaker.sent


def test_kiosk_02_the_touch_that_silences_presses_its_button_too(speaker: KioskPage) -> None:
    speaker.ask(QUESTION).answered(1)
    until_playing(speaker)
    speaker.dock("speak").click(delay=300)
    expect(speaker.answered(2)).to_contain_text("20个工作日")


def test_kiosk_02_speech_silences_and_is_heard(speaker: KioskPage, hall: Hall) -> None:
    speaker.dock("speak").click()
    speaker.answered(1)
    hall.script.said = "居住证"
    until_playing(speaker)
    until_interrupted(speaker)
    expect(speaker.answered(2)).to_contain_text("首次办理居住证")
    events = seen(speaker)
    playing = next(n for n, event in enumerate(events) if event["what"] == "play")
    silenced = next(
        n for n, event in enumerate(events) if event["what"] == "silence" and n > playing
    )
    # The recording's own clock: so many chunks of speech went by before the voice was stopped.
    loud = 0
    for event in reversed(events[playing:silenced]):
        if event["what"] != "chunk" or not event["loud"]:
            break
        loud += 1
    assert 0 < loud * CHUNK_MS <= LIMIT_MS


def test_kiosk_02_playback_never_becomes_input(speaker: KioskPage, hall: Hall) -> None:
    speaker.dock("speak").click()
    speaker.answered(1)
    until_playing(speaker)
    sent, sound = len(speaker.sent), len(speaker.sound)
    speaker.page.wait_for_timeout(1500)
    assert len(speaker.sound) == sound
    until_interrupted(speaker)
    speaker.until_told("heard", 2)
    begun = [n for n, frame in enumerate(speaker.sent) if frame.get("is_speaking")]
    assert {"type": "barge_in"} in speaker.sent[sent : begun[-1]]
    assert all(before > begun[-1] for before in speaker.sound[sound:])


def test_kiosk_02_our_own_words_are_no_question(speaker: KioskPage, hall: Hall) -> None:
    speaker.dock("speak").click()
    speaker.answered(1)

    def hear_what_is_said() -> None:
        caption = speaker.caption.text_content()
        parts = [part for part in speaker.told("speech") if part["caption"] == caption]
        hall.script.said = parts[0]["say"] if parts else hall.script.said

    until_interrupted(speaker, hear_what_is_said)
    speaker.until_told("heard", 2)
    expect(speaker.caption).to_be_hidden()
    assert [heard["ignored"] for heard in speaker.told("transcript") if "ignored" in heard] == [
        "echo"
    ]
    expect(speaker.answers).to_have_count(1)
    assert len(hall.server.bot.turns) == 1
