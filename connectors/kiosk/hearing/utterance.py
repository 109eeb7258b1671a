"""One utterance: sound in, until somebody or something ends it; text out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Literal

import numpy as np

from connectors.kiosk.errors import WrongSound
from connectors.kiosk.hearing.base import Heard, Hints, Recogniser
from connectors.kiosk.options import SAMPLE_RATE, KioskOptions

FRAME = SAMPLE_RATE * 30 // 1000
"""Samples that are judged together: 30 ms."""
LOUD = 330.0
"""Root mean square from which on a frame is speech and not a quiet hall: about -40 dB."""
LEAST_LOUD_S = 0.12
"""Seconds of it that make speech; a knock on the screen is shorter."""

Reason = Literal["client", "pause", "cap", "silence", "fault"]
"""What ended an utterance."""


class Meter:
    """How much was heard, how much of it was sound, and how long it has been quiet."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.loud_s = 0.0
        self.quiet_s = 0.0

    @property
    def spoke(self) -> bool:
        """Whether there was more than a knock."""
        return self.loud_s >= LEAST_LOUD_S

    def take(self, pcm: bytes) -> None:
        """Measure some more."""
        samples = np.frombuffer(pcm, "<i2").astype(np.float32)
        for start in range(0, len(samples), FRAME):
            frame = samples[start : start + FRAME]
            length = len(frame) / SAMPLE_RATE
            self.seconds += length
            if float(np.sqrt(np.mean(frame**2))) >= LOUD:
                self.loud_s += length
                self.quiet_s = 0.0
            else:
                self.quiet_s += length


class Utterance:
    """One utterance of a citizen."""

    def __init__(self, recogniser: Recogniser, hints: Hints, options: KioskOptions) -> None:
        self.hints = hints
        self.meter = Meter()
        self.reason: Reason | None = None
        self.ended = asyncio.Event()
        self._recogniser = recogniser
        self._options = options
        self._sound: asyncio.Queue[bytes | None] = asyncio.Queue()

    def feed(self, pcm: bytes) -> None:
        """Take some sound. What comes after the end is dropped.

        Raises:
            WrongSound: not samples of 16 bit, or a file's header in place of sound.
        """
        if self.reason is not None or not pcm:
            return
        if len(pcm) % 2 or pcm.startswith(b"RIFF"):
            raise WrongSound
        self.meter.take(pcm)
        self._sound.put_nowait(pcm)
        if self.meter.seconds >= self._options.max_utterance_s:
            self.end("cap")
        elif self.meter.spoke and self.meter.quiet_s >= self._options.pause_s:
            self.end("pause")
        elif not self.meter.spoke and self.meter.seconds >= self._options.silence_s:
            self.end("silence")

    def end(self, reason: Reason) -> None:
        """No more sound; the first reason stays."""
        if self.reason is None:
            self.reason = reason
            self._sound.put_nowait(None)
            self.ended.set()

    async def hear(self, tell: Callable[[Heard], Awaitable[None]]) -> str:
        """Hear it to its end.

        Args:
            tell: is given what has been heard so far.

        Returns:
            What was said; nothing where there was no word.

        Raises:
            RecogniserDown: the engine failed.
        """
        text = ""
        listening = self._recogniser.listen(self._chunks(), self.hints)
        try:
            async for heard in listening:
                text = heard.text
                await tell(heard)
        finally:
            await listening.aclose()
        return text.strip()

    async def _chunks(self) -> AsyncGenerator[bytes, None]:
        while True:
            try:
                async with asyncio.timeout(self._options.silence_s):
                    chunk = await self._sound.get()
            except TimeoutError:  # the machine has stopped sending and does not say so
                self.end("pause" if self.meter.spoke else "silence")
                return
            if chunk is None:
                return
            yield chunk
