"""Counts failures in a moving window, so that nobody guesses a password or a 查询码 fast."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Hashable

from casework.latest import Latest

MAX_KEYS = 10_000
"""Remembered at once; what failed longest ago is forgotten first."""


class Failures:
    """How often each key has failed lately. Kept in memory, for every thread of the process."""

    def __init__(
        self, limit: int, window_s: float, clock_s: Callable[[], float] = time.monotonic
    ) -> None:
        """Allow `limit` failures of one key in `window_s`; `clock_s` tells the time in seconds."""
        self._limit = limit
        self._window_s = window_s
        self._clock_s = clock_s
        self._failures: Latest[Hashable, deque[float]] = Latest(MAX_KEYS)

    def too_many(self, key: Hashable) -> bool:
        """Whether a key has to wait."""
        return self.count(key) >= self._limit

    def count(self, key: Hashable) -> int:
        """How often a key has failed lately, at most as often as it may."""
        since = self._clock_s() - self._window_s
        return sum(at > since for at in list(self._failures.get(key, ())))

    def note(self, key: Hashable) -> None:
        """Count one failure."""
        failures = self._failures.setdefault(key, deque(maxlen=self._limit))
        failures.append(self._clock_s())
        self._failures[key] = failures  # the latest now

    def forgive(self, key: Hashable) -> None:
        """Take the last one back."""
        if failures := self._failures.get(key):
            failures.pop()

    def clear(self, key: Hashable) -> None:
        """Take all of them back."""
        self._failures.pop(key, None)

    def __len__(self) -> int:
        """How many keys are remembered."""
        return len(self._failures)
