"""What may differ between two kiosks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

SAMPLE_RATE = 16_000
"""Hertz of the sound that comes in: what every recogniser of speech wants."""


@dataclass(frozen=True, slots=True)
class KioskOptions:
    """How the kiosk behaves. Times in seconds."""

    recogniser: str | None = None
    """Address of the speech recogniser (`hearing.engine_at`); none is there where None."""
    synthesiser: str | None = "espeak://"
    """Address of the voice (`speaking.voice_at`); captions only where None."""
    key: str | None = None
    """What a device has to know; every program that reaches the service may connect where None."""
    idle_warn_s: float = 45.0
    """Without anybody for so long, the machine asks."""
    idle_wipe_s: float = 60.0
    """Without anybody for so long, everything is forgotten."""
    grace_s: float = 10.0
    """A lost connection may come back for so long."""
    pause_s: float = 1.8
    """So much quiet behind speech ends an utterance: people think in mid-sentence."""
    silence_s: float = 8.0
    """So long without a word, nothing will be said any more."""
    max_utterance_s: float = 60.0
    """Seconds of speech one question may have."""
    max_sessions: int = 200
    """Stays at once."""
    leftovers: Path | None = None
    """Directory that remembers open stays, so that a crash leaves nothing behind."""
