"""What actions work with, handed to them by the service."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from bot.turns import Say
from casework.answers import Answers
from casework.frontdesk import FrontDesk
from casework.office import Office
from knowledge_base.answering import Answering
from knowledge_base.lookup import Lookup


class RatingBook(Protocol):
    """Keeps ratings (`bot.conversations.ratings.Ratings`)."""

    def rate(self, conversation_id: str, turn_id: str, grade: int) -> bool:
        """Rate an answer or change its rating; False where it is none of this conversation."""
        ...

    def explain(
        self,
        conversation_id: str,
        turn_id: str,
        *,
        reason: str | None = None,
        comment: str | None = None,
    ) -> bool:
        """Say why a rating is low; False where the turn was not rated low here."""
        ...

    def last_answered(self, conversation_id: str) -> str | None:
        """The latest turn that can be rated."""
        ...


@dataclass(frozen=True, slots=True)
class Parts:
    """The services behind the dialogue."""

    answering: Answering
    """Answers from the published knowledge."""
    office: Office
    """Units of work on cases."""
    answers: Answers
    """Answers to forms, kept sealed."""
    say: Say
    """A response of domain.yml in one language: `say(name, language, **values)`."""
    desk: FrontDesk
    """Where citizens ask for a person."""
    lookup: Lookup
    """Guides, catalog items and places, looked up."""
    ratings: RatingBook
    """Ratings of answers."""
    openness_office: str = "zwgk"
    """Code of the body that takes applications and messages which belong to no other."""
    public_url: str = ""
    """Where citizens reach the service."""
    progress_url: str | None = None
    """The district's case system, where one is connected."""
    progress_token: str | None = field(default=None, repr=False)
    """Its bearer token, where it wants one."""
