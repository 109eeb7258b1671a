"""Passwords are tried slowly, by address: strangers cannot guess, nor keep anybody else out."""

from __future__ import annotations

import ipaddress
import time
from collections import OrderedDict, deque
from collections.abc import Callable

from fastapi import Request

WINDOW_S = 60.0
TRIES_PER_NAME = 10
"""Wrong passwords in a minute for one name from one address."""
TRIES_PER_ADDRESS = 30
"""The same for all names together: an office may share an address."""
MAX_KEYS = 10_000
"""Addresses and names remembered; the one that tried longest ago is forgotten first."""
IPV6_NETWORK_BITS = 64
"""One subscriber has so much of an IPv6 address for themselves."""


class Tries:
    """Counts what did not open, in a moving minute."""

    def __init__(self, clock_s: Callable[[], float] = time.monotonic) -> None:
        """`clock_s` tells the time in seconds."""
        self._clock_s = clock_s
        self._failures: OrderedDict[tuple[str, str], deque[float]] = OrderedDict()

    def may(self, address: str, name: str = "") -> bool:
        """Whether another try is allowed now; counted as failed until `right` is said.

        Counted before the password is checked, so that many at once do not all come through.
        """
        if self._count(address, "*") >= TRIES_PER_ADDRESS:
            return False
        if self._count(address, name) >= TRIES_PER_NAME:
            return False
        for key in ((address, "*"), (address, name)):
            self._failures.setdefault(key, deque()).append(self._clock_s())
            self._failures.move_to_end(key)
        while len(self._failures) > MAX_KEYS:
            self._failures.popitem(last=False)
        return True

    def right(self, address: str, name: str = "") -> None:
        """The last try opened: whoever knows the password was not guessing."""
        self._failures.pop((address, name), None)
        if failures := self._failures.get((address, "*")):
            failures.pop()

    def _count(self, address: str, name: str) -> int:
        failures = self._failures.get((address, name), deque())
        while failures and failures[0] <= self._clock_s() - WINDOW_S:
            failures.popleft()
        return len(failures)


def address_of(request: Request) -> str:
    """Whom to count: the client's address, of IPv6 the network it lives in."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if address.version == 4:
        return host
    return str(ipaddress.ip_network((address, IPV6_NETWORK_BITS), strict=False))
