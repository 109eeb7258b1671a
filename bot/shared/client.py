"""Redis, or nothing for a moment where it is away."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog
from redis import exceptions
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

PREFIX = "wenzheng:"
PATIENCE_S = 1.0
"""No turn waits longer than this for an answer of Redis."""
AWAY_S = 2.0
"""After a failure, so long nobody tries again: turns do not queue up behind a dead server."""

T = TypeVar("T")

logger = structlog.get_logger(__name__)


class SharedRedis:
    """A client that fails quickly, and then says so once and not with every turn."""

    def __init__(self, url: str) -> None:
        """Connect to nothing yet; `url` is such as `redis://:password@host:6379/0`."""
        self.redis = Redis.from_url(
            url,
            decode_responses=True,
            socket_timeout=PATIENCE_S,
            socket_connect_timeout=PATIENCE_S,
            # a connection that was closed while nobody looked is opened again, once
            retry=Retry(NoBackoff(), 1, supported_errors=(exceptions.ConnectionError,)),
        )
        self._away_until = 0.0

    async def ask(self, question: Callable[[Redis], Awaitable[T]]) -> T | None:
        """What Redis says, or None where it is away."""
        if time.monotonic() < self._away_until:
            return None
        try:
            return await question(self.redis)
        except (exceptions.RedisError, OSError) as error:
            self._away_until = time.monotonic() + AWAY_S
            logger.warning("redis.away", reason=type(error).__name__)
            return None

    async def close(self) -> None:
        """Let go of the connections."""
        await self.redis.aclose()
