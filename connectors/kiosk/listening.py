"""From the sound of an utterance to its meaning: a command, a choice, a question, or nothing."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Callable

from rapidfuzz import fuzz

from bot.turns import MSG_ID_PATTERN
from connectors.kiosk import frames
from connectors.kiosk.commands import bare, taken
from connectors.kiosk.conversing import Conversing
from connectors.kiosk.errors import (
    Fault,
    Mistake,
    Noise,
    NoRecogniser,
    RecogniserDown,
    Silence,
    UtteranceCap,
    WrongSound,
)
from connectors.kiosk.frames import Speaking
from connectors.kiosk.hearing.base import Heard, Hints, Recogniser
from connectors.kiosk.hearing.utterance import Utterance
from connectors.kiosk.options import SAMPLE_RATE, KioskOptions
from connectors.kiosk.stay import Stay
from connectors.web.envelopes import Message

ECHO_S = 1.5
"""Seconds for which a room gives our own words back."""
ECHO_CHARS, ECHO_LIKENESS = 4, 85.0
"""Shorter utterances are nobody's echo; so alike, in percent, is one of us."""
_SPOKEN_DIGITS = str.maketrans("零〇○一二三四五六七八九幺", "0001234567891")
_LONG_NUMBER = re.compile(r"[零〇○一二三四五六七八九幺]{11,}[xX]?")
"""A telephone or identity number that the engine wrote in words."""

Mask = Callable[[str], str]
"""Hides the middle of personal numbers."""


class Listening:
    """Hears utterances of all stays."""

    def __init__(
        self,
        recogniser: Recogniser | None,
        conversing: Conversing,
        options: KioskOptions,
        mask: Mask,
    ) -> None:
        self._recogniser = recogniser
        self._conversing = conversing
        self._options = options
        self._mask = mask

    @property
    def there(self) -> bool:
        """Whether anything is heard at all."""
        return self._recogniser is not None

    async def begin(self, stay: Stay, envelope: Speaking) -> None:
        """An utterance begins. Whatever is being said stops: people are not talked down."""
        said = stay.speaker.said_since(_now() - ECHO_S)
        await stay.speaker.stop()
        if self._recogniser is None:
            await self._conversing.fault(stay, NoRecogniser())
            return
        if envelope.audio_fs != SAMPLE_RATE or envelope.wav_format.lower() != "pcm":
            await self._wrong_sound(stay)
            return
        hints = Hints(
            name=envelope.wav_name,
            language=stay.language,
            hotwords=envelope.hotwords,
            itn=envelope.itn,
        )
        utterance = Utterance(self._recogniser, hints, self._options)
        stay.listen(utterance, self._hear(stay, utterance, said))

    async def sound(self, stay: Stay, pcm: bytes) -> None:
        """Sound has come; outside an utterance it is nobody's (half-duplex)."""
        utterance = stay.utterance
        if utterance is None or utterance.reason is not None:
            return
        try:
            utterance.feed(pcm)
        except WrongSound:
            utterance.end("fault")
            stay.hush()
            await self._over(stay, utterance, "")
            await self._wrong_sound(stay)

    def end(self, stay: Stay) -> None:
        """The client says that the utterance is over."""
        if stay.utterance is not None:
            stay.utterance.end("client")

    async def _wrong_sound(self, stay: Stay) -> None:
        await self._conversing.fault(stay, WrongSound(), expected=SAMPLE_RATE)

    async def _hear(self, stay: Stay, utterance: Utterance, said: str) -> None:
        announcing = asyncio.ensure_future(self._announce(stay, utterance))
        try:
            text = await utterance.hear(lambda heard: self._partly(stay, utterance, heard))
            utterance.end("client")
            await announcing
            await self._understand(stay, utterance, _digits(text), said)
        except RecogniserDown as fault:
            utterance.end("fault")
            await announcing
            await self._over(stay, utterance, "")
            await self._conversing.fault(stay, fault)
        except Mistake as mistake:  # such as too many questions at once
            await stay.tell(frames.refusal(mistake))
        finally:
            announcing.cancel()
            if stay.utterance is utterance:
                stay.utterance = None

    async def _announce(self, stay: Stay, utterance: Utterance) -> None:
        await utterance.ended.wait()
        name = utterance.hints.name
        await stay.tell(frames.encode("heard", wav_name=name, reason=utterance.reason))

    async def _partly(self, stay: Stay, utterance: Utterance, heard: Heard) -> None:
        text = self._mask(_digits(heard.text))
        name = utterance.hints.name
        await stay.tell(frames.transcript(name, text, settled=heard.settled))

    async def _over(self, stay: Stay, utterance: Utterance, text: str, **more: str) -> None:
        name = utterance.hints.name
        told = {"is_final": True, **more}
        await stay.tell(frames.transcript(name, self._mask(text), settled=True, **told))

    async def _understand(self, stay: Stay, utterance: Utterance, text: str, said: str) -> None:
        choice = taken(text, stay.offer.choices)
        if choice is None and is_echo(text, said):
            await self._over(stay, utterance, "", ignored="echo")
            return
        await self._over(stay, utterance, text)
        if (fault := _fault(utterance, text)) is not None:
            await self._conversing.fault(stay, fault)
        if not text or stay.over:
            return
        if choice is None and await self._conversing.spoken_command(stay, text):
            return
        name = utterance.hints.name
        message = Message(
            type="message",
            msg_id=name if re.fullmatch(MSG_ID_PATTERN, name) else secrets.token_hex(8),
            text=choice.label if choice else text,
            choice=choice.value if choice else None,
        )
        self._conversing.ask(stay, message, spoken=True)


def is_echo(text: str, said: str) -> bool:
    """Whether what was heard is what we have just said ourselves."""
    heard = bare(text)
    if len(heard) < ECHO_CHARS:
        return False
    return fuzz.partial_ratio(heard, bare(said)) >= ECHO_LIKENESS if said else False


def _fault(utterance: Utterance, text: str) -> Fault | None:
    if utterance.reason == "cap":
        return UtteranceCap()
    if text:
        return None
    return Noise() if utterance.meter.spoke else Silence()


def _digits(text: str) -> str:
    """Long numbers in digits, so that whatever masks numbers of persons finds them."""
    return _LONG_NUMBER.sub(lambda m: m[0].translate(_SPOKEN_DIGITS), text)


def _now() -> float:
    return asyncio.get_running_loop().time()
