"""Rows of sources: made when a draft cites them, given their facts when it is published.

A draft that nobody reviewed must not change what published entries cite. So saving only sees to
it that the row exists; title and number are its identity, everything else waits for publishing.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge_base.drafts import SourceDraft, source_id
from knowledge_base.editorial.contents import stated_sources
from knowledge_base.models import EntryVersion, Source

FACTS = ("issuer", "url", "issued_on", "effective_from", "effective_until")
"""What a source says beyond its identity."""


class SourceRows:
    """The sources met in one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._rows: dict[str, Source] = {}
        self.touched: set[str] = set()
        """Ids of the sources whose facts changed."""

    def cite(self, drafts: Iterable[SourceDraft]) -> None:
        """See to it that a row exists for each source."""
        wanted = {source_id(d.kind, d.title, d.document_number): d for d in drafts}
        missing = wanted.keys() - self._rows.keys()
        if not missing:
            return
        found = self._session.scalars(select(Source).where(Source.id.in_(missing)))
        self._rows.update({row.id: row for row in found})
        for identifier in missing - self._rows.keys():
            draft = wanted[identifier]
            row = Source(
                id=identifier,
                kind=draft.kind,
                title=draft.title,
                document_number=draft.document_number,
            )
            self._session.add(row)
            self._rows[identifier] = row

    def put(self, draft: SourceDraft) -> str:
        """Make or complete the row; what the draft does not know is left as it is."""
        self.cite([draft])
        identifier = source_id(draft.kind, draft.title, draft.document_number)
        row = self._rows[identifier]
        for fact in FACTS:
            value = getattr(draft, fact)
            if value is not None and getattr(row, fact) != value:
                setattr(row, fact, value)
                self.touched.add(identifier)
        return identifier

    def put_stated(self, version: EntryVersion) -> None:
        """Put the facts of a version's sources in force."""
        for draft in stated_sources(version):
            self.put(draft)
