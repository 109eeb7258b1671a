"""Query codes (查询码) of cases: checked, and slowly where somebody guesses."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable

from actions.errors import TooManyGuessesError
from casework.answers import Answers
from casework.guessing import Failures

WINDOW_S = 15 * 60.0
WRONG_IN_CONVERSATION = 8
"""Wrong codes in a quarter of an hour: somebody who mistypes one needs a few."""
WRONG_OF_NUMBER = 20
"""From so many wrong ones of one number on, from whatever conversations, each conversation has one
try: whoever guesses keeps nobody from their own case, and a code is long enough for that."""

_FORGOTTEN = re.compile(
    "忘|找不到|不记得|记不|丢了|没有|不知道|forgot|lost|do not have|don't have", re.IGNORECASE
)


class CodeGuesses:
    """Counts wrong codes by conversation and by number."""

    def __init__(self) -> None:
        """Nobody has guessed yet."""
        self._here = Failures(WRONG_IN_CONVERSATION, WINDOW_S)
        self._of_number = Failures(WRONG_OF_NUMBER, WINDOW_S)

    def check(self, conversation_id: str, opens: Callable[[], bool], number: str = "") -> bool:
        """Try a code; it is counted where it is wrong.

        Args:
            conversation_id: where it was typed.
            opens: whether it is right; not called where too many were wrong.
            number: the case's number, where the code belongs to one.

        Raises:
            TooManyGuessesError: too many were wrong lately, here or of this number.
        """
        key = number.strip().upper()
        wrong_here = self._here.count(conversation_id)
        attacked = bool(key) and self._of_number.too_many(key)
        if wrong_here >= (1 if attacked else WRONG_IN_CONVERSATION):
            raise TooManyGuessesError
        if opens():
            return True
        self._here.note(conversation_id)
        if key:
            self._of_number.note(key)
        return False


async def refusal_of(
    answers: Answers, conversation_id: str, field: str, opens: Callable[[str], bool], wrong: str
) -> str | None:
    """Check the code that was just typed; the answers to its form are dropped where it is wrong.

    Args:
        answers: has the code.
        conversation_id: where it was typed.
        field: the field it was kept as, such as `case.secret`.
        opens: whether the code kept in a conversation opens its case; may raise
            TooManyGuessesError.
        wrong: the response to a wrong code.

    Returns:
        The response that says why not; None where the code opens the case.
    """
    typed = (await asyncio.to_thread(answers.kept, conversation_id)).get(field, "")
    response = "utter_code_forgotten" if _FORGOTTEN.search(typed) else wrong
    try:
        if await asyncio.to_thread(opens, conversation_id):
            return None
    except TooManyGuessesError:
        response = "utter_too_many_guesses"
    await asyncio.to_thread(answers.drop, conversation_id, field.partition(".")[0])
    return response
