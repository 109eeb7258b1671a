"""Unsubscribing (取消关注): everything that is known of the citizen goes.

What a restart interrupts is gone on with at the next start: the conversation's name, a keyed
hash, is kept as an empty file until nothing of it is left.

Rule: the platform's operating rules want a user's data deleted when the user leaves the account.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from connectors.leftovers import Leftovers
from connectors.wechat.background import Background
from connectors.wechat.flights import Flights
from connectors.wechat.store import Store

PAUSES_S = (1.0, 5.0, 30.0, 300.0)
"""Between tries, where the database is away just then."""
SETTLE_S = 120.0
"""An answer under way may take so long to end; nothing may be written after the erasing."""

Erase = Callable[[str], Awaitable[None]]

logger = structlog.get_logger(__name__)


class Eraser:
    """Erases the citizens of one account."""

    def __init__(
        self,
        account: str,
        erase: Erase,
        flights: Flights,
        store: Store,
        background: Background,
        leftovers: Leftovers,
    ) -> None:
        """`erase` removes a conversation from the service's database; it may be called again."""
        self._account = account
        self._erase = erase
        self._flights = flights
        self._store = store
        self._background = background
        self._leftovers = leftovers

    def start(self, conversation: str) -> asyncio.Task[None]:
        """Erase a citizen's conversation; goes on, and tries again, after the request has ended."""
        return self._background.spawn(self._forget(conversation))

    async def _forget(self, conversation: str) -> None:
        self._leftovers.open(conversation)
        prefix = f"{self._account}:{conversation}:"
        await self._flights.settle(prefix, SETTLE_S)
        for pause_s in (*PAUSES_S, None):
            fault = await self._try(conversation)
            if fault is None:
                self._leftovers.done(conversation)
                break
            logger.error("wechat.not_erased", account=self._account, exc_info=fault)
            if pause_s is not None:
                await asyncio.sleep(pause_s)
        await self._store.forget(prefix)

    async def _try(self, conversation: str) -> BaseException | None:
        task = asyncio.ensure_future(self._erase(conversation))
        await asyncio.wait({task})
        return task.exception()
