"""One person's stay at the machine: everything the server knows of it, and forgets with it."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from bot.turns import Choice, Language, Reply
from connectors.kiosk import frames
from connectors.kiosk.errors import Busy
from connectors.kiosk.hearing.utterance import Utterance
from connectors.kiosk.line import Line
from connectors.kiosk.speaking.cache import Voice
from connectors.kiosk.speaking.speaker import Speaker

MAX_UNANSWERED = 8
"""Messages that may wait for an answer at once."""


@dataclass(slots=True)
class Offer:
    """What was offered last, so that it can be taken by voice."""

    choices: tuple[Choice, ...] = ()


@dataclass(slots=True)
class Presence:
    """When somebody was there last. Times are the event loop's, in seconds."""

    active: float
    lost: float | None = None
    """Since when nobody is connected; None while somebody is."""
    warned: bool = False


class Stay:
    """State of a stay. `Stays` begins and ends it, `Conversing` fills it."""

    def __init__(
        self, conversation_id: str, token: str, start: frames.Start, voice: Voice, client_key: str
    ) -> None:
        self.conversation_id = conversation_id
        self.token = token
        self.client_key = client_key
        self.language: Language = start.language
        self.line: Line | None = None
        self.presence = Presence(asyncio.get_running_loop().time())
        self.speaker = Speaker(voice, self._emit, wants_sound=start.speech == "wav")
        self.utterance: Utterance | None = None
        self.offer = Offer()
        self.over = False
        self.shown: deque[str] = deque(maxlen=2 * MAX_UNANSWERED)
        """Ids of the turns whose answers the client was sent last."""
        self._turns: set[asyncio.Task[Reply]] = set()
        self._running: set[asyncio.Task[None]] = set()

    async def tell(self, frame: str) -> None:
        """Send a frame to whoever is connected."""
        await self._emit(frame, None)

    async def touched(self) -> None:
        """Somebody is there."""
        self.presence.active = asyncio.get_running_loop().time()
        if self.presence.warned:
            self.presence.warned = False
            await self.speaker.stop()
            await self.tell(frames.encode("active"))

    def attach(self, line: Line) -> Line | None:
        """Speak to this socket from now on; returns the one before."""
        before, self.line = self.line, line
        self.presence.lost = None
        return before

    def detach(self, line: Line) -> None:
        """A socket has gone."""
        if self.line is line:
            self.line = None
            self.presence.lost = asyncio.get_running_loop().time()

    def turn(self, asking: Callable[[], Awaitable[Reply]]) -> asyncio.Task[Reply]:
        """Run a turn to its end, whatever becomes of the connection.

        Raises:
            Busy: too many wait already.
        """
        if len(self._turns) >= MAX_UNANSWERED:
            raise Busy
        task = asyncio.ensure_future(asking())
        self._turns.add(task)
        task.add_done_callback(self._turns.discard)
        return task

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something of this stay beside the rest."""
        task = asyncio.ensure_future(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    def listen(self, utterance: Utterance, hearing: Coroutine[Any, Any, None]) -> None:
        """Hear this utterance; one that is still being heard is thrown away."""
        self.hush()
        self.utterance = utterance
        self.run(hearing)

    def hush(self) -> None:
        """Throw away what is being heard."""
        self.utterance = None
        for task in self._running:
            task.cancel()

    async def silence(self) -> None:
        """End all that is under way but the turns, whose answers belong to the transcript."""
        self.over = True
        self.hush()
        await self.speaker.stop()

    async def settle(self, patience_s: float) -> None:
        """Wait for the turns under way: nothing may be written after the erasing."""
        if self._turns:
            await asyncio.wait(set(self._turns), timeout=patience_s)

    async def _emit(self, frame: str, sound: bytes | None) -> None:
        if self.line is not None:
            await self.line.send(frame, sound)


Erase = Callable[[str], Awaitable[None]]
"""Forgets a conversation; may be called again."""
