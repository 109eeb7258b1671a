"""A queue in front of each conversation: its turns come one after the other, whoever takes them."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from redis.asyncio import Redis

from bot.shared.client import PREFIX, SharedRedis

LEASE_S = 2.0
"""Who has not been heard of for so long is dead, and the next one's turn has come."""
RENEW_S = 0.5
POLL_S = 0.02
"""Seconds between looks whether it is one's turn; only who has to wait looks at all."""
FORGOTTEN_S = 60
"""Seconds after which nothing is left of a queue in which nobody moves."""

_AT_THE_HEAD = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('HSET', KEYS[2], ARGV[1], now + ARGV[2])
if ARGV[3] == '1' then redis.call('RPUSH', KEYS[1], ARGV[1]) end
redis.call('EXPIRE', KEYS[1], ARGV[4])
redis.call('EXPIRE', KEYS[2], ARGV[4])
while true do
  local head = redis.call('LINDEX', KEYS[1], 0)
  if not head then redis.call('RPUSH', KEYS[1], ARGV[1]) return 1 end
  if head == ARGV[1] then return 1 end
  local until_ms = redis.call('HGET', KEYS[2], head)
  if until_ms and tonumber(until_ms) > now then return 0 end
  redis.call('LPOP', KEYS[1])
  redis.call('HDEL', KEYS[2], head)
end
"""
"""Say that one lives, join where asked to, let the dead go; 1 where it is one's turn."""
_LEAVE = "redis.call('LREM', KEYS[1], 0, ARGV[1]) redis.call('HDEL', KEYS[2], ARGV[1])"


class SharedQueues:
    """Implements `bot.order.Queues`."""

    def __init__(self, redis: SharedRedis) -> None:
        """Keep the queues in `redis`."""
        self._redis = redis

    @asynccontextmanager
    async def stand_in(self, name: str) -> AsyncIterator[Place]:
        """See `Queues`."""
        place = Place(self._redis, name)
        await place.look(joining=True)
        living = asyncio.create_task(place.live())
        try:
            yield place
        finally:
            living.cancel()
            with suppress(asyncio.CancelledError):
                await living
            await asyncio.shield(place.leave())


class Place:
    """Implements `bot.order.Place`."""

    def __init__(self, redis: SharedRedis, name: str) -> None:
        self._redis = redis
        self._keys = [f"{PREFIX}turns:{{{name}}}:{part}" for part in ("queue", "alive")]
        self._token = secrets.token_hex(8)
        self._first = False

    async def reached(self) -> None:
        """See `bot.order.Place`."""
        while not self._first:
            await asyncio.sleep(POLL_S)
            await self.look()

    async def look(self, *, joining: bool = False) -> None:
        """See whether it is our turn; it is where Redis is away."""

        async def ask(redis: Redis) -> int:
            lease_ms = int(LEASE_S * 1000)
            words = (self._token, str(lease_ms), str(int(joining)), str(FORGOTTEN_S))
            return int(await redis.eval(_AT_THE_HEAD, 2, *self._keys, *words))

        self._first = await self._redis.ask(ask) != 0

    async def live(self) -> None:
        """Say again and again that we are here, until cancelled."""
        while True:
            await asyncio.sleep(RENEW_S)
            await self.look()

    async def leave(self) -> None:
        """Make room for the next one."""
        await self._redis.ask(lambda redis: redis.eval(_LEAVE, 2, *self._keys, self._token))
