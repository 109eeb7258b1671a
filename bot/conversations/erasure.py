"""Everything said in a conversation goes, because the citizen wants it to."""

from __future__ import annotations

from sqlalchemy import delete

from bot.conversations.models import ReceiptRecord, TranscriptEvent
from knowledge_base.database import Database


def erase_conversation(database: Database, conversation_id: str) -> int:
    """Delete a conversation's transcript and receipts; may be called again.

    Rule: who unsubscribes from an official account has their data deleted (微信公众平台运营规范).

    Returns:
        How many rows went.
    """
    with database.begin() as session:
        return sum(
            session.execute(  # type: ignore[attr-defined]
                delete(table).where(table.conversation_id == conversation_id)
            ).rowcount
            for table in (TranscriptEvent, ReceiptRecord)
        )
