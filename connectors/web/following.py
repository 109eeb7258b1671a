"""Following a conversation: what is stored, then what comes, without a gap or a repetition."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.events import Event
from connectors.base import Transcript

HISTORY = 200
"""Events of a long conversation that a fresh page gets; older ones stay in the transcript."""


@dataclass(frozen=True, slots=True)
class Following:
    """A conversation from a point on."""

    stored: Sequence[Event]
    """What had happened by now, in order."""
    last: int
    """The largest number among it, or the point itself."""
    live: AsyncIterator[Event]
    """What happens from now on, in order; passing events too."""


@asynccontextmanager
async def follow(
    transcript: Transcript, conversation_id: str, after: int
) -> AsyncIterator[Following]:
    """Follow a conversation after event number `after`.

    The subscription is opened before the transcript is read, so that nothing falls between.
    """
    async with transcript.subscribe(conversation_id) as arriving:
        stored = list(await transcript.events_after(conversation_id, after, HISTORY))[-HISTORY:]
        last = stored[-1].seq if stored else after
        yield Following(stored, last, _without_gaps(transcript, conversation_id, arriving, last))


async def _without_gaps(
    transcript: Transcript, conversation_id: str, arriving: AsyncIterator[Event], last: int
) -> AsyncIterator[Event]:
    async for event in arriving:
        if event.seq == 0:
            yield event
        elif event.seq == last + 1:
            last = event.seq
            yield event
        elif event.seq > last:  # a fan-out between processes may lose one; the transcript does not
            for missed in await transcript.events_after(conversation_id, last):
                last = missed.seq
                yield missed
