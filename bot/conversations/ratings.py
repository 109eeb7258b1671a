"""Ratings of answers (好差评): one per answered turn, changed as often as the citizen likes."""

from __future__ import annotations

from sqlalchemy import select

from bot.choices import LOW_GRADE, RatingReason
from bot.conversations.models import Rating, ReceiptRecord
from bot.conversations.receipts import kept_text
from knowledge_base.database import Database, utc_now

GRADES = range(1, 6)
"""非常不满意, 不满意, 基本满意, 满意, 非常满意 (国务院办公厅 好差评 制度)."""


class Ratings:
    """Ratings of every conversation's answers."""

    def __init__(self, database: Database) -> None:
        """Keep them in `database`."""
        self._database = database

    def rate(self, conversation_id: str, turn_id: str, grade: int) -> bool:
        """Rate an answer, or change its rating; a good grade takes back what was found wrong.

        Returns:
            False where that turn was no answer in this conversation, or there is no such grade.
        """
        if grade not in GRADES:
            return False
        with self._database.begin() as session:
            receipt = session.get(ReceiptRecord, turn_id)
            if receipt is None or receipt.conversation_id != conversation_id:
                return False
            if not receipt.status.startswith("answered"):
                return False
            rating = session.get(Rating, turn_id)
            if rating is None:
                rating = Rating(
                    turn_id=turn_id,
                    conversation_id=conversation_id,
                    entry_id=receipt.entry_id,
                    version=receipt.version,
                )
                session.add(rating)
            rating.grade, rating.at = grade, utc_now()
            if grade > LOW_GRADE:
                rating.reason = rating.comment = None
        return True

    def explain(
        self,
        conversation_id: str,
        turn_id: str,
        *,
        reason: str | None = None,
        comment: str | None = None,
    ) -> bool:
        """Say why a rating is low, by a code, by words (numbers are masked), or both.

        Returns:
            False where the turn was not rated low here, or there is no such reason.
        """
        if reason is not None and reason not in set(RatingReason):
            return False
        with self._database.begin() as session:
            rating = session.get(Rating, turn_id)
            if (
                rating is None
                or rating.conversation_id != conversation_id
                or rating.grade > LOW_GRADE
            ):
                return False
            rating.reason = reason or rating.reason
            rating.comment = kept_text(comment) if comment is not None else rating.comment
            rating.at = utc_now()
        return True

    def last_answered(self, conversation_id: str) -> str | None:
        """The latest turn of a conversation that was answered; it can be rated."""
        answered = (
            select(ReceiptRecord.turn_id)
            .where(
                ReceiptRecord.conversation_id == conversation_id,
                ReceiptRecord.status.startswith("answered"),
            )
            .order_by(ReceiptRecord.at.desc())
        )
        with self._database.read() as session:
            return session.scalars(answered.limit(1)).first()
