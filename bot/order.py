"""Turns of one conversation never overtake each other: in this process, and in all of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol

from bot.errors import BusyError

WAIT_LIMIT_S = 3.0
"""Seconds to wait for the turn before."""


class Place(Protocol):
    """A place in a queue."""

    async def reached(self) -> None:
        """Wait until everybody before has left, or has died."""
        ...


class Queues(Protocol):
    """Queues that all processes stand in."""

    def stand_in(self, name: str) -> AbstractAsyncContextManager[Place]:
        """Take the last place of a queue, and leave it with the block."""
        ...


@dataclass(slots=True)
class _Line:
    """Who of this process is at a conversation: one joins the common queue, one is at work."""

    joining: asyncio.Lock = field(default_factory=asyncio.Lock)
    working: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0


class Order:
    """Lets the turns of each conversation through in the order in which they came."""

    def __init__(self, queues: Queues | None = None) -> None:
        """Among all processes that share `queues`; within this one where None."""
        self._queues = queues
        self._lines: dict[str, _Line] = {}

    @asynccontextmanager
    async def turn(self, conversation_id: str) -> AsyncIterator[None]:
        """One turn of a conversation.

        Raises:
            BusyError: the turn before took too long.
        """
        line = self._lines.setdefault(conversation_id, _Line())
        line.users += 1
        try:
            async with AsyncExitStack() as stack:
                place = await self._join(conversation_id, line, stack)
                await _wait(place, line)
                stack.callback(line.working.release)
                yield
        finally:
            line.users -= 1
            if line.users == 0:
                del self._lines[conversation_id]

    async def _join(self, conversation_id: str, line: _Line, stack: AsyncExitStack) -> Place | None:
        if self._queues is None:
            return None
        async with line.joining:  # so that connections to Redis do not overtake each other
            return await stack.enter_async_context(self._queues.stand_in(conversation_id))


async def _wait(place: Place | None, line: _Line) -> None:
    try:
        async with asyncio.timeout(WAIT_LIMIT_S):
            if place is not None:
                await place.reached()
            await line.working.acquire()
    except TimeoutError:
        raise BusyError from None
