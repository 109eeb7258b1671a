"""The two logs every act writes in its own transaction: for auditors and for the indexes."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from knowledge_base.errors import MissingReason
from knowledge_base.models import AuditRecord, IndexChange


def audit(session: Session, actor: str, act: str, entry_id: str, **detail: Any) -> None:
    """Put one act on record.

    Args:
        session: the unit of work of the act itself.
        actor: who did it.
        act: what, one word.
        entry_id: on which entry.
        detail: version number, reason and whatever else explains it; JSON values only.
    """
    session.add(AuditRecord(actor=actor, act=act, subject=f"entry:{entry_id}", detail=detail))


def answerable_changed(session: Session, entry_id: str) -> None:
    """Tell every index that what this entry may answer has changed."""
    session.add(IndexChange(entry_id=entry_id))


def given(reason: str | None) -> str:
    """The reason, trimmed.

    Raises:
        MissingReason: there is none.
    """
    if not reason or not reason.strip():
        raise MissingReason("请写明理由")
    return reason.strip()
