"""espeak-ng 1.52 in a process of its own: started when first needed, and again when it dies."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import orjson
import structlog

from bot.turns import Language
from connectors.kiosk.errors import VoiceFailed
from connectors.kiosk.speaking.base import Sound, VoiceSettings

WORKER = Path(__file__).with_name("espeak_worker.py")
LIMIT_S = 5.0
"""Seconds a sentence may take (60 characters: about 10 ms); then the worker is replaced."""
VOICES: dict[Language, str] = {"zh": "cmn", "en": "en"}
WORDS_A_MINUTE: dict[Language, int] = {"zh": 170, "en": 165}
"""espeak's own measure of speed at 1.0: unhurried, as for a hall with elderly people."""
LOUDNESS, HEIGHT = 100, 50
"""espeak's volume (0 to 200) and pitch (0 to 99) at 1.0."""

logger = structlog.get_logger(__name__)


class Espeak:
    """Implements `Synthesiser`. One worker, one sentence at a time: it needs milliseconds."""

    def __init__(self, worker: Path = WORKER, limit_s: float = LIMIT_S) -> None:
        self._command = (sys.executable, str(worker))
        self._limit_s = limit_s
        self._process: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()

    async def speak(self, text: str, language: Language, settings: VoiceSettings) -> Sound:
        """Speak one sentence (contract: `Synthesiser`)."""
        request = {
            "text": text.replace("\0", ""),
            "voice": VOICES[language],
            "rate": round(WORDS_A_MINUTE[language] * settings.speed),
            "volume": round(LOUDNESS * settings.volume),
            "pitch": min(99, round(HEIGHT * settings.pitch)),
        }
        async with self._turn:
            try:
                async with asyncio.timeout(self._limit_s):
                    return await self._again_if_dead(orjson.dumps(request) + b"\n")
            except (OSError, EOFError, TimeoutError, ValueError, LookupError, TypeError) as error:
                logger.warning("kiosk.voice_failed", reason=type(error).__name__)
                await self.close()
                raise VoiceFailed(type(error).__name__) from error
            except asyncio.CancelledError:  # between question and answer: they would not match
                await self.close()
                raise

    async def _again_if_dead(self, request: bytes) -> Sound:
        try:
            return await self._exchange(request)
        except OSError:  # it died since the last sentence, or of this one: once more
            await self.close()
            return await self._exchange(request)

    async def _exchange(self, request: bytes) -> Sound:
        process = await self._running()
        assert process.stdin is not None  # noqa: S101 -- a pipe, see `_running`
        assert process.stdout is not None  # noqa: S101
        process.stdin.write(request)
        await process.stdin.drain()
        line = await process.stdout.readline()
        if not line:
            raise ConnectionResetError("the worker died")
        head = orjson.loads(line)
        if "error" in head:
            raise VoiceFailed(head["error"])
        return Sound(await process.stdout.readexactly(head["bytes"]), head["rate"])

    async def _running(self) -> asyncio.subprocess.Process:
        if self._process is None or self._process.returncode is not None:
            pipe = asyncio.subprocess.PIPE
            self._process = await asyncio.create_subprocess_exec(
                *self._command, stdin=pipe, stdout=pipe
            )
        return self._process

    async def close(self) -> None:
        """End the worker; the next sentence starts another."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            process.kill()
        await process.wait()
