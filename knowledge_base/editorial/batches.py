"""Reviews for many versions at once: each is still checked, given and recorded by itself.

Nothing here is a shortcut: whoever wrote a version cannot review it, and nobody gives two of its
reviews, however many are on the list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from knowledge_base.collisions import collisions_of
from knowledge_base.editorial.actors import Actor
from knowledge_base.editorial.gating import GateResult
from knowledge_base.editorial.queue import Waiting, waiting
from knowledge_base.editorial.review import (
    approve,
    hand_in,
    publish,
    require_publishable,
)
from knowledge_base.editorial.stages import IN_REVIEW, stored
from knowledge_base.errors import EditorialError, ReviewConflict, UnknownRecord
from knowledge_base.models import EntryStatus, EntryVersion, ImportRun, ReviewStage
from knowledge_base.published import today


@dataclass(slots=True)
class BatchResult:
    """What came of one act on many versions."""

    done: list[tuple[str, int]] = field(default_factory=list)
    """(entry id, number) of each version it was done to."""
    refused: list[tuple[Waiting, str]] = field(default_factory=list)
    """Those that stay where they are, and why."""


def submit_all(
    session: Session, actor: Actor, chosen: Iterable[Waiting], note: str | None = None
) -> BatchResult:
    """Hand in every draft among the chosen; `note` as for `submit`, for each of them.

    Raises:
        ReviewConflict: somebody else holds the database; nothing is handed in.
    """
    drafts = [one for one in chosen if one.status is EntryStatus.DRAFT]
    index = collisions_of(session)
    index.follow(session)
    return _each(drafts, lambda one: hand_in(session, actor, one.entry_id, one.number, note, index))


def approve_all(
    session: Session,
    actor: Actor,
    chosen: Iterable[Waiting],
    stage: ReviewStage,
    comment: str | None = None,
) -> BatchResult:
    """Give one review's consent to every version among the chosen that waits for it.

    Raises:
        ReviewConflict: somebody else holds the database; no consent is given.
    """
    due = [one for one in chosen if stage in one.due]
    return _each(due, lambda one: approve(session, actor, one.entry_id, one.number, stage, comment))


BatchGate = Callable[[Session, Sequence[EntryVersion]], Mapping[str, tuple[str, ...]]]
"""Asked once for all versions of a batch, together: which entries must wait, and why."""


def publish_all(
    session: Session,
    actor: Actor,
    chosen: Iterable[Waiting],
    note: str | None = None,
    gate: BatchGate | None = None,
    despite: str | None = None,
) -> BatchResult:
    """Let every fully reviewed version among the chosen answer.

    `gate` and `despite` as for `publish`; the gate sees only what this actor may publish.

    Raises:
        ReviewConflict: somebody else holds the database; nothing is published.
    """
    ready = [one for one in chosen if one.status in IN_REVIEW and not one.due]
    versions = [version for one in ready if (version := _publishable(session, actor, one))]
    waits = gate(session, versions) if gate is not None and versions else {}

    def judged(_session: Session, version: EntryVersion) -> GateResult:
        return GateResult(version.entry_id not in waits, waits.get(version.entry_id, ()))

    return _each(
        ready,
        lambda one: publish(
            session, actor, one.entry_id, one.number, note, gate=judged, despite=despite
        ),
    )


def _publishable(session: Session, actor: Actor, one: Waiting) -> EntryVersion | None:
    version = stored(session, one.entry_id, one.number)
    try:
        require_publishable(actor, version, today())
    except EditorialError:
        return None
    return version


def waiting_from_import(
    session: Session, number: int | None = None, organisation_code: str | None = None
) -> list[Waiting]:
    """What waits, all of it or only what one import brought.

    Args:
        session: where to read.
        number: of the import, as its report says it; every origin where None.
        organisation_code: only this department's; every department's where None.

    Raises:
        UnknownRecord: no import has this number.
    """
    everything = waiting(session, organisation_code=organisation_code)
    if number is None:
        return list(everything)
    part_of = ImportRun.counts["import"].as_integer() == number
    runs = session.scalars(select(ImportRun).where(or_(ImportRun.pk == number, part_of))).all()
    if not runs:
        raise UnknownRecord(f"没有编号为{number}的导入")
    brought = {version for run in runs for version in run.counts.get("versions", {}).items()}
    return [one for one in everything if (one.entry_id, one.number) in brought]


def _each(chosen: Iterable[Waiting], act: Callable[[Waiting], object]) -> BatchResult:
    result = BatchResult()
    for one in chosen:
        try:
            act(one)
        except ReviewConflict:
            raise
        except EditorialError as error:  # refused before anything was written
            result.refused.append((one, str(error)))
        else:
            result.done.append((one.entry_id, one.number))
    return result
