"""What the connector is given to write to a citizen who has not written just now."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Protocol

from connectors.base import Transcript


@dataclass(frozen=True, slots=True)
class Address:
    """Where a citizen is reached, and what they have been told."""

    conversation: str
    """The citizen's with that account."""
    account: str
    """Name of the account that writes there."""
    openid: str = field(repr=False)
    """What WeChat calls the citizen there."""
    told: int
    """The conversation's event up to which everything has been told."""


class Addresses(Protocol):
    """Openids, kept sealed by the service while there is a reason to write to them."""

    async def keep(self, conversation: str, account: str, openid: str) -> None:
        """The citizen has written: keep the address where there is a reason, else drop it."""
        ...

    async def find(self, conversation: str) -> Address | None:
        """The address of a conversation, where one is kept."""
        ...

    async def claim(self, conversation: str, told: int, new: int) -> bool:
        """Mark as told up to `new`; False where another process did, or the address is gone."""
        ...

    async def behind(self) -> Sequence[str]:
        """Conversations in which something was said that has not been told."""
        ...


class Watched(Transcript, Protocol):
    """A transcript that also tells in which conversations somebody else has spoken."""

    def unasked(self) -> AbstractAsyncContextManager[AsyncIterator[str]]:
        """Conversations in which a person or the service has just said something by itself."""
        ...
