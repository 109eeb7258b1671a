"""A citizen wants everything of theirs forgotten."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from casework.announcements import conversation
from casework.handoff import citizen_left
from casework.models import (
    Announcement,
    Application,
    CitizenMessage,
    ExpectedAnswer,
    Handoff,
    KeptAddress,
    KeptAnswer,
)
from casework.seals import new_secret
from casework.subscriptions import forget

FORGOTTEN = "forgotten:"
"""Takes the place of a conversation's name in what is only counted."""


def forget_conversation(session: Session, conversation_id: str, at: datetime) -> None:
    """Let nothing lead back to a conversation, and nobody speak into it any more.

    Applications and messages stay on file, as the law wants; nothing is told about them here.
    """
    citizen_left(session, conversation_id, at)
    forget(session, conversation_id)
    for table in (KeptAddress, KeptAnswer, ExpectedAnswer):
        session.execute(delete(table).where(table.conversation_id == conversation_id))
    for case in (Application, CitizenMessage):
        theirs = update(case).where(case.conversation_id == conversation_id)
        session.execute(theirs.values(conversation_id=None))
    # How long people waited stays countable; who did does not.
    past = update(Handoff).where(Handoff.conversation_id == conversation_id)
    session.execute(past.values(conversation_id=f"{FORGOTTEN}{new_secret()}"))
    audience = conversation(conversation_id)
    session.execute(delete(Announcement).where(Announcement.audience == audience))
