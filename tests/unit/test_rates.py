from __future__ import annotations

from bot.rates import PerMinute


def test_one_too_many_is_refused_until_the_next_minute_and_others_are_not() -> None:
    now = [0.0]
    rate = PerMinute(2, lambda: now[0])
    assert [rate.hit("a"), rate.hit("a"), rate.hit("a")] == [True, True, False]
    assert rate.hit("b")
    now[0] = 61.0
    assert rate.hit("a")


def test_nothing_is_kept_of_an_earlier_minute() -> None:
    now = [0.0]
    rate = PerMinute(1, lambda: now[0])
    for number in range(1000):
        rate.hit(str(number))
    now[0] = 60.0
    rate.hit("a")
    assert len(rate._counts) == 1
