"""The three reviews and the secrecy check (三审、保密审查), from draft to published.

    draft → submit → first → second → final + secrecy (either order) → publish

Nobody reviews what they wrote, and nobody gives two opinions on one version. A rejected version
stays on record; what the author changes is a new version and starts again.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from knowledge_base import published
from knowledge_base.collisions import CollisionIndex, collisions_of
from knowledge_base.editorial.actors import ROLE_OF_STAGE, Actor, Role
from knowledge_base.editorial.bulk import Editor
from knowledge_base.editorial.emergency import withdraw
from knowledge_base.editorial.gating import OVERRULE, Gate, overruled
from knowledge_base.editorial.records import audit, given
from knowledge_base.editorial.stages import (
    IN_REVIEW,
    claim,
    due_stages,
    is_emergency,
    rejection_of,
    require_status,
    status_for,
    stored,
)
from knowledge_base.editorial.wording import STAGES, stages, version_name
from knowledge_base.errors import (
    AlreadyExpired,
    OpenCollision,
    ReviewConflict,
    SameReviewer,
    WrongStage,
)
from knowledge_base.models import EntryStatus, EntryVersion, Review, ReviewStage


def submit(
    session: Session,
    actor: Actor,
    entry_id: str,
    number: int,
    note: str | None = None,
    collisions: CollisionIndex | None = None,
) -> EntryVersion:
    """Hand a draft in for its first review.

    Args:
        session: a unit of work.
        actor: an editor of the entry's department.
        entry_id: the entry.
        number: its latest version.
        note: needed where another entry has the very same question: why both should stand.
        collisions: a kept index, as in `Editor`.

    Raises:
        NotAllowed: not an editor, or of another department.
        WrongStage: not a draft, not the latest version, or rejected before.
        OpenCollision: the same question stands elsewhere and no note says why.
    """
    index = collisions or collisions_of(session)
    index.follow(session)
    return hand_in(session, actor, entry_id, number, note, index)


def hand_in(
    session: Session,
    actor: Actor,
    entry_id: str,
    number: int,
    note: str | None,
    index: CollisionIndex,
) -> EntryVersion:
    """`submit` with an index that has just followed the session; for many in a row."""
    version = _for(session, actor, Role.EDITOR, entry_id, number)
    require_status(version, EntryStatus.DRAFT)
    if version.entry.latest is not version:
        raise WrongStage(f"{version_name(entry_id, number)}不是最新版")
    if rejection := rejection_of(version):
        raise WrongStage(
            f"{version_name(entry_id, number)}已被{rejection.reviewer}退回："
            f"{rejection.comment}。请修改后另存新版"
        )
    same = [c.other_id for c in index.of_entry(entry_id) if c.score == 100]
    if same and not (note and note.strip()):
        raise OpenCollision(
            f"条目 {entry_id} 与 {'、'.join(same)} 问的是同一个问题：请合并、按辖区分开、"
            "在问题里写清区别，或者说明为什么两条都要保留"
        )
    version.status = EntryStatus.FIRST_REVIEW
    audit(session, actor.name, "submit", entry_id, number=number, note=note, collides_with=same)
    session.flush()
    return version


def approve(
    session: Session,
    actor: Actor,
    entry_id: str,
    number: int,
    stage: ReviewStage,
    comment: str | None = None,
) -> EntryVersion:
    """Give one review's consent; the version moves on to the next.

    Raises:
        NotAllowed: not a reviewer of this stage, or of another department.
        SameReviewer: the author, or one who has reviewed this version before.
        ReviewConflict: somebody else gave this review first.
        WrongStage: the version does not wait for this review.
    """
    version = _in_review(session, actor, entry_id, number, stage)
    _give(session, actor, version, stage, approved=True, comment=comment)
    if version.status is not EntryStatus.PUBLISHED:
        version.status = status_for(version)
    audit(session, actor.name, "approve", entry_id, number=number, stage=stage, comment=comment)
    session.flush()
    return version


def reject(
    session: Session, actor: Actor, entry_id: str, number: int, stage: ReviewStage, reason: str
) -> EntryVersion:
    """Send a version back to its author; one that was published in an emergency is withdrawn.

    Raises:
        MissingReason: no reason given.
        NotAllowed, SameReviewer, ReviewConflict, WrongStage: as for `approve`.
    """
    reason = given(reason)
    version = _in_review(session, actor, entry_id, number, stage)
    _give(session, actor, version, stage, approved=False, comment=reason)
    if version.status is EntryStatus.PUBLISHED:
        withdraw(session, actor.name, version, reason)
    version.status = EntryStatus.DRAFT
    audit(session, actor.name, "reject", entry_id, number=number, stage=stage, reason=reason)
    session.flush()
    return version


def publish(
    session: Session,
    actor: Actor,
    entry_id: str,
    number: int,
    note: str | None = None,
    gate: Gate | None = None,
    today: date | None = None,
    despite: str | None = None,
) -> EntryVersion:
    """Let a fully reviewed version answer from now on.

    Args:
        session: a unit of work.
        actor: a publisher of the entry's department.
        entry_id: the entry.
        number: the version.
        note: a remark to keep.
        gate: asked last; nothing is asked where None.
        today: the present day in China where None.
        despite: why it is published even where the gate refuses; the audit log keeps both.

    Raises:
        NotAllowed: not a publisher, or of another department.
        WrongStage: reviews are missing, or a newer version answers.
        AlreadyExpired: its last day has passed.
        GateRefused: the gate says no, and no reason says why it should be published all the same.
        MissingReason: that reason is blank.
    """
    day = today or published.today()
    despite = despite if despite is None else given(despite)
    against: tuple[str, ...] = ()
    if gate is not None:
        # Asked before the version is held: an exam takes seconds, and others want to write.
        version = stored(session, entry_id, number)
        require_publishable(actor, version, day)
        against = overruled(gate(session, version), despite)
    version = claim(session, entry_id, number)
    require_publishable(actor, version, day)
    editor = Editor(session, actor.name)
    editor.publish([(entry_id, number)], note or "审查通过", act="publish")
    editor.finish()
    if against:
        detail = {"number": number, "reason": despite, "said": against}
        audit(session, actor.name, OVERRULE, entry_id, **detail)
    return version


def require_publishable(actor: Actor, version: EntryVersion, day: date) -> None:
    """Raise what `publish` raises, apart from what a gate says."""
    name = version_name(version.entry_id, version.number)
    actor.require(Role.PUBLISHER, version.entry.organisation_code, version.stated["organisation"])
    require_status(version, EntryStatus.FINAL_REVIEW)
    if due := due_stages(version):
        raise WrongStage(f"{name}还没有通过：{stages(due)}")
    if version.number < (version.entry.published_number or 0):
        raise WrongStage(f"条目 {version.entry_id} 已发布更新的版本；要恢复旧版请用回退")
    if version.valid_until and version.valid_until < day:
        raise AlreadyExpired(f"{name}有效期到{version.valid_until}，已失效")


def _for(session: Session, actor: Actor, role: Role, entry_id: str, number: int) -> EntryVersion:
    """The version, held, if the actor may act on it for both its old and its new department."""
    version = claim(session, entry_id, number)
    actor.require(role, version.entry.organisation_code, version.stated["organisation"])
    return version


def _in_review(
    session: Session, actor: Actor, entry_id: str, number: int, stage: ReviewStage
) -> EntryVersion:
    version = _for(session, actor, ROLE_OF_STAGE[stage], entry_id, number)
    given_by = {review.stage: review.reviewer for review in version.reviews}
    if stage in given_by and given_by[stage] != actor.name:
        raise ReviewConflict(
            f"{version_name(entry_id, number)}的{STAGES[stage]}已由{given_by[stage]}完成"
        )
    if not is_emergency(version):
        require_status(version, *IN_REVIEW)
    if actor.name == version.author:
        raise SameReviewer(f"{actor.name}是这一版的作者，不能审查")
    if actor.name in given_by.values():
        raise SameReviewer(f"{actor.name}已经审查过这一版")
    if stage not in due_stages(version):
        due = stages(due_stages(version)) or "发布"
        raise WrongStage(f"{version_name(entry_id, number)}现在等待{due}，不是{STAGES[stage]}")
    return version


def _give(
    session: Session,
    actor: Actor,
    version: EntryVersion,
    stage: ReviewStage,
    *,
    approved: bool,
    comment: str | None,
) -> None:
    version.reviews.append(
        Review(stage=stage, reviewer=actor.name, approved=approved, comment=comment)
    )
    session.flush()
