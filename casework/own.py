"""What was lodged in a conversation: its citizen need not show number and secret there again.

A conversation is held by a signed token, or by a WeChat account; who speaks in it is who lodged the
case. Everywhere else number and secret are wanted.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.errors import AccessRefused
from casework.models import Application, CitizenMessage

MAX_LISTED = 5
"""Newest cases of a conversation that are looked at."""


@dataclass(frozen=True, slots=True)
class OwnCase:
    """Takes the place of a secret in the conversation where the case was lodged."""

    conversation_id: str
    """The conversation that asks."""
    number: str
    """The case it asks for."""

    def check(self, case: Application | CitizenMessage | None) -> None:
        """Make sure that the case was lodged here.

        Raises:
            AccessRefused: it was not, or there is none.
        """
        if case is None or case.number != self.number:
            raise AccessRefused("no such case was lodged here")
        if case.conversation_id is None or case.conversation_id != self.conversation_id:
            raise AccessRefused("no such case was lodged here")


def own_applications(session: Session, conversation_id: str) -> list[str]:
    """Numbers of the applications lodged in a conversation, newest first."""
    mine = select(Application.number).where(Application.conversation_id == conversation_id)
    return list(session.scalars(mine.order_by(Application.number.desc()).limit(MAX_LISTED)))


def own_messages(session: Session, conversation_id: str) -> list[str]:
    """Numbers of the messages left in a conversation, newest first."""
    mine = select(CitizenMessage.number).where(CitizenMessage.conversation_id == conversation_id)
    return list(session.scalars(mine.order_by(CitizenMessage.number.desc()).limit(MAX_LISTED)))
