"""Applications as their applicants come to them, in the conversation or by number and secret."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Any

from actions.forms import HELD
from actions.guesses import CodeGuesses
from actions.status_card import latest_paper
from casework.answers import Answers
from casework.applications.lodging import ApplicationStatus, opened, status
from casework.applications.waits import correct, withdraw
from casework.errors import AccessRefused, InvalidInput, RuleError
from casework.office import Office
from casework.own import OwnCase, own_applications

NUMBER, SECRET, PAPER = "case.number", "case.secret", "paper.text"
"""Fields of kept answers."""


def file_fields(number: int) -> tuple[str, str]:
    """Fields of kept answers: the name of an attached file, and the ticket that opens it."""
    letter = ascii_lowercase[number]
    return f"paper.name_{letter}", f"paper.ticket_{letter}"


@dataclass(frozen=True, slots=True)
class Case:
    """An application somebody may look at."""

    number: str
    key: str | OwnCase
    """Its secret, or that it was lodged in this conversation."""


class Cases:
    """Applications as their applicants come to them. Every call reads or writes the database."""

    def __init__(self, office: Office, answers: Answers) -> None:
        self._office = office
        self._answers = answers
        self._guesses = CodeGuesses()

    def own(self, conversation_id: str) -> list[Case]:
        """Those lodged in the conversation, newest first."""
        with self._office.database.read() as session:
            numbers = own_applications(session, conversation_id)
        return [Case(number, OwnCase(conversation_id, number)) for number in numbers]

    def case(self, conversation_id: str, named: str | None) -> Case | None:
        """The application that a choice names, or the one whose number and secret were given."""
        if named is not None and named != HELD:
            return Case(named, OwnCase(conversation_id, named))
        kept = self._answers.kept(conversation_id, "case")
        return Case(kept[NUMBER], kept[SECRET]) if {NUMBER, SECRET} <= set(kept) else None

    def opens(self, conversation_id: str) -> bool:
        """Whether the number and secret that were given belong together.

        Raises:
            TooManyGuessesError: that was tried too often, here or of this number.
        """
        case = self.case(conversation_id, HELD)
        if case is None:
            return False
        return self._guesses.check(
            conversation_id, lambda: self.status(conversation_id, case) is not None, case.number
        )

    def status(self, conversation_id: str, case: Case) -> ApplicationStatus | None:
        """Where it stands, with the text that matters now kept for the reply; None if refused."""
        try:
            with self._office.occasion() as occasion:
                found = status(occasion, case.number, case.key)
        except AccessRefused:
            return None
        paper = latest_paper(found)
        if paper is not None:
            self._answers.keep(conversation_id, PAPER, paper)
        for number, (file, ticket) in enumerate(found.attachments):
            name, opens = file_fields(number)
            self._answers.keep(conversation_id, name, file.name)
            self._answers.keep(conversation_id, opens, ticket)
        return found

    def withdraw(self, case: Case) -> bool:
        """Take it back; False where it is over or not theirs."""
        return self._act(case, withdraw)

    def correct(self, case: Case, text: str) -> bool:
        """Hand the correction in; False where none is awaited any more."""
        return self._act(case, correct, text)

    def _act(self, case: Case, act: Callable[..., Any], *given: str) -> bool:
        try:
            with self._office.occasion() as occasion:
                application = opened(occasion, case.number, case.key)
                act(occasion, application.number, *given)
        except (AccessRefused, InvalidInput, RuleError):
            return False
        return True
