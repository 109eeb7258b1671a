"""Any voice that speaks Wyoming, such as piper."""

from __future__ import annotations

import asyncio
from typing import Any

import numpy as np
from wyoming.audio import AudioChunk, AudioStop
from wyoming.client import AsyncTcpClient
from wyoming.tts import Synthesize, SynthesizeVoice

from bot.turns import Language
from connectors.kiosk.errors import VoiceFailed
from connectors.kiosk.speaking.base import Sound, VoiceSettings

LIMIT_S = 10.0
"""Seconds a sentence may take."""
MAX_BYTES = 20_000_000
"""Of sound in one sentence: several minutes, so an engine gone wild."""


class WyomingVoice:
    """Implements `Synthesiser`. The protocol has no speed and no pitch; the volume is ours."""

    def __init__(self, host: str, port: int, limit_s: float = LIMIT_S) -> None:
        self._host, self._port = host, port
        self._limit_s = limit_s

    async def speak(self, text: str, language: Language, settings: VoiceSettings) -> Sound:
        """Speak one sentence (contract: `Synthesiser`)."""
        wanted = Synthesize(text, SynthesizeVoice(language=language))
        try:
            async with (
                asyncio.timeout(self._limit_s),
                AsyncTcpClient(self._host, self._port) as client,
            ):
                await client.write_event(wanted.event())
                sound = await _read(client)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, KeyError) as error:
            raise VoiceFailed(type(error).__name__) from error
        return Sound(_louder(sound.pcm, settings.volume), sound.rate)

    async def close(self) -> None:
        """Nothing is kept open."""


async def _read(client: AsyncTcpClient) -> Sound:
    pcm, rate = bytearray(), 0
    while (event := await client.read_event()) is not None:
        if AudioStop.is_type(event.type):
            break
        if AudioChunk.is_type(event.type):
            chunk = AudioChunk.from_event(event)
            if (chunk.width, chunk.channels) != (2, 1):
                raise VoiceFailed("not 16 bit mono")
            pcm += chunk.audio
            rate = chunk.rate
        if len(pcm) > MAX_BYTES:
            raise VoiceFailed("too long")
    if not pcm:
        raise VoiceFailed("no sound came")
    return Sound(bytes(pcm), rate)


def _louder(pcm: bytes, volume: float) -> bytes:
    if volume == 1.0:
        return pcm
    samples: Any = np.frombuffer(pcm, "<i2") * volume
    return bytes(np.clip(samples, -32768, 32767).astype("<i2").tobytes())
