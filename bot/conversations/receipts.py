"""The evidence of each turn: enough to explain any answer and to ask the same again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.conversations.journal import Row
from bot.conversations.models import ReceiptRecord
from bot.conversations.privacy import mask
from bot.turns import AnswerStatus, Reply, UserTurn

CARE = "utter_self_harm"
"""The rule of a turn whose words speak of a life in danger."""
MAX_STORED_CHARS = 1000
"""Of a text that is too long to answer, this much is kept as evidence."""
CUT_CHARS = 100
"""A number or address that is cut in two may not be recognised; none is longer."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Evidence of one turn, enough to explain it and to replay it."""

    turn: UserTurn
    """What came in."""
    reply: Reply
    """What went out."""
    cleaned: str
    """The text after cleaning."""
    degraded: bool
    """True where the knowledge answered without the assistant."""
    latency_ms: dict[str, float]
    """Milliseconds per step, in order."""
    at: datetime
    """When, in UTC."""


def kept_text(text: str) -> str:
    """A text as it may be kept: personal numbers masked, no longer than evidence needs."""
    looked_at = MAX_STORED_CHARS + CUT_CHARS
    masked = mask(text[:looked_at].replace("\x00", ""))
    return (masked[:-CUT_CHARS] if len(text) > looked_at else masked)[:MAX_STORED_CHARS]


@dataclass(frozen=True, slots=True)
class UnansweredQuestion:
    """A question for which nothing was found."""

    question: str
    """As asked last, personal numbers masked."""
    times: int
    """How often it was asked in the same words."""
    last_at: datetime


def unanswered_questions(
    session: Session, since: datetime, limit: int | None = None
) -> Sequence[UnansweredQuestion]:
    """What was asked and found no answer, the most asked first."""
    times, last = func.count(), func.max(ReceiptRecord.at)
    asked = (
        select(func.max(ReceiptRecord.question), times, last)
        .where(ReceiptRecord.status == AnswerStatus.UNANSWERED_NO_MATCH, ReceiptRecord.at >= since)
        .group_by(ReceiptRecord.cleaned)
        .order_by(times.desc(), last.desc())
        .limit(limit)
    )
    return [UnansweredQuestion(*row) for row in session.execute(asked)]


def receipt_row(receipt: Receipt) -> Row:
    """The row to write for a turn. What was refused for its number leaves no text behind."""
    turn, reply = receipt.turn, receipt.reply
    refused = reply.status is AnswerStatus.REFUSED_RATE
    return ReceiptRecord, {
        "turn_id": reply.turn_id,
        "at": receipt.at,
        "conversation_id": turn.conversation_id,
        "channel": str(turn.channel),
        "language": reply.language,
        "question": "" if refused else kept_text(turn.text),
        "cleaned": kept_text(receipt.cleaned),
        "choice": turn.choice,
        "as_of": turn.as_of.isoformat() if turn.as_of else None,
        "jurisdiction": turn.jurisdiction,
        "status": reply.status.value,
        "rule": reply.rule,
        "entry_id": reply.entry_id,
        "version": reply.version,
        "confidence": reply.confidence,
        "candidates": reply.candidates,
        "degraded": receipt.degraded,
        "latency_ms": receipt.latency_ms,
    }
