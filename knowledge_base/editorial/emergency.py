"""Emergency publishing (应急发布): speak first, be reviewed within days, all of it on record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge_base import published
from knowledge_base.database import utc_now
from knowledge_base.editorial.actors import Actor, Role
from knowledge_base.editorial.bulk import Editor
from knowledge_base.editorial.records import answerable_changed, given
from knowledge_base.editorial.stages import claim, due_stages, is_emergency, require_status
from knowledge_base.editorial.wording import version_name
from knowledge_base.errors import AlreadyExpired, SameReviewer, WrongStage
from knowledge_base.models import EntryStatus, EntryVersion, Review, ReviewStage

REVIEW_WITHIN = timedelta(days=3)
"""How soon the reviews that were skipped must follow (assumed; no rule sets it)."""


@dataclass(frozen=True, slots=True)
class EmergencyDuty:
    """Reviews still owed to a version that answers already."""

    entry_id: str
    number: int
    published_by: str
    reason: str
    since: datetime
    stages: tuple[ReviewStage, ...]
    """The reviews that can be given now."""
    overdue: bool


def emergency_publish(
    session: Session,
    actor: Actor,
    entry_id: str,
    number: int,
    reason: str,
    today: date | None = None,
) -> EntryVersion:
    """Let a version answer before its reviews; they become a duty (`emergency_duties`).

    Two people are needed even now: the author cannot publish their own words.

    Raises:
        MissingReason: no reason given.
        NotAllowed: no emergency role, or of another department.
        SameReviewer: the actor wrote it.
        WrongStage: published or retired already, rejected, or older than what answers.
        AlreadyExpired: its last day has passed.
    """
    reason = given(reason)
    version = claim(session, entry_id, number)
    _require_publishable(actor, version, today or published.today())
    version.reviews.append(
        Review(stage=ReviewStage.EMERGENCY, reviewer=actor.name, approved=True, comment=reason)
    )
    editor = Editor(session, actor.name)
    editor.publish([(entry_id, number)], reason, act="emergency")
    editor.finish()
    return version


def _require_publishable(actor: Actor, version: EntryVersion, day: date) -> None:
    name = version_name(version.entry_id, version.number)
    actor.require(Role.EMERGENCY, version.entry.organisation_code, version.stated["organisation"])
    require_status(
        version,
        EntryStatus.DRAFT,
        EntryStatus.FIRST_REVIEW,
        EntryStatus.SECOND_REVIEW,
        EntryStatus.FINAL_REVIEW,
    )
    if version.number < (version.entry.published_number or 0) or any(
        not review.approved for review in version.reviews
    ):
        raise WrongStage(f"{name}曾被退回，或者已有更新的版本发布")
    if actor.name == version.author:
        raise SameReviewer(f"{actor.name}是这一版的作者，须由另一人发布")
    if version.valid_until and version.valid_until < day:
        raise AlreadyExpired(f"{name}有效期到{version.valid_until}，已失效")


def emergency_duties(session: Session, now: datetime | None = None) -> tuple[EmergencyDuty, ...]:
    """Versions that answer without their reviews, the longest waiting first.

    Args:
        session: where to read.
        now: the moment to judge lateness by; the present where None.
    """
    now = now or utc_now()
    shortcuts = session.execute(
        select(EntryVersion, Review)
        .join(Review, Review.version_pk == EntryVersion.pk)
        .where(Review.stage == ReviewStage.EMERGENCY, EntryVersion.status == EntryStatus.PUBLISHED)
        .order_by(Review.at)
    )
    return tuple(
        EmergencyDuty(
            entry_id=version.entry_id,
            number=version.number,
            published_by=review.reviewer,
            reason=review.comment or "",
            since=review.at,
            stages=due_stages(version),
            overdue=now - review.at > REVIEW_WITHIN,
        )
        for version, review in shortcuts
        if is_emergency(version)
    )


def withdraw(session: Session, actor: str, version: EntryVersion, reason: str) -> None:
    """Take back a version that failed its later review; what answered before answers again."""
    before = session.scalar(
        select(EntryVersion.number)
        .where(
            EntryVersion.entry_id == version.entry_id,
            EntryVersion.status == EntryStatus.SUPERSEDED,
        )
        .order_by(EntryVersion.number.desc())
        .limit(1)
    )
    if before is None:
        version.entry.published_number = None
        answerable_changed(session, version.entry_id)
        return
    editor = Editor(session, actor)
    editor.publish([(version.entry_id, before)], reason, act="withdraw")
    editor.finish()
