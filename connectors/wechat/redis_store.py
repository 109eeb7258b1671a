"""The store of several processes: Redis."""

from __future__ import annotations

from redis.asyncio import Redis

_PREFIX = "wenzheng:wechat:"


class RedisStore:
    """Implements `connectors.wechat.store.Store`."""

    def __init__(self, redis: Redis) -> None:
        """Keep everything in this database; the client is closed with the store."""
        self._redis = redis

    @classmethod
    def at(cls, url: str) -> RedisStore:
        """Connect to an address such as `redis://:password@host:6379/0`."""
        return cls(Redis.from_url(url, decode_responses=True))

    async def add(self, key: str, value: str, ttl_s: float) -> bool:
        """See `Store`."""
        return bool(await self._redis.set(_PREFIX + key, value, nx=True, px=_ms(ttl_s)))

    async def set(self, key: str, value: str, ttl_s: float) -> None:
        """See `Store`."""
        await self._redis.set(_PREFIX + key, value, px=_ms(ttl_s))

    async def get(self, key: str) -> str | None:
        """See `Store`."""
        value = await self._redis.get(_PREFIX + key)
        return None if value is None else str(value)

    async def increment(self, key: str, ttl_s: float) -> int:
        """See `Store`."""
        async with self._redis.pipeline(transaction=True) as pipeline:
            pipeline.incr(_PREFIX + key)
            pipeline.pexpire(_PREFIX + key, _ms(ttl_s))
            count, _ = await pipeline.execute()
        return int(count)

    async def push(self, key: str, value: str, ttl_s: float, limit: int) -> None:
        """See `Store`."""
        name = _PREFIX + key
        async with self._redis.pipeline(transaction=True) as pipeline:
            pipeline.rpush(name, value)
            pipeline.ltrim(name, -limit, -1)
            pipeline.pexpire(name, _ms(ttl_s))
            await pipeline.execute()

    async def take(self, key: str) -> list[str]:
        """See `Store`."""
        name = _PREFIX + key
        async with self._redis.pipeline(transaction=True) as pipeline:
            pipeline.lrange(name, 0, -1)
            pipeline.delete(name)
            values, _ = await pipeline.execute()
        return [str(value) for value in values]

    async def remove(self, key: str) -> None:
        """See `Store`."""
        await self._redis.delete(_PREFIX + key)

    async def forget(self, prefix: str) -> None:
        """See `Store`. Walks the keys: it is for unsubscribing, which is rare."""
        async for name in self._redis.scan_iter(match=f"{_PREFIX}{prefix}*", count=1000):
            await self._redis.delete(name)

    async def close(self) -> None:
        """See `Store`."""
        await self._redis.aclose()


def _ms(seconds: float) -> int:
    return max(1, int(seconds * 1000))
