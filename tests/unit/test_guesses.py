from __future__ import annotations

import pytest

from actions.guesses import (
    WRONG_IN_CONVERSATION,
    WRONG_OF_NUMBER,
    CodeGuesses,
    TooManyGuesses,
)

NUMBER = "YSQ-2026-00001"


def test_a_conversation_that_guesses_has_to_wait() -> None:
    guesses = CodeGuesses()
    for _ in range(WRONG_IN_CONVERSATION):
        with guesses.guess("c1", NUMBER):
            pass
    with pytest.raises(TooManyGuesses), guesses.guess("c1", NUMBER):
        pytest.fail("the code was looked at")
    with guesses.guess("c2", NUMBER) as guess:
        guess.is_right = True


def test_a_number_that_is_guessed_at_from_everywhere_is_closed_for_a_while() -> None:
    guesses = CodeGuesses()
    for n in range(WRONG_OF_NUMBER):
        with guesses.guess(f"c{n}", NUMBER.lower()):
            pass
    with pytest.raises(TooManyGuesses), guesses.guess("c", f" {NUMBER} "):
        pytest.fail("the code was looked at")
    with guesses.guess("c", "YSQ-2026-00002"):
        pass


def test_right_codes_are_never_counted() -> None:
    guesses = CodeGuesses()
    for _ in range(WRONG_OF_NUMBER * 2):
        with guesses.guess("c1", NUMBER) as guess:
            guess.is_right = True
