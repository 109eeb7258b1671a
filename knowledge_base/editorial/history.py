"""An entry's past: what changed between versions, who did what, and the way back."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge_base.drafts import EntryDraft
from knowledge_base.editorial.actors import Actor, Role
from knowledge_base.editorial.contents import draft_of, version_of
from knowledge_base.editorial.operator import entry_of
from knowledge_base.editorial.records import audit, given
from knowledge_base.editorial.stages import claim
from knowledge_base.editorial.wording import version_name
from knowledge_base.errors import UnknownVersion, WrongStage
from knowledge_base.models import AuditRecord, Entry, EntryStatus, EntryVersion

LONGEST_BY_CHARACTER = 3_000
"""Characters of a text that is compared letter by letter; it takes time by the square."""
_SENTENCE = re.compile(r"[^。！？；\n]*[。！？；\n]|[^。！？；\n]+")
_WAS_LIVE = (EntryStatus.PUBLISHED, EntryStatus.SUPERSEDED)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that differs between two versions."""

    field: str
    before: str
    """As text, a list one item a line; empty where there was nothing."""
    after: str

    def marked(self) -> str:
        """Both in one text: what went in `[-…-]`, what came in `{+…+}`."""
        return marked(self.before, self.after)


def marked(before: str, after: str, context: int | None = None) -> str:
    """Two texts in one: what went in `[-…-]`, what came in `{+…+}`.

    Args:
        before: the old text.
        after: the new one.
        context: characters of unchanged text to keep beside each change; all of it where None.
    """
    parts = []
    old, new = _pieces(before, after)
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    changes = matcher.get_opcodes()
    for tag, a1, a2, b1, b2 in changes:
        went, came = "".join(old[a1:a2]), "".join(new[b1:b2])
        if tag == "equal":
            first, last = a1 == 0, a2 == len(old)
            parts.append(went if context is None else _shortened(went, context, first, last))
            continue
        parts.append(f"[-{went}-]" if went else "")
        parts.append(f"{{+{came}+}}" if came else "")
    return "".join(parts)


def _pieces(before: str, after: str) -> tuple[list[str], list[str]]:
    """What to compare: single characters, or sentences where that would take seconds."""
    if max(len(before), len(after)) <= LONGEST_BY_CHARACTER:
        return list(before), list(after)
    return _SENTENCE.findall(before), _SENTENCE.findall(after)


def _shortened(text: str, context: int, first: bool, last: bool) -> str:
    """Unchanged text as far as it helps to find the change beside it."""
    head, tail = 0 if first else context, 0 if last else context
    if len(text) <= head + tail + 1:
        return text
    return text[:head] + "…" + text[len(text) - tail :]


def diff(session: Session, entry_id: str, old: int, new: int) -> tuple[FieldChange, ...]:
    """What version `new` says otherwise than version `old`, field by field.

    Raises:
        UnknownEntry: no such entry.
        UnknownVersion: no such version.
    """
    entry = entry_of(session, entry_id)
    return compare(draft_of(entry, _version(entry, old)), draft_of(entry, _version(entry, new)))


def content(session: Session, entry_id: str, number: int) -> tuple[tuple[str, str], ...]:
    """All that a version says: name and text of each field that is not empty.

    Raises:
        UnknownEntry: no such entry.
        UnknownVersion: no such version.
    """
    entry = entry_of(session, entry_id)
    draft = draft_of(entry, _version(entry, number))
    texts = ((name, _text(getattr(draft, name))) for name in EntryDraft.__dataclass_fields__)
    return tuple((name, text) for name, text in texts if text)


def compare(old: EntryDraft, new: EntryDraft) -> tuple[FieldChange, ...]:
    """What one draft says otherwise than another, field by field."""
    names = [name for name in EntryDraft.__dataclass_fields__ if name != "key"]
    before, after = ({n: _text(getattr(d, n)) for n in names} for d in (old, new))
    return tuple(FieldChange(n, before[n], after[n]) for n in names if before[n] != after[n])


def rollback(
    session: Session, actor: Actor, entry_id: str, number: int, reason: str
) -> EntryVersion:
    """Write a new version with the content of an old one, ready for review.

    Versions are never changed, so going back is a step forward. A version that has answered
    before needs the final review and the secrecy check only, since its wording passed the others
    and only whether it holds today is open; any other starts as a draft.

    Raises:
        MissingReason: no reason given.
        NotAllowed: not an editor, or of another department.
        UnknownEntry, UnknownVersion: no such entry or version.
        WrongStage: the latest version says the same already.
    """
    reason = given(reason)
    old = claim(session, entry_id, number)
    entry = old.entry
    actor.require(Role.EDITOR, entry.organisation_code, old.stated["organisation"])
    if entry.latest.content_hash == old.content_hash:
        raise WrongStage(f"条目 {entry_id} 的最新版和第{number}版内容相同")
    note = f"恢复第{number}版：{reason}"
    copy = version_of(draft_of(entry, old), entry.latest.number + 1, actor.name, note)
    if old.status in _WAS_LIVE:
        copy.stated = {**copy.stated, "restored_from": number}
        copy.status = EntryStatus.FINAL_REVIEW
    session.add(copy)
    audit(
        session,
        actor.name,
        "rollback",
        entry_id,
        number=copy.number,
        copied=number,
        reason=reason,
    )
    session.flush()
    session.expire(entry, ["versions"])
    return copy


def log(session: Session, entry_id: str) -> Sequence[AuditRecord]:
    """Every act on an entry, in order.

    Raises:
        UnknownEntry: no such entry.
    """
    entry_of(session, entry_id)
    return session.scalars(
        select(AuditRecord)
        .where(AuditRecord.subject == f"entry:{entry_id}")
        .order_by(AuditRecord.pk)
    ).all()


def version_on(session: Session, entry_id: str, day: date) -> EntryVersion | None:
    """The newest version that has answered and was valid on this day; None if there is none.

    Raises:
        UnknownEntry: no such entry.
    """
    return next(
        (
            version
            for version in reversed(entry_of(session, entry_id).versions)
            if version.status in _WAS_LIVE
            and (version.valid_from is None or version.valid_from <= day)
            and (version.valid_until is None or day <= version.valid_until)
        ),
        None,
    )


def _version(entry: Entry, number: int) -> EntryVersion:
    try:
        return entry.version(number)
    except KeyError as error:
        raise UnknownVersion(f"没有{version_name(entry.id, number)}") from error


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "\n".join(_text(item) for item in value)
    if hasattr(value, "__dataclass_fields__"):
        facts = (getattr(value, name) for name in value.__dataclass_fields__)
        return " | ".join(_text(fact) for fact in facts)
    return str(value)
