"""What waits for somebody: drafts for their editors, versions for their reviewers."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from knowledge_base.editorial.stages import IN_REVIEW, due_stages
from knowledge_base.models import Entry, EntryStatus, EntryVersion, ReviewStage


@dataclass(frozen=True, slots=True)
class Waiting:
    """One version that is not published yet."""

    entry_id: str
    number: int
    question: str
    organisation_code: str | None
    status: EntryStatus
    due: tuple[ReviewStage, ...]
    """Reviews that can be given now; none where it waits for its editor or its publisher."""
    author: str
    since: datetime


def waiting(
    session: Session,
    statuses: Collection[EntryStatus] = (EntryStatus.DRAFT, *IN_REVIEW),
    organisation_code: str | None = None,
) -> Iterator[Waiting]:
    """The latest version of each entry that is still on its way, the oldest first.

    Args:
        session: where to read.
        statuses: only these.
        organisation_code: only this department's; every department's where None.
    """
    latest = (
        select(func.max(EntryVersion.number))
        .where(EntryVersion.entry_id == Entry.id)
        .correlate(Entry)
        .scalar_subquery()
    )
    rows = (
        select(EntryVersion, Entry.organisation_code)
        .join(Entry, Entry.id == EntryVersion.entry_id)
        .where(EntryVersion.status.in_(statuses), EntryVersion.number == latest)
        .options(selectinload(EntryVersion.reviews))
        .order_by(EntryVersion.pk)
    )
    if organisation_code is not None:
        rows = rows.where(Entry.organisation_code == organisation_code)
    for version, organisation in session.execute(rows):
        yield Waiting(
            version.entry_id,
            version.number,
            version.question,
            organisation,
            version.status,
            due_stages(version) if version.status in IN_REVIEW else (),
            version.author,
            version.created_at,
        )
