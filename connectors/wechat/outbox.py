"""Messages on their way to a citizen: in order, tried again, kept where they cannot go yet."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import structlog

from connectors.wechat.errors import ApiError, MessageRefused, Temporary
from connectors.wechat.outgoing import STORED, Outgoing
from connectors.wechat.sender import Sender
from connectors.wechat.store import Store

PAUSES_S = (1.0, 4.0, 15.0)
"""Between tries while WeChat is busy or over quota (-1, 45009)."""
KEPT_S = 3 * 24 * 3600.0
"""What could not be sent waits so long for the citizen's next message."""
KEPT_LIMIT = 10
"""Messages kept for one citizen."""

logger = structlog.get_logger(__name__)


class Outbox:
    """Delivers for one account. Conversations are known by their hash; nothing stores an openid."""

    def __init__(self, account: str, sender: Sender, store: Store) -> None:
        """`account` is the name that the store's keys begin with."""
        self._account = account
        self._sender = sender
        self._store = store
        self._turns: dict[str, asyncio.Lock] = {}

    async def deliver(
        self,
        openid: str,
        conversation: str,
        messages: Sequence[Outgoing],
        pause_s: float = 0.0,
    ) -> None:
        """Send these in order; from the first that cannot go now on, keep them.

        Args:
            openid: the citizen.
            conversation: the citizen's.
            messages: what to send.
            pause_s: seconds to wait before, in which nothing else overtakes these.
        """
        async with self._turn(conversation):
            await asyncio.sleep(pause_s)
            unsent = await self._unsent(openid, messages)
            await self.keep(conversation, unsent)

    async def try_to_deliver(
        self, openid: str, conversation: str, messages: Sequence[Outgoing]
    ) -> bool:
        """Send these in order; False, with nothing kept, where not even the first can go now."""
        async with self._turn(conversation):
            unsent = await self._unsent(openid, messages)
            if len(unsent) == len(messages):
                return not messages
            await self.keep(conversation, unsent)
            return True

    async def deliver_kept(self, openid: str, conversation: str) -> None:
        """Send what has waited for the citizen to write."""
        await self.deliver(openid, conversation, await self.take_kept(conversation))

    async def take_kept(self, conversation: str) -> tuple[Outgoing, ...]:
        """What waits for a citizen, for whoever shows it now."""
        stored = await self._store.take(self._kept(conversation))
        await self._store.remove(self._kept(conversation) + ":any")
        return tuple(message for line in stored for message in STORED.validate_json(line))

    async def has_kept(self, conversation: str) -> bool:
        """Whether something waits for a citizen."""
        return await self._store.get(self._kept(conversation) + ":any") is not None

    async def keep(self, conversation: str, messages: Sequence[Outgoing]) -> None:
        """Keep messages until the citizen writes again."""
        if not messages:
            return
        key = self._kept(conversation)
        for message in messages:
            line = STORED.dump_json((message,)).decode()
            await self._store.push(key, line, KEPT_S, KEPT_LIMIT)
        await self._store.set(key + ":any", "", KEPT_S)

    @asynccontextmanager
    async def _turn(self, conversation: str) -> AsyncIterator[None]:
        """One delivery to a citizen at a time."""
        lock = self._turns.setdefault(conversation, asyncio.Lock())
        async with lock:
            yield
        if not lock.locked():
            self._turns.pop(conversation, None)

    async def _unsent(self, openid: str, messages: Sequence[Outgoing]) -> Sequence[Outgoing]:
        """Send in order; what is left from the first on that cannot go now."""
        for index, message in enumerate(messages):
            if not await self._sent(openid, message):
                return messages[index:]
        return ()

    async def _sent(self, openid: str, message: Outgoing) -> bool:
        for pause_s in (*PAUSES_S, None):
            try:
                await self._sender.send(openid, message)
            except Temporary as error:
                if pause_s is None:
                    self._log(error)
                    return False
                await asyncio.sleep(pause_s)
            except MessageRefused as error:
                self._log(error)  # unsubscribed meanwhile, or content WeChat does not let pass
                return True
            except ApiError as error:
                self._log(error)
                return False
            else:
                return True
        return False

    def _kept(self, conversation: str) -> str:
        return f"{self._account}:{conversation}:kept"

    def _log(self, error: ApiError) -> None:
        logger.warning(
            "wechat.not_sent",
            account=self._account,
            reason=type(error).__name__,
            errcode=error.errcode,
        )
