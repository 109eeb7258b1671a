"""A citizen wants everything of theirs forgotten."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from casework.announcements import conversation
from casework.handoff import citizen_left
from casework.models import Announcement, Application, CitizenMessage, ExpectedAnswer, KeptAnswer
from casework.subscriptions import forget


def forget_conversation(session: Session, conversation_id: str, at: datetime) -> None:
    """Let nothing lead back to a conversation, and nobody speak into it any more.

    Applications and messages stay on file, as the law wants; nothing is told about them here.
    """
    citizen_left(session, conversation_id, at)
    forget(session, conversation_id)
    for table in (KeptAnswer, ExpectedAnswer):
        session.execute(delete(table).where(table.conversation_id == conversation_id))
    for case in (Application, CitizenMessage):
        theirs = update(case).where(case.conversation_id == conversation_id)
        session.execute(theirs.values(conversation_id=None))
    audience = conversation(conversation_id)
    session.execute(delete(Announcement).where(Announcement.audience == audience))
