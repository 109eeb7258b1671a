"""Single acts of importers and the operator: named, on record, and without reviews."""

from __future__ import annotations

from sqlalchemy.orm import Session

from knowledge_base.drafts import EntryDraft
from knowledge_base.editorial.bulk import Editor, Saved
from knowledge_base.editorial.wording import version_name
from knowledge_base.errors import UnknownEntry, WrongStage
from knowledge_base.models import Entry


def save_draft(session: Session, draft: EntryDraft, actor: str, note: str | None = None) -> Saved:
    """Keep a draft as the entry's next version in DRAFT, unless it is the latest already.

    For one entry at a time; an importer uses `Editor`, which is ten times as fast and lets
    entries name each other in any order.

    Args:
        session: a unit of work.
        draft: the content.
        actor: its author.
        note: why, for the history.

    Returns:
        The entry's id, the version, whether it is new, changed or unchanged, and the entries
        whose questions it collides with.

    Raises:
        InvalidDraft: content that can never be a version.
        UnknownOrganisation: the organisation does not exist.
        UnknownJurisdiction: the jurisdiction does not exist.
        UnknownEntry: the entry it translates, or its successor, does not exist.
    """
    editor = Editor(session, actor)
    (saved,) = editor.save([draft], note)
    _finish(editor)
    return saved


def publish_reviewed(session: Session, entry_id: str, number: int, actor: str, reason: str) -> None:
    """Publish content that was reviewed elsewhere, or sample content, on the operator's word.

    Expired content may be published so: it is how people learn that a policy has ended.

    Raises:
        MissingReason: no reason given.
        UnknownEntry: no such entry, or its successor does not exist.
        UnknownVersion: no such version.
        WrongStage: this version answers already.
    """
    editor = Editor(session, actor)
    if not editor.publish([(entry_id, number)], reason):
        raise WrongStage(f"{version_name(entry_id, number)}已经发布")
    _finish(editor)


def retire(session: Session, entry_id: str, actor: str, reason: str) -> None:
    """Take an entry and its translations out of answering for good.

    Raises:
        MissingReason: no reason given.
        UnknownEntry: no such entry.
        WrongStage: it is retired already.
    """
    editor = Editor(session, actor)
    if not editor.retire([entry_id], reason):
        raise WrongStage(f"条目 {entry_id} 已经下线")
    _finish(editor)


def _finish(editor: Editor) -> None:
    if unresolved := editor.finish():
        keys = "、".join(link.key for link in unresolved)
        raise UnknownEntry(f"没有条目 {keys}")


def entry_of(session: Session, entry_id: str) -> Entry:
    """The entry with this id.

    Raises:
        UnknownEntry: there is none.
    """
    entry = session.get(Entry, entry_id)
    if entry is None:
        raise UnknownEntry(f"没有条目 {entry_id}")
    return entry
