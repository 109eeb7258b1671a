"""What must be known by every process of the service, for minutes or days.

Keys are `account:conversation:…`; nothing in here holds an openid.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


class Store(Protocol):
    """Small values that expire. Every method is atomic, across processes where several share it."""

    async def add(self, key: str, value: str, ttl_s: float) -> bool:
        """Set a value where there is none; True for the one who was first."""
        ...

    async def set(self, key: str, value: str, ttl_s: float) -> None:
        """Set a value."""
        ...

    async def get(self, key: str) -> str | None:
        """The value, where it has not expired."""
        ...

    async def increment(self, key: str, ttl_s: float) -> int:
        """Count; 1 the first time."""
        ...

    async def push(self, key: str, value: str, ttl_s: float, limit: int) -> None:
        """Add to the end of a list, of which the last `limit` are kept."""
        ...

    async def take(self, key: str) -> list[str]:
        """A whole list, which is then empty."""
        ...

    async def remove(self, key: str) -> None:
        """Forget one value."""
        ...

    async def forget(self, prefix: str) -> None:
        """Forget everything whose key begins so."""
        ...

    async def close(self) -> None:
        """Let go of what it holds."""
        ...


@dataclass(slots=True)
class _Kept:
    value: str | int | list[str]
    until: float


class MemoryStore:
    """A store for one process; what it holds ends with it."""

    def __init__(self, clock_s: Callable[[], float] = time.monotonic) -> None:
        """`clock_s` tells when things expire."""
        self._clock_s = clock_s
        self._kept: dict[str, _Kept] = {}
        self._sweep_at = 0

    async def add(self, key: str, value: str, ttl_s: float) -> bool:
        """See `Store`."""
        if self._live(key) is not None:
            return False
        self._put(key, value, ttl_s)
        return True

    async def set(self, key: str, value: str, ttl_s: float) -> None:
        """See `Store`."""
        self._put(key, value, ttl_s)

    async def get(self, key: str) -> str | None:
        """See `Store`."""
        kept = self._live(key)
        return None if kept is None else str(kept.value)

    async def increment(self, key: str, ttl_s: float) -> int:
        """See `Store`."""
        kept = self._live(key)
        count = 1 + (kept.value if kept and isinstance(kept.value, int) else 0)
        self._put(key, count, ttl_s)
        return count

    async def push(self, key: str, value: str, ttl_s: float, limit: int) -> None:
        """See `Store`."""
        kept = self._live(key)
        values = kept.value if kept and isinstance(kept.value, list) else []
        self._put(key, [*values, value][-limit:], ttl_s)

    async def take(self, key: str) -> list[str]:
        """See `Store`."""
        kept = self._live(key)
        self._kept.pop(key, None)
        return kept.value if kept and isinstance(kept.value, list) else []

    async def remove(self, key: str) -> None:
        """See `Store`."""
        self._kept.pop(key, None)

    async def forget(self, prefix: str) -> None:
        """See `Store`."""
        for key in [key for key in self._kept if key.startswith(prefix)]:
            del self._kept[key]

    async def close(self) -> None:
        """See `Store`."""
        self._kept.clear()

    def _live(self, key: str) -> _Kept | None:
        kept = self._kept.get(key)
        if kept is None or kept.until <= self._clock_s():
            return None
        return kept

    def _put(self, key: str, value: str | int | list[str], ttl_s: float) -> None:
        self._kept[key] = _Kept(value, self._clock_s() + ttl_s)
        if len(self._kept) > self._sweep_at:
            now = self._clock_s()
            self._kept = {key: kept for key, kept in self._kept.items() if kept.until > now}
            self._sweep_at = 2 * len(self._kept) + 1000
