"""Sentences spoken before: the same answers are asked for all day."""

from __future__ import annotations

from collections import OrderedDict

from bot.turns import Language
from connectors.kiosk.errors import VoiceFailed
from connectors.kiosk.speaking.base import Sound, Synthesiser, VoiceSettings

MAX_BYTES = 32 * 1024 * 1024
"""Of sound that is kept: about twelve minutes."""

_Key = tuple[str, Language, VoiceSettings]


class Voice:
    """A synthesiser with a memory, or none at all."""

    def __init__(self, synthesiser: Synthesiser | None, max_bytes: int = MAX_BYTES) -> None:
        self._synthesiser = synthesiser
        self._max_bytes = max_bytes
        self._kept: OrderedDict[_Key, Sound] = OrderedDict()
        self._bytes = 0

    @property
    def there(self) -> bool:
        """Whether anything is spoken at all."""
        return self._synthesiser is not None

    async def speak(
        self, text: str, language: Language, settings: VoiceSettings, *, public: bool
    ) -> Sound | None:
        """Speak one sentence; None where it could not be spoken.

        Args:
            text: what to say.
            language: whose voice.
            settings: how.
            public: True for published words; others may be about somebody and are not kept.
        """
        key = (text, language, settings)
        if (known := self._kept.get(key)) is not None:
            self._kept.move_to_end(key)
            return known
        if self._synthesiser is None:
            return None
        try:
            sound = await self._synthesiser.speak(text, language, settings)
        except VoiceFailed:
            return None
        if public:
            self._keep(key, sound)
        return sound

    def _keep(self, key: _Key, sound: Sound) -> None:
        if key in self._kept:  # two stays asked for it at once
            return
        self._kept[key] = sound
        self._bytes += len(sound.pcm)
        while self._bytes > self._max_bytes:
            _, oldest = self._kept.popitem(last=False)
            self._bytes -= len(oldest.pcm)

    async def close(self) -> None:
        """End the engine."""
        if self._synthesiser is not None:
            await self._synthesiser.close()
