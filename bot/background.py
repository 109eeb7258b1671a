"""What runs beside the requests, for as long as the service runs."""

from __future__ import annotations

import asyncio
import contextlib

import structlog
from sqlalchemy.exc import DatabaseError

from bot.conversations.retention import forget_old
from bot.popular import EntryPopularity
from casework.addresses import forget_unneeded
from knowledge_base.answering import Answering
from knowledge_base.database import Database, utc_now

REFRESH_S = 0.3
"""Seconds between looks at what was published: an answer follows its publishing within a second."""
COUNT_EVERY_S = 600
FORGET_EVERY_S = 24 * 3600

logger = structlog.get_logger(__name__)


async def follow_publishing(answering: Answering) -> None:
    """Let the index follow what is published."""
    while True:
        await asyncio.sleep(REFRESH_S)
        with contextlib.suppress(DatabaseError):  # locked: it is there to read in a moment
            changed = await asyncio.to_thread(answering.refresh)
            if changed:
                logger.info("knowledge.refreshed", entries=changed)


async def keep_counting(popularity: EntryPopularity) -> None:
    """Count anew, now and then, what is asked for most."""
    while True:
        with contextlib.suppress(DatabaseError):  # locked: the last count will do
            await asyncio.to_thread(popularity.count)
        await asyncio.sleep(COUNT_EVERY_S)


async def keep_forgetting(database: Database, days: int) -> None:
    """Forget, once a day, what was said longer ago than this many days, and unneeded addresses."""
    while True:
        with contextlib.suppress(DatabaseError):  # locked: tomorrow will do
            gone = await asyncio.to_thread(forget_old, database, days)
            addresses = await asyncio.to_thread(_forget_addresses, database)
            logger.info("conversations.forgotten", rows=gone, addresses=addresses)
        await asyncio.sleep(FORGET_EVERY_S)


def _forget_addresses(database: Database) -> int:
    with database.begin() as session:
        return forget_unneeded(session, utc_now())
