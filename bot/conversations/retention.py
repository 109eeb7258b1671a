"""What was said is kept as long as the rules want it, and no longer."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete

from bot.conversations.models import Rating, ReceiptRecord, TranscriptEvent
from knowledge_base.database import Database, utc_now


def forget_old(database: Database, days: int) -> int:
    """Delete transcripts, receipts and ratings older than this.

    Args:
        database: where they are.
        days: kept at least a year (互联网政务应用安全管理规定); the setting `transcript_days`.

    Returns:
        How many rows went.
    """
    limit = utc_now() - timedelta(days=days)
    with database.begin() as session:
        return sum(
            session.execute(delete(table).where(table.at < limit)).rowcount  # type: ignore[attr-defined]
            for table in (TranscriptEvent, ReceiptRecord, Rating)
        )
