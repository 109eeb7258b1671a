"""Slows down whoever tries codes (查询码) of cases that are not theirs."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from casework.answers import Answers
from casework.guessing import Failures

WINDOW_S = 15 * 60.0
WRONG_IN_CONVERSATION = 8
"""Wrong codes in a quarter of an hour: somebody who mistypes one needs a few."""
WRONG_OF_NUMBER = 20
"""The same of one number, from whatever conversations."""


_FORGOTTEN = re.compile(
    "忘|找不到|不记得|记不|丢了|没有|不知道|forgot|lost|do not have|don't have", re.IGNORECASE
)


async def forgotten(answers: Answers, conversation_id: str, field: str) -> str | None:
    """The response to who says, in the place of a code, that they have it no more; else None."""
    kept = await asyncio.to_thread(answers.kept, conversation_id)
    return "utter_code_forgotten" if _FORGOTTEN.search(kept.get(field, "")) else None


class TooManyGuesses(Exception):
    """So many codes were wrong that no more are looked at for a while."""


@dataclass(slots=True)
class Guess:
    """One code that is tried."""

    is_right: bool = False
    """Whether it opened."""


class CodeGuesses:
    """Counts wrong codes by conversation and by number."""

    def __init__(self) -> None:
        """Nobody has guessed yet."""
        self._here = Failures(WRONG_IN_CONVERSATION, WINDOW_S)
        self._of_number = Failures(WRONG_OF_NUMBER, WINDOW_S)

    @contextmanager
    def guess(self, conversation_id: str, number: str = "") -> Iterator[Guess]:
        """A try, counted where it turns out wrong.

        Raises:
            TooManyGuesses: too many were wrong lately; the code is not to be looked at.
        """
        key = number.strip().upper()
        if self._here.too_many(conversation_id) or (key and self._of_number.too_many(key)):
            raise TooManyGuesses
        guess = Guess()
        yield guess
        if not guess.is_right:
            self._here.note(conversation_id)
            if key:
                self._of_number.note(key)
