"""Saying something: sentence by sentence, a little ahead of what is being heard, and stoppable."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from typing import Any, Literal

from bot.turns import Language
from connectors.kiosk import frames
from connectors.kiosk.errors import NothingToRepeat
from connectors.kiosk.speaking.base import Sound, VoiceSettings
from connectors.kiosk.speaking.cache import Voice

AHEAD_S = 8.0
"""Seconds of sound a client is given before it is due: little to throw away when it is stopped."""
READING_S = 0.22
"""Seconds a character of a caption takes to read, where it is not spoken."""
LEAST_S = 1.2
"""Seconds any caption stays."""
REMEMBERED_S = 20.0
"""Seconds for which what was said is remembered, to know its echo."""

Purpose = Literal["answer", "fault", "idle", "control"]
Emit = Callable[[str, bytes | None], Coroutine[Any, Any, None]]


@dataclass(frozen=True, slots=True)
class Part:
    """A sentence."""

    caption: str
    """As it is read."""
    say: str
    """As it is spoken; not spoken where empty."""
    language: Language
    public: bool = False
    """True for published words, which may be kept as sound."""


@dataclass(frozen=True, slots=True)
class Speech:
    """Something to say."""

    parts: tuple[Part, ...]
    purpose: Purpose
    turn_id: str | None = None


@dataclass(frozen=True, slots=True)
class _Due:
    """A part that was sent, and when it is heard."""

    speech: Speech
    id: str
    number: int
    start: float
    end: float


class Speaker:
    """The voice of one stay. Times are the event loop's, in seconds."""

    def __init__(self, voice: Voice, emit: Emit, *, wants_sound: bool) -> None:
        self.settings = VoiceSettings()
        self.wants_sound = wants_sound
        self._voice = voice
        self._emit = emit
        self._waiting: deque[Speech] = deque()
        self._due: deque[_Due] = deque()
        self._talking: asyncio.Task[None] | None = None
        self._last_answer: Speech | None = None
        self._count = 0
        self._moved = asyncio.Event()
        self._sending: asyncio.Future[None] | None = None
        self._told = False
        self._stopping = 0

    @property
    def until(self) -> float:
        """When the last word of what was sent is heard; in the past where all is quiet."""
        return self._due[-1].end if self._due else 0.0

    @property
    def answer_until(self) -> float:
        """The same, not counting what asks whether anybody is there."""
        return max((due.end for due in self._due if due.speech.purpose != "idle"), default=0.0)

    def say(self, speech: Speech) -> None:
        """Say this behind whatever is being said."""
        if not speech.parts:
            return
        if speech.purpose == "answer":
            self._last_answer = speech
        self._waiting.append(speech)
        self._go_on()

    async def stop(self) -> None:
        """Be quiet at once; the client is told where there was anything to hear."""
        self._waiting.clear()
        self._stopping += 1
        if self._talking is not None:
            self._talking.cancel()
            self._talking = None
        try:
            if self._sending is not None:
                await asyncio.wait({self._sending})  # or its words would come behind `stop`
            self._cut_off()
            if self._told:
                self._told = False
                await self._emit(frames.encode("stop"), None)
        finally:
            self._stopping -= 1
            self._go_on()

    async def again(self) -> None:
        """Say the last answer again.

        Raises:
            NothingToRepeat: there was none.
        """
        if self._last_answer is None:
            raise NothingToRepeat
        await self.stop()
        self.say(self._last_answer)

    async def change(self, settings: VoiceSettings, ahead: Speech | None = None) -> None:
        """Go on in another voice, from the sentence under way; else say the last answer again.

        Args:
            settings: the other voice.
            ahead: to be said first, such as that it is slower now.
        """
        rest = self._rest()
        self.settings = settings
        await self.stop()
        if not rest and self._last_answer is not None:
            rest = [self._last_answer]
        for speech in (*([ahead] if ahead else []), *rest):
            self.say(speech)

    def played(self, speech_id: str, number: int) -> None:
        """The client has come to the end of a part: what is left is not heard later than this."""
        now = _now()
        for position, due in enumerate(self._due):
            if (due.id, due.number) == (speech_id, number) and due.end > now:
                early = due.end - now
                for later in range(position, len(self._due)):
                    moved = self._due[later]
                    start = max(moved.start - early, now) if later > position else moved.start
                    self._due[later] = replace(moved, start=start, end=moved.end - early)
                self._moved.set()
                return

    def said_since(self, since: float) -> str:
        """What was heard of us from a moment on, for the echo."""
        return "".join(
            due.speech.parts[due.number].caption + due.speech.parts[due.number].say
            for due in self._due
            if due.end >= since and due.start <= _now()
        )

    def _go_on(self) -> None:
        if self._waiting and not self._busy() and not self._stopping:
            self._talking = asyncio.create_task(self._talk())

    def _cut_off(self) -> None:
        """What was not heard by now is never heard."""
        now = _now()
        kept = (due for due in self._due if due.start <= now)
        self._due = deque(replace(due, end=min(due.end, now)) for due in kept)

    def _busy(self) -> bool:
        return self._talking is not None and not self._talking.done()

    def _rest(self) -> list[Speech]:
        """What has not been heard to its end, but for what is no answer."""
        now = _now()
        under_way = next((due for due in self._due if due.end > now), None)
        rest = list(self._waiting)
        if under_way is not None:
            speech = under_way.speech
            rest.insert(0, replace(speech, parts=speech.parts[under_way.number :]))
        return [speech for speech in rest if speech.purpose == "answer"]

    async def _talk(self) -> None:
        while self._waiting:
            speech = self._waiting.popleft()
            self._count += 1
            name = f"s{self._count}"
            for number, part in enumerate(speech.parts):
                await self._part(speech, name, number, part)
            await self._emit(frames.encode("speech_end", id=name), None)

    async def _part(self, speech: Speech, name: str, number: int, part: Part) -> None:
        sound = await self._sound(part)
        seconds = sound.seconds if sound else max(LEAST_S, READING_S * len(part.caption))
        await self._room()
        start = max(_now(), self.until)
        self._due.append(_Due(speech, name, number, start, start + seconds))
        while self._due[0].end < _now() - REMEMBERED_S:
            self._due.popleft()
        self._told = True
        wav = sound.wav() if sound else None
        frame = frames.encode(
            "speech",
            id=name,
            part=number,
            parts=len(speech.parts),
            purpose=speech.purpose,
            turn_id=speech.turn_id,
            caption=part.caption,
            say=part.say,
            language=part.language,
            duration_ms=round(1000 * seconds),
            bytes=len(wav) if wav else 0,
        )
        # Not to be cut in two: a frame without its sound would take the next sound for its own.
        self._sending = asyncio.ensure_future(self._emit(frame, wav))
        await asyncio.shield(self._sending)

    async def _room(self) -> None:
        """Wait until the client has little left to play."""
        while (early := self.until - _now() - AHEAD_S) > 0:
            self._moved.clear()
            try:
                async with asyncio.timeout(early):
                    await self._moved.wait()
            except TimeoutError:
                return

    async def _sound(self, part: Part) -> Sound | None:
        if not self.wants_sound or not part.say:
            return None
        return await self._voice.speak(part.say, part.language, self.settings, public=part.public)


def _now() -> float:
    return asyncio.get_running_loop().time()
