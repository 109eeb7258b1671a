"""What was right by the account of citizens and staff: questions to learn from."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge_base.editorial.actors import Actor, Role
from knowledge_base.editorial.operator import entry_of
from knowledge_base.editorial.records import audit, given
from knowledge_base.models import AuditRecord

FEEDBACK = "feedback"
"""Act of the audit records that hold a correction by the staff."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """A question, and the entry that a citizen chose or a member of staff named for it."""

    question: str
    entry_id: str


def correct(session: Session, actor: Actor, question: str, entry_id: str) -> None:
    """Keep on record which entry answers a question; `learn` studies it.

    Args:
        session: a unit of work.
        actor: an editor of the entry's department.
        question: as it was asked, without anything personal.
        entry_id: the entry.

    Raises:
        UnknownEntry: no such entry.
        NotAllowed: not an editor, or of another department.
        MissingReason: no question.
    """
    entry = entry_of(session, entry_id)
    actor.require(Role.EDITOR, entry.organisation_code)
    audit(session, actor.name, FEEDBACK, entry_id, question=given(question))


def read_feedback(session: Session) -> list[Feedback]:
    """The corrections by the staff; of several for one question the last."""
    records = session.scalars(
        select(AuditRecord).where(AuditRecord.act == FEEDBACK).order_by(AuditRecord.pk)
    )
    last = {r.detail["question"]: r.subject.removeprefix("entry:") for r in records}
    return [Feedback(question, entry_id) for question, entry_id in last.items()]
