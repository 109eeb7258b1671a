"""What several processes of the service share by Redis (docs/adr/0004-replicas.md).

Turns of a conversation in order, counts of a minute, and news of what was said. Nothing that must
not be lost is in there: where Redis is away, each process goes on by itself.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from bot.conversations.news import News
from bot.order import Order
from bot.rates import PerMinute
from casework.seals import Seal

if TYPE_CHECKING:
    from bot.shared.client import SharedRedis
    from bot.shared.news import SharedNews


class LocalState:
    """State of one process alone: nothing is shared. The interface of `RedisState` too."""

    news: SharedNews | None = None

    def order(self) -> Order:
        """Turns of each conversation one after the other."""
        return Order()

    def per_minute(self, name: str, limit: int) -> PerMinute:
        """How many turns somebody may take in a minute, counted under `name`."""
        return PerMinute(limit)

    async def run(self, hear: Callable[[News], Awaitable[None]]) -> None:
        """What runs beside the requests."""

    async def close(self) -> None:
        """Let go of what is held."""


class RedisState(LocalState):
    """State that several processes share by one Redis."""

    def __init__(self, redis: SharedRedis, news: SharedNews) -> None:
        self._redis = redis
        self._news = self.news = news

    def order(self) -> Order:
        """See `LocalState`."""
        from bot.shared.queues import SharedQueues

        return Order(SharedQueues(self._redis))

    def per_minute(self, name: str, limit: int) -> PerMinute:
        """See `LocalState`."""
        from bot.shared.counts import SharedCounts

        return PerMinute(limit, shared=SharedCounts(self._redis, name))

    async def run(self, hear: Callable[[News], Awaitable[None]]) -> None:
        """See `LocalState`."""
        await self._news.run(hear)

    async def close(self) -> None:
        """See `LocalState`."""
        await self._redis.close()


def shared_state(redis_url: str | None, secret: str) -> LocalState:
    """What is shared at an address; nothing where there is none.

    Args:
        redis_url: such as `redis://:password@host:6379/0`.
        secret: seals what is told and not kept; the same in all processes.
    """
    if redis_url is None:
        return LocalState()
    from bot.shared.client import SharedRedis  # the client takes 0.2 s to import
    from bot.shared.news import SharedNews

    return RedisState(SharedRedis(redis_url), SharedNews(redis_url, Seal(secret.encode())))
