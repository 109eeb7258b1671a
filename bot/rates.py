"""How many turns somebody may take in a minute.

Own code, because the memory storage of the library `limits` starts a thread every hundredth of a
second under load, and copies every count it keeps (docs/benchmarks.md).
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable


class PerMinute:
    """Counts by key, begun anew with every minute of the clock."""

    def __init__(self, limit: int, clock_s: Callable[[], float] = time.monotonic) -> None:
        """Allow `limit` hits of one key in a minute; `clock_s` tells the time in seconds."""
        self._limit = limit
        self._clock_s = clock_s
        self._minute = 0
        self._counts: Counter[str] = Counter()

    def hit(self, key: str) -> bool:
        """Count one hit; False where it is one too many."""
        minute = int(self._clock_s() // 60)
        if minute != self._minute:
            self._minute, self._counts = minute, Counter()
        self._counts[key] += 1
        return self._counts[key] <= self._limit
