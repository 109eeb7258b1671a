"""Between a draft and the version it becomes, without loss in either direction."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import TypeAdapter

from knowledge_base.drafts import EntryDraft, SourceDraft, source_id
from knowledge_base.models import Entry, EntryStatus, EntryVersion, VersionSource


@cache
def _sources() -> TypeAdapter[tuple[SourceDraft, ...]]:
    return TypeAdapter(tuple[SourceDraft, ...])


def version_of(draft: EntryDraft, number: int, author: str, note: str | None) -> EntryVersion:
    """A new version in DRAFT holding everything the draft says.

    Its sources are cited by id; the caller sees to it that the rows exist.
    """
    return EntryVersion(
        entry_id=draft.id,
        number=number,
        status=EntryStatus.DRAFT,
        content_hash=draft.content_hash,
        stated=_stated(draft),
        author=author,
        note=note,
        sources=[
            VersionSource(
                source_id=source_id(cited.kind, cited.title, cited.document_number),
                article=cited.article,
                position=position,
            )
            for position, cited in enumerate(draft.sources)
        ],
        **EntryVersion.columns(draft),
    )


def _stated(draft: EntryDraft) -> dict[str, Any]:
    return {
        "organisation": draft.organisation,
        "jurisdiction": draft.jurisdiction,
        "language": draft.language,
        "translation_of": draft.translation_of,
        "superseded_by": draft.superseded_by,
        "sources": _sources().dump_python(draft.sources, mode="json"),
    }


def stated_sources(version: EntryVersion) -> tuple[SourceDraft, ...]:
    """The sources as the version's author gave them."""
    return _sources().validate_python(version.stated["sources"])


def draft_of(entry: Entry, version: EntryVersion) -> EntryDraft:
    """The draft a version was made from: saving it again changes nothing."""
    stated = version.stated
    return EntryDraft(
        key=entry.key,
        jurisdiction=stated["jurisdiction"],
        organisation=stated["organisation"],
        language=stated["language"],
        translation_of=stated["translation_of"],
        superseded_by=stated["superseded_by"],
        sources=stated_sources(version),
        **version.content(),
    )
