"""Addresses of citizens, kept sealed while there is a reason to write to them.

Reasons: news subscribed to, an application or a message (留言) not yet answered, a person at the
desk. Without one, nothing is kept.

Rules: 个人信息保护法第六条 (the least that is needed), 第十九条 (no longer than needed).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from sqlalchemy import ColumnElement, delete, exists, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from casework.errors import SealError
from casework.models import (
    Application,
    CitizenMessage,
    Handoff,
    KeptAddress,
    MessageState,
    Subscription,
)
from casework.seals import Seal
from casework.storing import insert_once
from knowledge_base.database import utc_now

GRACE = timedelta(days=30)
"""What ended a reason may still have to be told, where the citizen has to write first."""

logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a citizen is written to, and what they know already."""

    route: str
    """Which account writes there."""
    address: str = field(repr=False)
    """In clear."""
    told_seq: int
    """The conversation's event up to which everything has been told."""


def concerns(session: Session, conversation_id: str) -> bool:
    """Whether an address of the conversation is kept, or would have to be."""
    kept = exists().where(KeptAddress.conversation_id == conversation_id)
    return bool(session.scalar(select(or_(kept, _reasons(conversation_id)))))


def keep_address(
    session: Session, seal: Seal, conversation_id: str, route: str, address: str, told_seq: int
) -> bool:
    """Keep an address where there is a reason to, and drop it where there is none.

    Args:
        session: the unit of work.
        seal: seals the address.
        conversation_id: of the citizen, who has just written.
        route: which account writes there.
        address: in clear.
        told_seq: what the citizen knows by now, where the address is new.

    Returns:
        Whether it is kept now.
    """
    kept = session.get(KeptAddress, conversation_id)
    wanted = bool(session.scalar(select(_reasons(conversation_id))))
    if not wanted:
        if kept is not None:
            session.delete(kept)
    elif kept is None:
        sealed = seal.close(address, _place(conversation_id))
        new = {"route": route, "sealed": sealed, "told_seq": told_seq, "at": utc_now()}
        insert_once(session, KeptAddress, conversation_id=conversation_id, **new)
    else:
        kept.at = utc_now()
    return wanted


def find_address(session: Session, seal: Seal, conversation_id: str) -> Address | None:
    """The address of a conversation, where one is kept and can be opened."""
    kept = session.get(KeptAddress, conversation_id)
    if kept is None:
        return None
    try:
        address = seal.open(kept.sealed, _place(conversation_id))
    except SealError:  # the secret was changed and the former one not given
        logger.error("address.not_opened", conversation=conversation_id)
        return None
    return Address(kept.route, address, kept.told_seq)


def claim(session: Session, conversation_id: str, told_seq: int, new: int) -> bool:
    """Mark as told; False where another process did, or the citizen has left meanwhile."""
    mine = update(KeptAddress).where(
        KeptAddress.conversation_id == conversation_id, KeptAddress.told_seq == told_seq
    )
    claimed = session.execute(mine.values(told_seq=new).returning(KeptAddress.conversation_id))
    return claimed.first() is not None


def forget_unneeded(session: Session, at: datetime) -> int:
    """Delete the addresses of those who have long not written and wait for nothing; how many."""
    long_ago = KeptAddress.at < at - GRACE
    theirs = delete(KeptAddress).where(long_ago, ~_reasons(KeptAddress.conversation_id))
    return len(session.execute(theirs.returning(KeptAddress.conversation_id)).all())


def _reasons(conversation_id: str | InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Whether anything may still have to be told in a conversation."""
    return or_(
        exists().where(Subscription.conversation_id == conversation_id),
        exists().where(
            Application.conversation_id == conversation_id, Application.concluded_on.is_(None)
        ),
        exists().where(
            CitizenMessage.conversation_id == conversation_id,
            CitizenMessage.state == MessageState.OPEN,
        ),
        exists().where(Handoff.open_conversation == conversation_id),
    )


def _place(conversation_id: str) -> str:
    return f"address:{conversation_id}"
