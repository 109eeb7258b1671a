"""Single flight: a message that arrives three times, at three processes, is answered once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import structlog

from connectors.wechat.rendering import ANSWER, Answer
from connectors.wechat.store import Store

RESULT_TTL_S = 3600.0
"""A late answer can be fetched for an hour."""
LEASE_S = 5.0
"""A process that has not renewed its lease for so long is taken for dead; another takes over."""
RENEW_S = 1.5
POLL_S = 0.1
"""How often a process looks for the answer that another one is working on."""

Run = Callable[[], Awaitable[Answer]]

logger = structlog.get_logger(__name__)


class Flights:
    """Answers under way, in this process and in the others that share the store."""

    def __init__(self, store: Store, apology: Callable[[], Answer]) -> None:
        """`apology` is the answer where working one out failed."""
        self._store = store
        self._apology = apology
        self._local: dict[str, asyncio.Task[Answer]] = {}

    def join(self, key: str, run: Run) -> asyncio.Task[Answer]:
        """The flight of this key: the one under way, or a new one.

        The task is shared: wait for it with `asyncio.wait`, never cancel it.
        """
        if key not in self._local:
            task = asyncio.create_task(self._fly(key, run))
            self._local[key] = task
            task.add_done_callback(lambda _: self._local.pop(key, None))
        return self._local[key]

    async def known(self, key: str) -> bool:
        """Whether an answer under this key is there or under way somewhere."""
        return (
            key in self._local
            or await self._store.get(_result(key)) is not None
            or await self._store.get(_lease(key)) is not None
        )

    async def settle(self, prefix: str, patience_s: float) -> None:
        """Wait for the flights here whose key begins so."""
        tasks = [task for key, task in self._local.items() if key.startswith(prefix)]
        if tasks:
            await asyncio.wait(tasks, timeout=patience_s)

    async def close(self, patience_s: float) -> None:
        """Give what is under way a moment, then end it."""
        await self.settle("", patience_s)
        for task in list(self._local.values()):
            task.cancel()

    async def _fly(self, key: str, run: Run) -> Answer:
        while True:
            stored = await self._store.get(_result(key))
            if stored is not None:
                return ANSWER.validate_json(stored)
            if await self._store.add(_lease(key), "", LEASE_S):
                return await self._lead(key, run)
            await asyncio.sleep(POLL_S)

    async def _lead(self, key: str, run: Run) -> Answer:
        stored = await self._store.get(_result(key))  # by one whose lease has just ended
        if stored is not None:
            return ANSWER.validate_json(stored)
        task = asyncio.ensure_future(_awaited(run))
        while not task.done():
            await self._store.set(_lease(key), "", LEASE_S)
            await asyncio.wait({task}, timeout=RENEW_S)
        if (fault := task.exception()) is not None:
            logger.error("wechat.answer_failed", exc_info=fault)
            answer = self._apology()
        else:
            answer = task.result()
        await self._store.set(_result(key), ANSWER.dump_json(answer).decode(), RESULT_TTL_S)
        await self._store.remove(_lease(key))
        return answer


def _awaited(run: Run) -> Coroutine[Any, Any, Answer]:
    async def awaited() -> Answer:
        return await run()

    return awaited()


def _result(key: str) -> str:
    return f"{key}:answer"


def _lease(key: str) -> str:
    return f"{key}:lease"
