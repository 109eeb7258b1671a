"""News of what was said: each process tells the others, whose citizens and agents may be listening.

A piece of news names a conversation and the number of an event, which is read from the database;
what passes and is not kept is told whole. News may be lost: who follows a conversation sees the gap
at the next event and reads what is missing (`connectors.web.following`).
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable

import orjson
import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.conversations.news import News
from bot.shared.client import PREFIX
from casework.errors import SealError
from casework.seals import Seal

CHANNEL = f"{PREFIX}said"
MAX_UNSENT = 10_000
RECONNECT_S = 1.0
HEALTH_S = 10
"""Seconds of silence after which Redis is asked whether it is still there."""

logger = structlog.get_logger(__name__)


class SharedNews:
    """Implements `bot.conversations.news.Fanout`."""

    def __init__(self, url: str, seal: Seal) -> None:
        """Connect to nothing yet; `seal` closes what is shown and not kept."""
        self._redis = Redis.from_url(url, decode_responses=True, health_check_interval=HEALTH_S)
        self._seal = seal
        self._me = secrets.token_hex(8)
        self._unsent: asyncio.Queue[News] = asyncio.Queue(MAX_UNSENT)

    def tell(self, news: News) -> None:
        """See `Fanout`."""
        try:
            self._unsent.put_nowait(news)
        except asyncio.QueueFull:  # Redis has been away for long; the transcript has it all
            self._unsent.get_nowait()
            self._unsent.put_nowait(news)

    async def run(self, hear: Callable[[News], Awaitable[None]]) -> None:
        """Tell and hear for as long as the service runs."""
        try:
            await asyncio.gather(
                self._again_and_again(self._tell), self._again_and_again(lambda: self._hear(hear))
            )
        finally:
            await self._redis.aclose()

    async def _again_and_again(self, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await work()
            except (RedisError, OSError) as error:
                logger.warning("news.interrupted", reason=type(error).__name__)
            await asyncio.sleep(RECONNECT_S)

    async def _tell(self) -> None:
        self._forget_what_passed()
        while True:
            news = await self._unsent.get()
            await self._redis.publish(CHANNEL, self._written(news))

    def _forget_what_passed(self) -> None:
        """After an interruption nobody is writing any more who was writing then."""
        waiting = [self._unsent.get_nowait() for _ in range(self._unsent.qsize())]
        for news in waiting:
            if news.seq != 0:
                self._unsent.put_nowait(news)

    async def _hear(self, hear: Callable[[News], Awaitable[None]]) -> None:
        async with self._redis.pubsub(ignore_subscribe_messages=True) as channel:
            await channel.subscribe(CHANNEL)
            while True:
                message = await channel.get_message(timeout=HEALTH_S)
                news = None if message is None else self._read(message["data"])
                if news is not None:
                    await hear(news)

    def _written(self, news: News) -> bytes:
        shown = None if news.shown is None else self._seal.close(news.shown, _place(news))
        return orjson.dumps([self._me, *news.known(), shown])

    def _read(self, text: str) -> News | None:
        """None where it is our own, or from a service of another version or secret."""
        try:
            sender, *known, shown = orjson.loads(text)
            if sender == self._me:
                return None
            news = News(*known)
            return news if shown is None else news.showing(self._seal.open(shown, _place(news)))
        except (orjson.JSONDecodeError, TypeError, ValueError, SealError):
            logger.warning("news.unreadable")
            return None


def _place(news: News) -> str:
    return f"news:{news.conversation_id}:{news.seq}"
