"""What citizens showed to be right: the choices they took and the answers they rated well.

Nothing is written for it: receipts and ratings are the evidence, and who has their conversation
deleted takes their part out of it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from bot.choices import RatingReason
from bot.conversations.models import Rating, ReceiptRecord
from bot.turns import AnswerStatus
from knowledge_base.feedback import Feedback

CHOSEN = "chosen"
"""Rule of a receipt whose entry the citizen named (`actions.findings.chosen`)."""
LEANING = ", about "
"""In the rule of one whose question was read together with what was spoken of before."""
GOOD, BAD = 4, 2
"""Grades from which on, and up to which, an answer counts as right or wrong (好差评)."""
MAX_OF_ONE = 5
"""Pairs taken from one conversation: nobody teaches the service alone."""

Pair = tuple[str, str]
"""A question as it was asked, cleaned, and the id of an entry."""


def shown_right(session: Session) -> list[Feedback]:
    """Questions with the entry that citizens showed to be right.

    Where different entries were shown for one question, the one that most conversations showed
    counts; where that is undecided, none does.

    Args:
        session: where receipts and ratings are.
    """
    wrong = set(_rated_beside(session))
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    of_one: Counter[str] = Counter()
    seen: set[tuple[str, Pair]] = set()
    for conversation, pair in (*_choices(session), *_rated_well(session)):
        if pair in wrong or (conversation, pair) in seen or of_one[conversation] >= MAX_OF_ONE:
            continue
        seen.add((conversation, pair))
        of_one[conversation] += 1
        votes[pair[0]][pair[1]] += 1
    return [
        Feedback(question, entry_id)
        for question, counted in votes.items()
        if (entry_id := _decided(counted)) is not None
    ]


def _decided(counted: Counter[str]) -> str | None:
    (first, most), *rest = counted.most_common(2)
    return None if rest and rest[0][1] == most else first


def _choices(session: Session) -> Iterator[tuple[str, Pair]]:
    """(conversation, pair) of each choice that was taken from those offered for a question."""
    receipts = session.execute(
        select(
            ReceiptRecord.conversation_id,
            ReceiptRecord.status,
            ReceiptRecord.rule,
            ReceiptRecord.cleaned,
            ReceiptRecord.entry_id,
            ReceiptRecord.candidates,
        )
        .where(ReceiptRecord.conversation_id.is_not(None))
        .order_by(ReceiptRecord.conversation_id, ReceiptRecord.at)
        .execution_options(yield_per=1000)
    )
    asked: Row[tuple[str | None, str, str, str, str | None, list[dict[str, object]]]] | None = None
    for receipt in receipts:
        same = asked is not None and asked.conversation_id == receipt.conversation_id
        if receipt.rule == CHOSEN and receipt.entry_id and same and asked is not None:
            if receipt.entry_id in {candidate["entry_id"] for candidate in asked.candidates}:
                yield str(receipt.conversation_id), (asked.cleaned, receipt.entry_id)
        if receipt.status == AnswerStatus.CLARIFY and LEANING not in receipt.rule:
            asked = receipt
        elif receipt.rule != CHOSEN:  # whoever looks at one choice may take another after it
            asked = None


def _rated_well(session: Session) -> Iterator[tuple[str, Pair]]:
    """(conversation, pair) of each answer given at once and found good."""
    rated = _rated(session, Rating.grade >= GOOD)
    for conversation, rule, pair in rated:
        if rule != CHOSEN and LEANING not in rule:
            yield conversation, pair


def _rated_beside(session: Session) -> Iterator[Pair]:
    """Pairs that somebody found to be beside the question (答非所问)."""
    for _, _, pair in _rated(session, Rating.grade <= BAD, Rating.reason == RatingReason.BESIDE):
        yield pair


def _rated(session: Session, *which: object) -> Iterator[tuple[str, str, Pair]]:
    rows = session.execute(
        select(
            # what was left behind at a machine in a hall has no conversation any more
            func.coalesce(ReceiptRecord.conversation_id, ReceiptRecord.turn_id),
            ReceiptRecord.rule,
            ReceiptRecord.cleaned,
            ReceiptRecord.entry_id,
        )
        .join(Rating, Rating.turn_id == ReceiptRecord.turn_id)
        .where(ReceiptRecord.entry_id.is_not(None), *which)  # type: ignore[arg-type]
        .order_by(ReceiptRecord.at)
    )
    for conversation, rule, cleaned, entry_id in rows:
        if cleaned and entry_id:
            yield conversation, rule, (cleaned, entry_id)
