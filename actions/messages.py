"""Messages (留言) as their writers come to them, in the conversation or by token."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from actions.forms import HELD
from actions.guesses import CodeGuesses
from casework.answers import Answers
from casework.errors import AccessRefused, InvalidInput, RuleError
from casework.message_forms import MessageView
from casework.messages import follow_up, read, withdraw
from casework.office import Office
from casework.own import OwnCase, own_messages

TOKEN, ANSWER, AGAIN = "lookup.token", "paper.answer", "again.text"
"""Fields of kept answers."""


class Messages:
    """Messages as their writers come to them. Every call reads or writes the database."""

    def __init__(self, office: Office, answers: Answers) -> None:
        self._office = office
        self._answers = answers
        self._guesses = CodeGuesses()

    def own(self, conversation_id: str) -> list[str]:
        """Numbers of those left in the conversation, newest first."""
        with self._office.database.read() as session:
            return own_messages(session, conversation_id)

    def key(self, conversation_id: str, named: str | None) -> str | OwnCase | None:
        """What opens the message a choice names, or the one whose token was given."""
        if named is not None and named != HELD:
            return OwnCase(conversation_id, named)
        return self._answers.kept(conversation_id, "lookup").get(TOKEN)

    def opens(self, conversation_id: str) -> bool:
        """Whether the token that was given opens a message.

        Raises:
            TooManyGuessesError: that was tried too often in this conversation.
        """
        return self._guesses.check(
            conversation_id, lambda: self.view(conversation_id, HELD) is not None
        )

    def view(self, conversation_id: str, named: str | None) -> MessageView | None:
        """A message, its answer kept for the reply; None where nothing opens it."""
        key = self.key(conversation_id, named)
        if key is None:
            return None
        try:
            with self._office.occasion() as occasion:
                found = read(occasion, key)
        except AccessRefused:
            return None
        if found.answer is not None:
            self._answers.keep(conversation_id, ANSWER, found.answer)
        return found

    def withdraw(self, conversation_id: str, named: str | None) -> bool:
        """Take it back; False where it is answered already or not theirs."""
        return self._act(withdraw, self.key(conversation_id, named))

    def follow_up(self, conversation_id: str, named: str | None) -> bool:
        """Ask again with the words kept; False where that was done before."""
        text = self._answers.kept(conversation_id, "again").get(AGAIN)
        if text is None or not self._act(follow_up, self.key(conversation_id, named), text):
            return False
        self._answers.drop(conversation_id, "again")
        return True

    def _act(self, act: Callable[..., Any], key: str | OwnCase | None, *given: str) -> bool:
        with suppress(AccessRefused, RuleError, InvalidInput):
            if key is not None:
                with self._office.occasion() as occasion:
                    act(occasion, key, *given)
                return True
        return False
