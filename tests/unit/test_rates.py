from __future__ import annotations

import asyncio

from bot.rates import PerMinute


def test_what_is_too_many_is_counted_until_the_next_minute_and_by_key() -> None:
    now = [0.0]
    rate = PerMinute(2, lambda: now[0])

    def excess(key: str) -> int:
        return asyncio.run(rate.excess(key))

    assert [excess("a") for _ in range(4)] == [0, 0, 1, 2]
    assert excess("b") == 0
    now[0] = 61.0
    assert excess("a") == 0


def test_nothing_is_kept_of_an_earlier_minute() -> None:
    now = [0.0]
    rate = PerMinute(1, lambda: now[0])
    for number in range(1000):
        rate.hit(str(number))
    now[0] = 60.0
    rate.hit("a")
    assert len(rate._counts) == 1
