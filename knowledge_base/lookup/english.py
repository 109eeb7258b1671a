"""What a guide is called in English, and what its English entries say.

A guide's row is Chinese. Its English is in the entries published in English beside the Chinese
ones, each under the Chinese one's key with `#en` behind it, its question ending in the name.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge_base.drafts import ENGLISH
from knowledge_base.importers.generate_guide import ENGLISH_QUESTIONS
from knowledge_base.models import Aspect, Entry
from knowledge_base.models.entry import EntryVersion

_NAMING = (Aspect.GENERAL, Aspect.MATERIALS)
"""Aspects of which nearly every guide has an English entry."""


def english_names(session: Session, guide_keys: Iterable[str]) -> dict[str, str]:
    """English names by the guides' keys; one that has none is left out."""
    wanted = {f"{key}:{aspect}{ENGLISH}": key for key in guide_keys for aspect in _NAMING}
    published = (
        select(Entry.key, EntryVersion.question)
        .join(
            EntryVersion,
            (EntryVersion.entry_id == Entry.id) & (EntryVersion.number == Entry.published_number),
        )
        .where(Entry.key.in_(wanted))
    )
    named = ((wanted[key], _name(question)) for key, question in session.execute(published))
    return {key: name for key, name in named if name}


def english_answers(session: Session, guide_key: str) -> dict[Aspect, str]:
    """Ids of the published English entries of a guide, by aspect."""
    wanted = {f"{guide_key}:{aspect}{ENGLISH}": aspect for aspect in ENGLISH_QUESTIONS}
    published = select(Entry.key, Entry.id).where(
        Entry.key.in_(wanted),
        Entry.published_number.is_not(None),
        Entry.translation_stale.is_(False),
    )
    return {wanted[key]: entry_id for key, entry_id in session.execute(published)}


def _name(question: str) -> str | None:
    """The name that an English question ends in, unless an editor has worded it anew."""
    for worded in ENGLISH_QUESTIONS.values():
        before, after = worded.split("{}")
        if question.startswith(before) and question.endswith(after):
            return question.removeprefix(before).removesuffix(after)
    return None
