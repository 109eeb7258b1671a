"""Ending what an entry says: dates take effect by themselves, nothing has to run.

Taking words away needs no review, adding words does: so validity may be shortened here, and is
extended by a new version that goes through review like any other.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge_base.editorial.actors import Actor, Role
from knowledge_base.editorial.bulk import Editor
from knowledge_base.editorial.contents import draft_of
from knowledge_base.editorial.operator import entry_of
from knowledge_base.editorial.records import answerable_changed, audit, given
from knowledge_base.editorial.stages import claim
from knowledge_base.errors import InvalidDraft, WrongStage
from knowledge_base.models import Entry


def end_validity(
    session: Session,
    actor: Actor,
    entry_id: str,
    last_day: date,
    reason: str,
    successor_id: str | None = None,
) -> None:
    """Let an entry and its translations answer until `last_day` and be 已失效 from the next.

    Args:
        session: a unit of work.
        actor: a publisher of the entry's department.
        entry_id: the published entry that ends.
        last_day: the last day on which it holds; may be past.
        reason: why, such as the document that repeals it.
        successor_id: the entry that takes its place, to be named from then on.

    Raises:
        MissingReason: no reason given.
        NotAllowed: not a publisher, or of another department.
        UnknownEntry: the entry or its successor does not exist.
        WrongStage: the entry is not published.
        InvalidDraft: it would hold longer than now, end before it began, or succeed itself.
    """
    reason = given(reason)
    entry = entry_of(session, entry_id)
    actor.require(Role.PUBLISHER, entry.organisation_code)
    if entry.published_number is None:
        raise WrongStage(f"条目 {entry_id} 没有发布")
    successor = entry_of(session, successor_id).key if successor_id else None
    act = "supersede" if successor_id else "validity"
    editor = Editor(session, actor.name)
    _shorten(session, editor, entry, last_day, successor, reason, act)
    translations = select(Entry).where(
        Entry.translation_of == entry_id, Entry.published_number.is_not(None)
    )
    for translation in session.scalars(translations).all():
        _shorten(session, editor, translation, last_day, None, reason, act)
    editor.finish()


def _shorten(
    session: Session,
    editor: Editor,
    entry: Entry,
    last_day: date,
    successor: str | None,
    reason: str,
    act: str,
) -> None:
    number = entry.published_number
    if number is None:
        raise WrongStage(f"条目 {entry.id} 没有发布")
    live = claim(session, entry.id, number)
    if live.valid_until and last_day > live.valid_until:
        raise InvalidDraft(f"条目 {entry.id} 有效期到{live.valid_until}；要延长请另存新版送审")
    draft = draft_of(entry, live)
    ended = replace(draft, valid_until=last_day, superseded_by=successor or draft.superseded_by)
    (saved,) = editor.save([ended], reason)
    editor.publish([(entry.id, saved.number)], reason, act=act)


def confirm_translation(session: Session, actor: Actor, entry_id: str, reason: str) -> None:
    """Say, after reading both, that a translation still says what the Chinese says.

    Raises:
        MissingReason: nothing said about what was compared.
        NotAllowed: not a first reviewer, or of another department.
        UnknownEntry: no such entry.
        WrongStage: it is not a translation marked as stale.
    """
    reason = given(reason)
    entry = entry_of(session, entry_id)
    actor.require(Role.FIRST_REVIEWER, entry.organisation_code)
    if not entry.translation_stale:
        raise WrongStage(f"条目 {entry_id} 没有标为待更新的译文")
    entry.translation_stale = False
    answerable_changed(session, entry_id)
    audit(session, actor.name, "confirm_translation", entry_id, reason=reason)
    session.flush()
