"""What is known of the latest so many keys; of the others it is forgotten."""

from __future__ import annotations

from collections import OrderedDict
from typing import TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Latest(OrderedDict[Key, Value]):
    """A dictionary in memory that holds so many keys, those set last."""

    def __init__(self, most: int) -> None:
        """Hold at most `most` keys."""
        super().__init__()
        self._most = most

    def __setitem__(self, key: Key, value: Value) -> None:
        """Set a key, and forget the one that was set longest ago where there are too many."""
        super().__setitem__(key, value)
        self.move_to_end(key)
        while len(self) > self._most:
            self.popitem(last=False)
