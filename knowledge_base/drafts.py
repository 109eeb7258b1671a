"""What importers and editors write: the content of an entry before it has a version."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, replace
from datetime import date

import orjson

from knowledge_base.models import Aspect, SourceKind


def entry_id(key: str) -> str:
    """The entry's id for an import key: the same key is always the same entry."""
    return "e" + hashlib.blake2b(key.encode(), digest_size=6).hexdigest()


def source_id(kind: SourceKind, title: str, document_number: str | None) -> str:
    """The source's id: the same document is one source, whoever cites it."""
    text = f"{kind}|{document_number or ''}|{title}"
    return "s" + hashlib.blake2b(text.encode(), digest_size=6).hexdigest()


ENGLISH = "#en"
"""Stands behind the key of an entry in the key of its English one."""


@dataclass(frozen=True, slots=True)
class SourceDraft:
    """A source as an importer found it."""

    kind: SourceKind
    title: str
    document_number: str | None = None
    article: str | None = None
    issuer: str | None = None
    url: str | None = None
    issued_on: date | None = None
    effective_from: date | None = None
    effective_until: date | None = None


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """One question and its answer, as somebody wrote or generated it."""

    key: str
    """What makes it the same entry next time: file and row, or catalog row and aspect."""
    question: str
    answer: str
    jurisdiction: str
    organisation: str | None = None
    language: str = "zh"
    translation_of: str | None = None
    """Key of the entry it translates."""
    superseded_by: str | None = None
    """Key of the entry that took its place."""
    similar_questions: tuple[str, ...] = ()
    negative_questions: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    short_answer: str | None = None
    spoken_answer: str | None = None
    links: tuple[tuple[str, str], ...] = ()
    topic: str | None = None
    field: str | None = None
    aspect: Aspect = Aspect.GENERAL
    audience: tuple[str, ...] = ()
    life_stages: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    sources: tuple[SourceDraft, ...] = ()

    @property
    def id(self) -> str:
        """The entry's id."""
        return entry_id(self.key)

    @property
    def content_hash(self) -> str:
        """Equal for equal content: importing the same again changes nothing."""
        content = asdict(replace(self, key=""))
        return hashlib.blake2b(
            orjson.dumps(content, option=orjson.OPT_SORT_KEYS), digest_size=32
        ).hexdigest()
