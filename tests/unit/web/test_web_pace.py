"""A socket may speak as fast as a person, a page and a bad network make it, and no faster."""

from __future__ import annotations

from connectors.web.errors import Flood
from connectors.web.pace import BURST, PER_SECOND, Pace


class Clock:
    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def taken(pace: Pace, most: int = 10_000) -> int:
    """How many frames are let through."""
    for count in range(most):
        try:
            pace.step()
        except Flood:
            return count
    return most


def test_a_burst_is_let_through_and_not_more() -> None:
    assert taken(Pace(Clock())) == BURST


def test_a_steady_pace_goes_on_for_ever() -> None:
    clock = Clock()
    pace = Pace(clock)
    for _ in range(5_000):
        clock.now_s += 1.0 / PER_SECOND
        pace.step()


def test_quiet_brings_a_burst_back() -> None:
    clock = Clock()
    pace = Pace(clock)
    taken(pace)
    clock.now_s += 3.0
    assert 0 < taken(pace) <= 3 * PER_SECOND
    clock.now_s += 3600.0
    assert taken(pace) == BURST
