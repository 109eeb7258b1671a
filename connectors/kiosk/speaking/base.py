"""What a voice is."""

from __future__ import annotations

import struct
from dataclasses import dataclass, replace
from typing import Protocol

from bot.turns import Language

SPEEDS, VOLUMES, PITCHES = (0.5, 2.0), (0.25, 2.0), (0.5, 1.5)
"""Least and most; 1.0 is the voice as it is."""
SPEED_STEP, VOLUME_STEP = 0.2, 0.25
"""What 慢一点 and 大声点 change."""
HEADER_BYTES = 44
"""Of a WAV file as `wav` makes it."""


@dataclass(frozen=True, slots=True)
class VoiceSettings:
    """How it is spoken."""

    speed: float = 1.0
    volume: float = 1.0
    pitch: float = 1.0

    def with_(
        self, *, speed: float | None = None, volume: float | None = None, pitch: float | None = None
    ) -> VoiceSettings:
        """Changed where not None, within what is possible."""
        return replace(
            self,
            speed=_within(SPEEDS, self.speed if speed is None else speed),
            volume=_within(VOLUMES, self.volume if volume is None else volume),
            pitch=_within(PITCHES, self.pitch if pitch is None else pitch),
        )


@dataclass(frozen=True, slots=True)
class Sound:
    """A spoken sentence."""

    pcm: bytes
    """16 bit, little-endian, mono."""
    rate: int
    """Samples a second."""

    @property
    def seconds(self) -> float:
        """How long it takes to play."""
        return len(self.pcm) / 2 / self.rate

    def wav(self) -> bytes:
        """As a file of its own."""
        size = len(self.pcm)
        head = struct.pack(
            "<4sI4s4sIHHIIHH4sI",
            b"RIFF", size + HEADER_BYTES - 8, b"WAVE",
            b"fmt ", 16, 1, 1, self.rate, 2 * self.rate, 2, 16,
            b"data", size,
        )  # fmt: skip
        return head + self.pcm


class Synthesiser(Protocol):
    """An engine that turns text into sound."""

    async def speak(self, text: str, language: Language, settings: VoiceSettings) -> Sound:
        """Speak one sentence.

        Raises:
            VoiceFailed: it could not; the caption is shown without it.
        """
        ...

    async def close(self) -> None:
        """Let go of everything; may be called again."""
        ...


def _within(limits: tuple[float, float], value: float) -> float:
    least, most = limits
    return round(min(max(value, least), most), 2)
