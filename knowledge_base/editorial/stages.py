"""Where a version stands in review, and taking hold of it so that only one person moves it."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from knowledge_base.editorial.operator import entry_of
from knowledge_base.editorial.wording import STATUSES, version_name
from knowledge_base.errors import ReviewConflict, UnknownVersion, WrongStage
from knowledge_base.models import EntryStatus, EntryVersion, Review, ReviewStage

IN_ORDER = (ReviewStage.FIRST, ReviewStage.SECOND)
"""Given one after the other; the last two may come in either order."""
LAST = (ReviewStage.FINAL, ReviewStage.SECRECY)
IN_REVIEW = (EntryStatus.FIRST_REVIEW, EntryStatus.SECOND_REVIEW, EntryStatus.FINAL_REVIEW)
_STATUS = {
    ReviewStage.FIRST: EntryStatus.FIRST_REVIEW,
    ReviewStage.SECOND: EntryStatus.SECOND_REVIEW,
}


def due_stages(version: EntryVersion) -> tuple[ReviewStage, ...]:
    """The reviews that can be given now; none when all have been.

    A copy of a version that was published before (rollback) needs the last two only: its wording
    has been through the others, but whether it still holds must be said anew.
    """
    approved = {review.stage for review in version.reviews if review.approved}
    if not version.stated.get("restored_from"):
        for stage in IN_ORDER:
            if stage not in approved:
                return (stage,)
    return tuple(stage for stage in LAST if stage not in approved)


def status_for(version: EntryVersion) -> EntryStatus:
    """The status that says which review a version waits for."""
    due = due_stages(version)
    return _STATUS.get(due[0], EntryStatus.FINAL_REVIEW) if due else EntryStatus.FINAL_REVIEW


def is_emergency(version: EntryVersion) -> bool:
    """Whether it was published before review and has not been through it yet."""
    return (
        version.status is EntryStatus.PUBLISHED
        and any(review.stage is ReviewStage.EMERGENCY for review in version.reviews)
        and bool(due_stages(version))
    )


def rejection_of(version: EntryVersion) -> Review | None:
    """The opinion that sent it back, if one did."""
    return next((review for review in version.reviews if not review.approved), None)


def claim(session: Session, entry_id: str, number: int) -> EntryVersion:
    """Take hold of a version until the unit of work ends, and read it as it is now.

    Two who act on one version at the same time come one after the other: the write below waits
    for the first to commit (a row lock on PostgreSQL, the write lock on SQLite), and the second
    then sees what the first did.

    Raises:
        UnknownEntry: no such entry.
        UnknownVersion: no such version.
        ReviewConflict: the database stayed busy with somebody else's act.
    """
    here = (EntryVersion.entry_id == entry_id) & (EntryVersion.number == number)
    hold = update(EntryVersion).where(here).values(status=EntryVersion.status)
    try:
        session.execute(hold, execution_options={"synchronize_session": False})
    except OperationalError as error:
        raise ReviewConflict(f"有人正在处理条目 {entry_id}，请稍后再试") from error
    version = stored(session, entry_id, number)
    session.refresh(version, ["reviews"])
    return version


def stored(session: Session, entry_id: str, number: int) -> EntryVersion:
    """A version as the database has it now, not held.

    Raises:
        UnknownEntry: no such entry.
        UnknownVersion: the entry has no such version.
    """
    entry_of(session, entry_id)
    version = session.scalar(
        select(EntryVersion)
        .where(EntryVersion.entry_id == entry_id, EntryVersion.number == number)
        .execution_options(populate_existing=True)
    )
    if version is None:
        raise UnknownVersion(f"没有{version_name(entry_id, number)}")
    return version


def require_status(version: EntryVersion, *allowed: EntryStatus) -> None:
    """Raise WrongStage unless the version has one of these statuses."""
    if version.status not in allowed:
        raise WrongStage(
            f"{version_name(version.entry_id, version.number)}：{STATUSES[version.status]}，"
            f"只有在这些状态下才能这样做：{'、'.join(STATUSES[s] for s in allowed)}"
        )
