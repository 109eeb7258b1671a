"""The evidence of each turn: enough to explain any answer and to ask the same again."""

from __future__ import annotations

from dataclasses import asdict

from bot.conversations.journal import Row
from bot.conversations.models import ReceiptRecord
from bot.conversations.privacy import mask
from bot.turns import Receipt

MAX_STORED_CHARS = 1000
"""Of a text that is too long to answer, this much is kept as evidence."""


def receipt_row(receipt: Receipt) -> Row:
    """The row to write for a turn, with personal numbers masked."""
    turn, reply = receipt.turn, receipt.reply
    return ReceiptRecord, {
        "turn_id": reply.turn_id,
        "at": receipt.at,
        "conversation_id": turn.conversation_id,
        "channel": turn.channel.value,
        "language": reply.language,
        "question": mask(turn.text[:MAX_STORED_CHARS]),
        "cleaned": mask(receipt.cleaned[:MAX_STORED_CHARS]),
        "choice": turn.choice,
        "as_of": turn.as_of.isoformat() if turn.as_of else None,
        "jurisdiction": turn.jurisdiction,
        "status": reply.status.value,
        "rule": reply.rule,
        "entry_id": reply.entry_id,
        "version": reply.version,
        "confidence": reply.confidence,
        "candidates": [asdict(candidate) for candidate in reply.candidates],
        "degraded": receipt.degraded,
        "latency_ms": receipt.latency_ms,
    }
