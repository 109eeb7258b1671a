"""How fast a socket may speak: no person types, and no page sends, more than this."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from connectors.web.errors import Flood

BURST = 200
"""Text frames that may come at once, as after a lost connection."""
PER_SECOND = 20.0
"""Text frames a second in the long run."""


class Pace:
    """Counts the frames of one socket."""

    def __init__(self, now_s: Callable[[], float] = monotonic) -> None:
        """`now_s` tells the time."""
        self._now_s = now_s
        self._left = float(BURST)
        self._at = now_s()

    def step(self) -> None:
        """One frame has come.

        Raises:
            Flood: it is one of too many.
        """
        now = self._now_s()
        self._left = min(BURST, self._left + (now - self._at) * PER_SECOND) - 1
        self._at = now
        if self._left < 0:
            raise Flood
