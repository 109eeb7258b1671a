"""A voice robot in a hundred lines: the whole of docs/kiosk.md that a robot needs.

    python kiosk_client.py ws://127.0.0.1:8000/kiosk/ws --ask "居住证怎么办？"
    python kiosk_client.py ws://127.0.0.1:8000/kiosk/ws --say question.wav --save spoken/

It says one thing, shows everything that comes back, keeps the voice as WAV files and leaves. A real
robot plays each sound instead, and takes `--say` from its microphone. Needs only `websockets`.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import secrets
import sys
import wave
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

CHUNK_BYTES = 1920
"""Sound is sent in pieces of 60 ms: 16,000 samples a second of 2 bytes."""


class Robot:
    """One visit to the kiosk's socket."""

    def __init__(self, socket: ClientConnection, save: Path | None) -> None:
        self.socket = socket
        self.save = save
        self.saved = 0

    async def start(self, language: str, key: str | None) -> dict[str, Any]:
        """Begin a session; what the service says of itself."""
        await self.send(type="start", language=language, speech="wav", key=key)
        return await self.until("ready")

    async def ask(self, text: str) -> None:
        """Send typed words."""
        await self.send(type="message", msg_id=secrets.token_hex(8), text=text)

    async def say(self, recording: Path) -> None:
        """Send a recording as it would come from a microphone, in FunASR's envelope."""
        with wave.open(str(recording)) as file:
            rate, sound = file.getframerate(), file.readframes(file.getnframes())
        name = secrets.token_hex(8)
        await self.send(mode="2pass", wav_name=name, wav_format="pcm", is_speaking=True,
                        audio_fs=rate, chunk_size=[5, 10, 5], itn=True)  # fmt: skip
        for start in range(0, len(sound), CHUNK_BYTES):
            await self.socket.send(sound[start : start + CHUNK_BYTES])
            await asyncio.sleep(0.01)  # a microphone would take 0.06
        await self.send(is_speaking=False)

    async def until(self, kind: str) -> dict[str, Any]:
        """Show what comes, until a frame of this kind or a fault."""
        while True:
            frame: dict[str, Any] = json.loads(await self.socket.recv())
            if frame["kind"] == "speech":
                await self.hear(frame)
            else:
                show(frame)
            if frame["kind"] == "error":
                raise SystemExit(f"refused: {frame['code']}")
            if frame["kind"] == kind:
                return frame

    async def hear(self, speech: dict[str, Any]) -> None:
        """A sentence of the voice: its sound is the next binary frame, where it has any."""
        print("♪", speech["caption"], f"({speech['duration_ms']} ms)")
        if not speech["bytes"]:
            return
        sound = await self.socket.recv()
        if self.save is not None and isinstance(sound, bytes):
            self.save.mkdir(parents=True, exist_ok=True)
            self.saved += 1
            (self.save / f"{self.saved:03}.wav").write_bytes(sound)

    async def send(self, **frame: Any) -> None:
        """Send one text frame."""
        await self.socket.send(json.dumps(frame, ensure_ascii=False))


def show(frame: dict[str, Any]) -> None:
    """What a screen would show."""
    match frame["kind"]:
        case "transcript":
            print("…" if not frame["is_final"] else ">", frame["text"])
        case "reply" | "notice":
            for block in frame["reply"]["blocks"]:
                print("=", json.dumps(block, ensure_ascii=False))
        case "fault":
            print("!", frame["text"], frame["ways"])
        case kind:
            print("-", kind)


async def visit(arguments: argparse.Namespace) -> None:
    """Start, say one thing, hear the answer out, leave."""
    async with connect(arguments.url, max_size=None) as socket:
        robot = Robot(socket, arguments.save)
        await robot.start(arguments.language, arguments.key)
        if arguments.say is not None:
            await robot.say(arguments.say)
        else:
            await robot.ask(arguments.ask)
        await robot.until("speech_end")
        await robot.send(type="bye")
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(robot.until("wipe"), 5)


def main() -> None:
    """Read the command line and go."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("url")
    parser.add_argument("--ask", default="居住证怎么办？")
    parser.add_argument("--say", type=Path, help="WAV of 16,000 Hz, 16 bit, mono")
    parser.add_argument("--language", choices=("zh", "en"), default="zh")
    parser.add_argument("--key")
    parser.add_argument("--save", type=Path, help="folder for what is spoken")
    sys.exit(asyncio.run(visit(parser.parse_args())))


if __name__ == "__main__":
    main()
