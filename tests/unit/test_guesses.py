from __future__ import annotations

import pytest

from actions.errors import TooManyGuessesError
from actions.guesses import WRONG_IN_CONVERSATION, WRONG_OF_NUMBER, CodeGuesses

NUMBER = "YSQ-2026-00001"


def right() -> bool:
    return True


def wrong() -> bool:
    return False


def not_looked_at() -> bool:
    pytest.fail("the code was looked at")


def test_a_conversation_that_guesses_has_to_wait() -> None:
    guesses = CodeGuesses()
    for _ in range(WRONG_IN_CONVERSATION):
        assert not guesses.check("c1", wrong, NUMBER)
    with pytest.raises(TooManyGuessesError):
        guesses.check("c1", not_looked_at, NUMBER)
    assert guesses.check("c2", right, NUMBER)


def test_of_a_number_that_is_guessed_at_from_everywhere_each_conversation_has_one_try() -> None:
    guesses = CodeGuesses()
    for n in range(WRONG_OF_NUMBER):
        guesses.check(f"c{n}", wrong, NUMBER.lower())
    with pytest.raises(TooManyGuessesError):
        guesses.check("c0", not_looked_at, f" {NUMBER} ")
    assert guesses.check("whose it is", right, NUMBER)
    assert not guesses.check("mistyped", wrong, NUMBER)
    with pytest.raises(TooManyGuessesError):
        guesses.check("mistyped", not_looked_at, NUMBER)
    assert guesses.check("mistyped", right, "YSQ-2026-00002")


def test_right_codes_are_never_counted() -> None:
    guesses = CodeGuesses()
    for _ in range(WRONG_OF_NUMBER * 2):
        assert guesses.check("c1", right, NUMBER)
