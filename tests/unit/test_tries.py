from __future__ import annotations

from casework.guessing import MAX_KEYS, Failures
from console.tries import TRIES_PER_ADDRESS, TRIES_PER_NAME, Tries


def test_a_stranger_keeps_nobody_else_out() -> None:
    tries = Tries(lambda: 0.0)
    assert [tries.may("6.6.6.6", "li") for _ in range(TRIES_PER_NAME + 1)][-2:] == [True, False]
    assert tries.may("10.0.0.1", "li")


def test_one_address_does_not_get_far_with_many_names() -> None:
    tries = Tries(lambda: 0.0)
    allowed = [tries.may("6.6.6.6", f"name{n}") for n in range(TRIES_PER_ADDRESS * 2)]
    assert sum(allowed) == TRIES_PER_ADDRESS


def test_who_signs_in_rightly_was_not_guessing() -> None:
    tries = Tries(lambda: 0.0)
    for _ in range(TRIES_PER_ADDRESS * 3):
        assert tries.may("10.0.0.1", "li")
        tries.right("10.0.0.1", "li")


def test_a_minute_later_one_may_try_again() -> None:
    now = [0.0]
    tries = Tries(lambda: now[0])
    for _ in range(TRIES_PER_NAME):
        tries.may("10.0.0.1", "li")
    assert not tries.may("10.0.0.1", "li")
    now[0] = 60.0
    assert tries.may("10.0.0.1", "li")


def test_however_many_try_little_is_kept() -> None:
    failures = Failures(3, 60.0, lambda: 0.0)
    for number in range(MAX_KEYS + 5):
        failures.note(number)
    assert len(failures) == MAX_KEYS
