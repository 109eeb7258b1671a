"""Published entries without a database."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from knowledge_base.models import Aspect
from knowledge_base.published import PublishedEntry

_BLANK = PublishedEntry(
    id="",
    version=1,
    language="zh",
    translation_of=None,
    translation_stale=False,
    jurisdiction="sf",
    organisation=None,
    organisation_phone=None,
    question="",
    similar_questions=(),
    negative_questions=(),
    keywords=(),
    answer="",
    short_answer=None,
    spoken_answer=None,
    links=(),
    topic=None,
    field=None,
    aspect=Aspect.GENERAL,
    audience=(),
    life_stages=(),
    valid_from=None,
    valid_until=None,
    superseded_by=None,
    sources=(),
)


def published_entry(entry_id: str, **fields: Any) -> PublishedEntry:
    """An entry that says nothing but what is given."""
    return replace(_BLANK, id=entry_id, **fields)
