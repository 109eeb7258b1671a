"""How many turns somebody may take in a minute.

Own code, because the memory storage of the library `limits` starts a thread every hundredth of a
second under load, and copies every count it keeps (docs/benchmarks.md).
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from typing import Protocol


class Counts(Protocol):
    """Counts that several processes have in common."""

    async def count(self, key: str) -> int | None:
        """Count one hit of the present minute; how many there are, None where nobody knows."""
        ...


class PerMinute:
    """Counts by key, begun anew with every minute of the clock."""

    def __init__(
        self,
        limit: int,
        clock_s: Callable[[], float] = time.monotonic,
        shared: Counts | None = None,
    ) -> None:
        """Allow `limit` hits of one key in a minute.

        Args:
            limit: how many.
            clock_s: tells the time in seconds.
            shared: counts of all processes; this one's own where None, or where nobody knows.
        """
        self._shared = shared
        self._limit = limit
        self._clock_s = clock_s
        self._minute = 0
        self._counts: Counter[str] = Counter()

    async def excess(self, key: str) -> int:
        """Count one hit among all processes; the how manieth beyond the limit it is, at least 0."""
        count = await self._shared.count(key) if self._shared is not None else None
        return max(0, (self.hit(key) if count is None else count) - self._limit)

    def hit(self, key: str) -> int:
        """Count one hit of this process; how many there are."""
        minute = int(self._clock_s() // 60)
        if minute != self._minute:
            self._minute, self._counts = minute, Counter()
        self._counts[key] += 1
        return self._counts[key]
