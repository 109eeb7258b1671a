"""What is asked most, to offer before anybody has typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import func, select

from bot.conversations.models import ReceiptRecord
from bot.turns import AnswerStatus
from knowledge_base.database import Database, utc_now
from knowledge_base.published import PublishedEntry

LOOKED_BACK = timedelta(days=30)
SHOWN = 5


def hot_questions(
    database: Database, entry: Callable[[str], PublishedEntry | None], language: str
) -> list[str]:
    """The questions answered most often in the last 30 days, most frequent first.

    Args:
        database: holds the receipts.
        entry: looks a published entry up; withdrawn ones are left out.
        language: of the entries.
    """
    query = (
        select(ReceiptRecord.entry_id)
        .where(
            ReceiptRecord.status == AnswerStatus.ANSWERED.value,
            ReceiptRecord.language == language,
            ReceiptRecord.at > utc_now() - LOOKED_BACK,
        )
        .group_by(ReceiptRecord.entry_id)
        .order_by(func.count().desc())
        .limit(3 * SHOWN)
    )
    with database.read() as session:
        found = [entry(entry_id) for entry_id in session.scalars(query) if entry_id]
    return [e.question for e in found if e is not None and e.language == language][:SHOWN]
