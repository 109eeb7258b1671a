"""Recordings for the browser's pretended microphone: somebody speaks, waits, speaks again."""

from __future__ import annotations

import asyncio
import wave
from pathlib import Path

from connectors.kiosk.speaking.base import Sound, VoiceSettings
from connectors.kiosk.speaking.espeak import Espeak

RATE = 22_050
BYTES = 2


async def _speak(*texts: str) -> list[Sound]:
    voice = Espeak()
    try:
        return [await voice.speak(text, "zh", VoiceSettings()) for text in texts]
    finally:
        await voice.close()


def record(path: Path, *parts: str | float) -> float:
    """Write a recording of sentences, and of quiet of so many seconds between them.

    Returns:
        How many seconds the sentences take.
    """
    texts = [part for part in parts if isinstance(part, str)]
    spoken = iter(asyncio.run(_speak(*texts)))
    length = 0
    with wave.open(str(path), "wb") as recording:
        recording.setparams((1, BYTES, RATE, 0, "NONE", ""))
        for part in parts:
            if isinstance(part, str):
                sound = next(spoken)
                assert sound.rate == RATE
                frames = sound.pcm
                length += len(frames)
            else:
                frames = bytes(round(part * RATE) * BYTES)
            recording.writeframes(frames)
    return length / (RATE * BYTES)
