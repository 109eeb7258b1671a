"""What a recogniser is."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from typing import Protocol

from bot.turns import Language

CONNECT_LIMIT_S = 3.0
"""Seconds to reach an engine."""
REPLY_LIMIT_S = 8.0
"""Seconds an engine may think after the last of the sound."""


@dataclass(frozen=True, slots=True)
class Hints:
    """What helps an engine to hear."""

    name: str
    """The utterance's."""
    language: Language = "zh"
    hotwords: str = ""
    """In FunASR's form; other engines do without."""
    itn: bool = True
    """Numbers as digits."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What has been heard so far."""

    text: str
    """All of the utterance, from its beginning."""
    settled: bool
    """False where the engine may still change it."""


class Recogniser(Protocol):
    """An engine that turns sound into text."""

    def listen(self, sound: AsyncIterator[bytes], hints: Hints) -> AsyncGenerator[Heard, None]:
        """Hear one utterance.

        Args:
            sound: PCM of 16 bit at 16,000 Hz, mono, as it is being spoken; ends with the utterance.
            hints: what helps.

        Yields:
            What has been heard so far, as often as it changes; the last is what was said. Nothing
            where there was no word.

        Raises:
            RecogniserDown: the engine cannot be reached, died, or says nothing.
        """
        ...
