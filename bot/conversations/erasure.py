"""Everything said in a conversation goes, because the citizen wants it to."""

from __future__ import annotations

from sqlalchemy import delete, update

from bot.conversations.models import Rating, ReceiptRecord, TranscriptEvent
from casework.leaving import forget_conversation
from knowledge_base.database import Database, utc_now


def erase_conversation(database: Database, conversation_id: str) -> int:
    """Delete a conversation's transcript, receipts and ratings; may be called again.

    Answers to forms and subscriptions go with it, a waiting handoff ends; messages and
    applications, which are records, lose their way to it.

    Rule: who unsubscribes from an official account has their data deleted (微信公众平台运营规范).

    Returns:
        How many rows went.
    """
    with database.begin() as session:
        forget_conversation(session, conversation_id, utc_now())
        return sum(
            session.execute(  # type: ignore[attr-defined]
                delete(table).where(table.conversation_id == conversation_id)
            ).rowcount
            for table in (TranscriptEvent, ReceiptRecord, Rating)
        )


def unlink_conversation(database: Database, conversation_id: str) -> int:
    """Delete a conversation's transcript and cut its receipts loose; may be called again.

    What was asked at a machine in a hall, masked, stays as evidence for at least a year
    (互联网政务应用安全管理规定), but nothing says any more which questions one person asked.

    Returns:
        How many rows went or were cut loose.
    """
    with database.begin() as session:
        forget_conversation(session, conversation_id, utc_now())
        gone = session.execute(
            delete(TranscriptEvent).where(TranscriptEvent.conversation_id == conversation_id)
        )
        cut = sum(
            session.execute(  # type: ignore[attr-defined]
                update(table)
                .where(table.conversation_id == conversation_id)
                .values(conversation_id=None)
            ).rowcount
            for table in (ReceiptRecord, Rating)
        )
        return int(gone.rowcount + cut)  # type: ignore[attr-defined]
