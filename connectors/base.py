"""What every connector is given.

A connector verifies, decodes and deduplicates its protocol, calls `Respond`, and renders the
reply's blocks. It is given these by the service and imports nothing else of the bot.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from bot.events import Event
from bot.turns import Reply, UserTurn
from bot.turns import Say as Say


class Respond(Protocol):
    """The turn pipeline."""

    async def __call__(self, turn: UserTurn) -> Reply:
        """Answer one turn. Never raises for what a citizen sent.

        Where the turn has a conversation, both the citizen's words and the reply are in the
        transcript, and have been sent to its subscribers, by the time this returns; unless the
        reply's rule is `FLOOD`, for such a turn is refused and nothing of it is kept. The same
        `msg_id` twice in a conversation runs once; the second call returns the first reply.
        """
        ...


class Transcript(Protocol):
    """A conversation's events, numbered from 1 without gaps; the source for resuming."""

    async def events_after(
        self, conversation_id: str, seq: int, newest: int | None = None
    ) -> Sequence[Event]:
        """The stored events with a larger number, in order; about so many of the newest, or all.

        Unknown conversations have none.
        """
        ...

    def subscribe(self, conversation_id: str) -> AbstractAsyncContextManager[AsyncIterator[Event]]:
        """Events stored from now on, in order, and passing ones (`seq` 0, such as typing)."""
        ...


class Presence(Protocol):
    """What a person at the desk is told of a citizen beside their words."""

    def composing(self, conversation_id: str) -> None:
        """The citizen is writing something."""
        ...

    async def left(self, conversation_id: str) -> None:
        """The citizen has left the conversation for good."""
        ...
