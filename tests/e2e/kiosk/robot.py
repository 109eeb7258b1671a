"""A kiosk channel on a real port, and a robot that speaks its protocol."""

from __future__ import annotations

import io
import itertools
import json
import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from fastapi import FastAPI
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from bot.conversations.privacy import mask
from bot.turns import Reply, UserTurn
from bot.wording import Wording
from connectors.kiosk import create_router
from connectors.kiosk.options import KioskOptions
from tests.e2e.web.support import SECRET, MemoryBot
from tests.support.service import wait_until
from tests.support.serving import Served

Frame = dict[str, Any]
CHUNK = 1920
"""Bytes of 60 ms."""


def tone(seconds: float, loudness: int = 6000) -> bytes:
    """Sound that a meter takes for speech."""
    times = np.arange(int(16000 * seconds)) / 16000
    return bytes((loudness * np.sin(2 * np.pi * 220 * times)).astype("<i2").tobytes())


def quiet(seconds: float) -> bytes:
    """A hall in which nobody speaks."""
    return bytes(2 * int(16000 * seconds))


class ForgetfulBot(MemoryBot):
    """A bot whose answers do not always reach the transcript, as when the disk is full."""

    async def __call__(self, turn: UserTurn) -> Reply:
        return self._reply(turn) if "没记下" in turn.text else await super().__call__(turn)


class Kiosk(Served):
    """The kiosk channel with a bot whose answers a test can foresee."""

    def __init__(self, options: KioskOptions, **more: Any) -> None:
        super().__init__()
        self.bot = ForgetfulBot()
        self.erased: list[str] = []
        self.on_erase: Callable[[str], None] = lambda _: None
        """May fail."""
        wording = Wording()
        app = FastAPI()
        app.include_router(
            create_router(
                self.bot,
                self.bot,
                options=options,
                secret=SECRET,
                say=wording.say,
                mask=mask,
                erase=self._erase,
                hand_over=lambda conversation_id: f"widget-token-of-{conversation_id}",
                public_url="https://ask.example.gov.cn",
                **more,
            )
        )
        self.app = app

    async def _erase(self, conversation_id: str) -> None:
        self.on_erase(conversation_id)
        self.erased.append(conversation_id)

    @contextmanager
    def robot(self, **start: Any) -> Iterator[Robot]:
        with self.socket() as robot:
            robot.start(**start)
            yield robot

    @contextmanager
    def socket(self, **options: Any) -> Iterator[Robot]:
        url = self.url.replace("http", "ws") + "/kiosk/ws"
        with connect(url, max_size=None, proxy=None, **options) as socket:
            yield Robot(socket)


class Robot:
    """One socket, and everything that came by it."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.seen: list[Frame] = []
        self.sounds: list[bytes] = []
        self._names = itertools.count(1)
        self.ready: Frame = {}

    def start(self, **more: Any) -> Frame:
        self.send(type="start", **more)
        self.ready = self.until("ready")
        return self.ready

    def send(self, **frame: Any) -> None:
        self.socket.send(json.dumps(frame, ensure_ascii=False))

    def receive(self, timeout: float = 15) -> Frame:
        """The next frame; the sound that belongs to it is in `sounds`."""
        frame: Frame = json.loads(self.socket.recv(timeout=timeout))
        if frame.get("bytes"):
            sound = self.socket.recv(timeout=timeout)
            assert isinstance(sound, bytes)
            assert len(sound) == frame["bytes"]
            self.sounds.append(sound)
        self.seen.append(frame)
        return frame

    def until(self, kind: str, **wanted: Any) -> Frame:
        while True:
            frame = self.receive()
            if frame["kind"] == kind and all(frame.get(k) == v for k, v in wanted.items()):
                return frame

    def kinds(self) -> list[str]:
        return [frame["kind"] for frame in self.seen]

    def captions(self) -> list[str]:
        return [frame["caption"] for frame in self.seen if frame["kind"] == "speech"]

    def ask(self, text: str, **more: Any) -> None:
        self.send(type="message", msg_id=f"m{next(self._names)}", text=text, **more)

    def begin(self, **more: Any) -> str:
        name = f"u{next(self._names)}"
        envelope = {"mode": "2pass", "wav_name": name, "is_speaking": True, "wav_format": "pcm"}
        self.send(**{**envelope, "audio_fs": 16000, "chunk_size": [5, 10, 5], **more})
        return name

    def sound(self, pcm: bytes) -> None:
        for start in range(0, len(pcm), CHUNK):
            self.socket.send(pcm[start : start + CHUNK])

    def say(self, pcm: bytes | None = None, **more: Any) -> str:
        """One whole utterance."""
        name = self.begin(**more)
        self.sound(tone(0.6) if pcm is None else pcm)
        self.send(is_speaking=False)
        return name


def seconds_of(sound: bytes) -> float:
    """Length of a WAV file, read by the standard library."""
    with wave.open(io.BytesIO(sound)) as file:
        assert (file.getsampwidth(), file.getnchannels()) == (2, 1)
        return float(file.getnframes() / file.getframerate())


def soon(condition: Callable[[], bool]) -> None:
    """It comes true in the server's own time."""
    wait_until(condition, 15)


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
