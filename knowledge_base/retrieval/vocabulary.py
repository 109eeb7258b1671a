"""Tokens as numbers, and how rare each is."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import repeat

import numpy as np
import numpy.typing as npt

Ids = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]

SMOOTHING = 20
"""Entries assumed beside those there are: in a small corpus a single use says little."""
ABSENT = -1
UNMEASURED = -1.0


class Vocabulary:
    """The tokens of the entries looked at so far, numbered as they come."""

    def __init__(self, frequency: Callable[[str], int], size: int) -> None:
        """Start empty.

        Args:
            frequency: how many entries hold a token.
            size: how many entries there are.
        """
        self._frequency = frequency
        self.size = size
        self._whole = math.log(size + SMOOTHING)
        self._ids: dict[str, int] = {}
        self._rarities = np.full(1024, UNMEASURED, np.float32)
        self._asked: dict[str, float] = {}
        """Rarities of tokens that questions and entries hold."""

    def __len__(self) -> int:
        return len(self._ids)

    def intern(self, tokens: Sequence[str]) -> Ids:
        """Numbers of tokens that an entry holds, new ones for new tokens."""
        ids = self._ids
        found = list(map(ids.get, tokens))
        if None in found:
            return np.array([ids.setdefault(token, len(ids)) for token in tokens], np.int32)
        return np.array(found, np.int32)

    def numbers(self, tokens: Sequence[str]) -> Ids:
        """The numbers of tokens, ABSENT where no entry looked at holds one."""
        return np.array(list(map(self._ids.get, tokens, repeat(ABSENT))), np.int32)

    def rarity(self, token: str) -> float:
        """0 for a token that every entry holds, 1 for one that none does."""
        known = self._asked.get(token)
        if known is not None:
            return known
        number = self._ids.get(token)
        if number is None:
            return self._measure(token)
        known = self._asked[token] = float(self.rarities([token], np.array([number], np.int32))[0])
        return known

    def held(self, rarity: float) -> float:
        """About how many entries hold a token of a rarity."""
        return math.exp((1.0 - rarity) * self._whole) - 1

    def share(self, rarity: float) -> float:
        """About which share of the entries holds a token of a rarity; never 0."""
        return (self.held(rarity) + 0.5) / (self.size + 1)

    def rarities(self, tokens: Sequence[str], numbers: Ids) -> Floats:
        """The rarity of tokens that an entry holds.

        Args:
            tokens: the tokens.
            numbers: the same as `intern` numbered them.
        """
        if len(self._rarities) < len(self._ids):
            grown = np.full(2 * len(self._ids), UNMEASURED, np.float32)
            grown[: len(self._rarities)] = self._rarities
            self._rarities = grown
        values = self._rarities[numbers]
        for place in np.flatnonzero(values == UNMEASURED).tolist():
            values[place] = self._rarities[numbers[place]] = self._measure(tokens[place])
        return values

    def _measure(self, token: str) -> float:
        return max(0.0, 1.0 - math.log(1 + self._frequency(token)) / self._whole)
