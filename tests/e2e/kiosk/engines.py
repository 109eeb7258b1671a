"""Scripted speech engines on real sockets: they hear what a test tells them to have heard."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from socket import SHUT_RDWR
from typing import Any, Literal

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import Server, ServerConnection, serve
from wyoming.asr import Transcribe, Transcript, TranscriptChunk
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.event import Event
from wyoming.server import AsyncEventHandler
from wyoming.tts import Synthesize

Manner = Literal["answers", "dies", "hangs", "babbles"]
"""Does its work; closes in mid-utterance; takes everything and says nothing; speaks no protocol."""


@dataclass
class Script:
    """What an engine hears, and how it behaves."""

    said: str = "依申请公开多久答复"
    """Nothing is heard where empty."""
    manner: Manner = "answers"
    started: list[dict[str, Any]] = field(default_factory=list)
    """The first message of each utterance."""
    sound: bytearray = field(default_factory=bytearray)
    """Everything that was heard."""
    ended: int = 0
    """Utterances that were said to be over."""


@contextmanager
def funasr(script: Script) -> Iterator[str]:
    """A FunASR runtime in 2pass mode; yields its address for the settings."""

    def handle(socket: ServerConnection) -> None:
        script.started.append(json.loads(socket.recv()))
        guessed = 0
        for frame in socket:
            if isinstance(frame, bytes):
                script.sound += frame
                if script.manner == "dies":
                    socket.socket.shutdown(SHUT_RDWR)
                    return
                if script.manner == "answers" and guessed < len(script.said):
                    piece = script.said[guessed : guessed + 3]
                    guessed += 3
                    _tell(socket, mode="2pass-online", text=piece, is_final=False)
            elif json.loads(frame) == {"is_speaking": False}:
                script.ended += 1
                _finish_funasr(socket, script)

    with _server(handle) as port:
        yield f"funasr://127.0.0.1:{port}"


def _finish_funasr(socket: ServerConnection, script: Script) -> None:
    if script.manner == "babbles":
        socket.send("<html>")
    if script.manner == "answers":
        text = script.said + "？" if script.said else ""
        _tell(socket, mode="2pass-offline", text=text, is_final=True)


@contextmanager
def sherpa(script: Script) -> Iterator[str]:
    """A sherpa-onnx streaming server; what is said has two segments."""

    def handle(socket: ServerConnection) -> None:
        half = len(script.said) // 2
        for frame in socket:
            if isinstance(frame, bytes):
                script.sound += frame
                if script.manner == "dies":
                    socket.socket.shutdown(SHUT_RDWR)
                    return
                _tell(socket, text=script.said[:half], segment=0)
            elif frame == "Done":
                script.ended += 1
                if script.manner == "hangs":
                    continue
                _tell(socket, text=script.said[half:], segment=1)
                socket.send("Done!")

    with _server(handle) as port:
        yield f"sherpa://127.0.0.1:{port}"


def _tell(socket: ServerConnection, **message: Any) -> None:
    socket.send(json.dumps(message, ensure_ascii=False))


@contextmanager
def _server(handle: Any) -> Iterator[int]:
    def quietly(socket: ServerConnection) -> None:
        try:
            handle(socket)
        except (ConnectionClosed, OSError):
            return

    server: Server = serve(quietly, "127.0.0.1", 0)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.socket.getsockname()[1]
    finally:
        server.shutdown()
        thread.join(5)


class _Wyoming(AsyncEventHandler):
    """Recogniser and voice in one, made of the protocol's own library."""

    def __init__(self, script: Script, *streams: Any) -> None:
        super().__init__(*streams)
        self.script = script

    async def handle_event(self, event: Event) -> bool:
        script = self.script
        if Synthesize.is_type(event.type):
            return await self._speak(Synthesize.from_event(event))
        if Transcribe.is_type(event.type):
            script.started.append(event.data)
        elif AudioChunk.is_type(event.type):
            script.sound += AudioChunk.from_event(event).audio
            if script.manner == "dies":
                return False
        elif AudioStop.is_type(event.type):
            script.ended += 1
            if script.manner == "answers":
                await self.write_event(TranscriptChunk(script.said[:2]).event())
                await self.write_event(Transcript(script.said).event())
        return True

    async def _speak(self, wanted: Synthesize) -> bool:
        self.script.started.append({"text": wanted.text})
        if self.script.manner != "answers":
            return False
        await self.write_event(AudioStart(rate=16000, width=2, channels=1).event())
        sound = b"\x10\x00" * 160 * len(wanted.text)
        await self.write_event(AudioChunk(rate=16000, width=2, channels=1, audio=sound).event())
        await self.write_event(AudioStop().event())
        return True


@contextmanager
def wyoming(script: Script) -> Iterator[str]:
    """A Wyoming engine, recogniser and voice; yields its address."""
    loop = asyncio.new_event_loop()
    ports: list[int] = []

    async def run() -> None:
        server = await asyncio.start_server(connected, "127.0.0.1", 0)
        ports.append(server.sockets[0].getsockname()[1])
        async with server:
            await server.serve_forever()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _Wyoming(script, reader, writer).run()

    async def main() -> None:
        try:
            await run()
        except asyncio.CancelledError:
            return

    task = loop.create_task(main())
    thread = threading.Thread(target=lambda: loop.run_until_complete(task), daemon=True)
    thread.start()
    deadline = time.monotonic() + 10
    while not ports and time.monotonic() < deadline:
        time.sleep(0.01)
    try:
        yield f"wyoming://127.0.0.1:{ports[0]}"
    finally:
        loop.call_soon_threadsafe(task.cancel)
        thread.join(5)
