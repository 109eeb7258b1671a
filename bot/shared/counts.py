"""Counts of the present minute, of all processes together."""

from __future__ import annotations

import time
from collections.abc import Callable

from redis.asyncio import Redis

from bot.shared.client import PREFIX, SharedRedis

KEPT_S = 120


class SharedCounts:
    """Implements `bot.rates.Counts`."""

    def __init__(
        self, redis: SharedRedis, name: str, clock_s: Callable[[], float] = time.time
    ) -> None:
        """Count under `name`; `clock_s` is the time of day, which all processes have in common."""
        self._redis = redis
        self._name = name
        self._clock_s = clock_s

    async def count(self, key: str) -> int | None:
        """See `Counts`."""
        name = f"{PREFIX}rate:{self._name}:{int(self._clock_s() // 60)}:{key}"

        async def ask(redis: Redis) -> int:
            async with redis.pipeline(transaction=False) as pipeline:
                pipeline.incr(name)
                pipeline.expire(name, KEPT_S)
                count, _ = await pipeline.execute()
            return int(count)

        return await self._redis.ask(ask)
