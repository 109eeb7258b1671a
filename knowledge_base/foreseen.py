"""Entries as they would answer if they were published now, for those who look ahead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge_base.drafts import EntryDraft, entry_id
from knowledge_base.models import CONTENT, EntryVersion, Organisation
from knowledge_base.published import CitedSource, PublishedEntry, snapshot


def from_versions(session: Session, versions: Sequence[EntryVersion]) -> list[PublishedEntry]:
    """Versions that are not published yet."""
    names = {o.code: (o.name, o.phone) for o in session.scalars(select(Organisation))}
    return [
        replace(
            snapshot(version.entry, version, names),
            jurisdiction=version.stated["jurisdiction"],
            language=version.stated["language"],
        )
        for version in versions
    ]


def from_draft(draft: EntryDraft) -> PublishedEntry:
    """A draft that is not saved yet. Its organisation's name and telephone are left out."""
    return PublishedEntry(
        id=draft.id,
        version=0,
        translation_of=draft.translation_of and entry_id(draft.translation_of),
        translation_stale=False,
        organisation=None,
        organisation_phone=None,
        superseded_by=draft.superseded_by and entry_id(draft.superseded_by),
        sources=tuple(
            CitedSource(
                kind=cited.kind,
                title=cited.title,
                document_number=cited.document_number,
                article=cited.article,
                issuer=cited.issuer,
                url=cited.url,
                effective_from=cited.effective_from,
                effective_until=cited.effective_until,
            )
            for cited in draft.sources
        ),
        **{name: getattr(draft, name) for name in (*CONTENT, "language", "jurisdiction")},
    )
