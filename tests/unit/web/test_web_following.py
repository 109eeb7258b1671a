"""Following a conversation: no gap, no repetition, whatever a fan-out loses or repeats."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.events import Event
from connectors.web.following import HISTORY, follow

AT = datetime(2026, 11, 22, tzinfo=UTC)


class Scripted:
    """A transcript whose fan-out delivers what the script says and then ends."""

    def __init__(self, stored: int, delivered: Sequence[int]) -> None:
        self.stored = [Event(seq, "notice", AT) for seq in range(1, stored + 1)]
        self.delivered = delivered

    async def events_after(
        self, conversation_id: str, seq: int, newest: int | None = None
    ) -> Sequence[Event]:
        return [event for event in self.stored if event.seq > seq]

    @asynccontextmanager
    async def subscribe(self, conversation_id: str) -> AsyncIterator[AsyncIterator[Event]]:
        yield self._arriving()

    async def _arriving(self) -> AsyncIterator[Event]:
        for seq in self.delivered:
            if seq > len(self.stored):
                self.stored += [
                    Event(n, "notice", AT) for n in range(len(self.stored) + 1, seq + 1)
                ]
            yield Event(seq, "typing" if seq == 0 else "notice", AT)


async def seen(transcript: Scripted, after: int) -> list[int]:
    async with follow(transcript, "c", after) as following:
        numbers = [event.seq for event in following.stored]
        assert following.last == (numbers[-1] if numbers else after)
        return numbers + [event.seq async for event in following.live]


@given(
    stored=st.integers(0, 8),
    after=st.integers(0, 8),
    delivered=st.lists(st.integers(0, 20), max_size=12),
)
def test_every_number_once_and_in_order(stored: int, after: int, delivered: list[int]) -> None:
    after = min(after, stored)
    numbers = [n for n in asyncio.run(seen(Scripted(stored, delivered), after)) if n]
    assert numbers == list(range(after + 1, max([stored, *delivered]) + 1))


def test_passing_events_are_passed_on() -> None:
    assert asyncio.run(seen(Scripted(1, [0, 2, 0]), 1)) == [0, 2, 0]


def test_a_fresh_page_gets_the_end_of_a_long_conversation() -> None:
    numbers = asyncio.run(seen(Scripted(HISTORY + 50, []), 0))
    assert numbers == list(range(51, HISTORY + 51))
