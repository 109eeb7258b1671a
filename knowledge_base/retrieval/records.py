"""A published entry as bytes, for the index to keep beside its tokens."""

from __future__ import annotations

from datetime import date
from typing import Any

import orjson

from knowledge_base.models import Aspect, SourceKind
from knowledge_base.published import CitedSource, PublishedEntry

_TUPLES = (
    "similar_questions",
    "negative_questions",
    "keywords",
    "audience",
    "life_stages",
)


def pack(entry: PublishedEntry) -> bytes:
    """The entry as bytes."""
    return orjson.dumps(entry)


def unpack(data: bytes) -> PublishedEntry:
    """The entry that `pack` was given."""
    fields: dict[str, Any] = orjson.loads(data)
    for name in _TUPLES:
        fields[name] = tuple(fields[name])
    fields["links"] = tuple((label, url) for label, url in fields["links"])
    fields["aspect"] = Aspect(fields["aspect"])
    fields["valid_from"] = _day(fields["valid_from"])
    fields["valid_until"] = _day(fields["valid_until"])
    fields["sources"] = tuple(_source(source) for source in fields["sources"])
    return PublishedEntry(**fields)


def _source(fields: dict[str, Any]) -> CitedSource:
    return CitedSource(
        **fields
        | {
            "kind": SourceKind(fields["kind"]),
            "effective_from": _day(fields["effective_from"]),
            "effective_until": _day(fields["effective_until"]),
        }
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
