"""Tokens as numbers, and how rare each is."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

import numpy as np
import numpy.typing as npt

Ids = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]

SMOOTHING = 20
"""Entries assumed beside those there are: in a small corpus a single use says little."""
ABSENT = -1


class Vocabulary:
    """The tokens of the entries looked at so far, numbered as they come."""

    def __init__(self, frequency: Callable[[str], int], size: int) -> None:
        """Start empty.

        Args:
            frequency: how many entries hold a token.
            size: how many entries there are.
        """
        self._frequency = frequency
        self._size = size
        self._ids: dict[str, int] = {}
        self._rarities: dict[str, float] = {}

    def __len__(self) -> int:
        return len(self._ids)

    def intern(self, tokens: Iterable[str]) -> list[int]:
        """Numbers of tokens that an entry holds, new ones for new tokens."""
        ids = self._ids
        return [ids.setdefault(token, len(ids)) for token in tokens]

    def known(self, token: str) -> int:
        """The number of a token, or ABSENT where no entry looked at holds it."""
        return self._ids.get(token, ABSENT)

    def rarity(self, token: str) -> float:
        """0 for a token that every entry holds, 1 for one that none does."""
        known = self._rarities.get(token)
        if known is None:
            known = self._measure(token)
            if token in self._ids:
                self._rarities[token] = known
        return known

    def _measure(self, token: str) -> float:
        whole = math.log(self._size + SMOOTHING)
        return max(0.0, 1.0 - math.log(1 + self._frequency(token)) / whole)
