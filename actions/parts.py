"""What actions work with, handed to them by the service."""

from __future__ import annotations

from dataclasses import dataclass

from casework.answers import Answers
from casework.office import Office
from knowledge_base.answering import Answering


@dataclass(frozen=True, slots=True)
class Parts:
    """The services behind the dialogue."""

    answering: Answering
    """Answers from the published knowledge."""
    office: Office
    """Units of work on cases."""
    answers: Answers
    """Answers to forms, kept sealed."""
