"""Passwords are tried slowly, by address: strangers cannot guess, nor keep anybody else out."""

from __future__ import annotations

import time
from collections.abc import Callable

from fastapi import Request

from casework.guessing import Failures

WINDOW_S = 60.0
TRIES_PER_NAME = 10
"""Wrong passwords in a minute for one name from one address."""
TRIES_PER_ADDRESS = 30
"""The same for all names together: an office may share an address."""


class Tries:
    """Counts what did not open, in a moving minute."""

    def __init__(self, clock_s: Callable[[], float] = time.monotonic) -> None:
        """`clock_s` tells the time in seconds."""
        self._by_name = Failures(TRIES_PER_NAME, WINDOW_S, clock_s)
        self._by_address = Failures(TRIES_PER_ADDRESS, WINDOW_S, clock_s)

    def may(self, address: str, name: str = "") -> bool:
        """Whether another try is allowed now; counted as failed until `right` is said.

        Counted before the password is checked, so that many at once do not all come through.
        """
        if self._by_address.too_many(address) or self._by_name.too_many((address, name)):
            return False
        self._by_address.note(address)
        self._by_name.note((address, name))
        return True

    def right(self, address: str, name: str = "") -> None:
        """The last try opened: whoever knows the password was not guessing."""
        self._by_address.forgive(address)
        self._by_name.clear((address, name))


def address_of(request: Request) -> str:
    """Whom to count."""
    return request.client.host if request.client else ""
