"""Structured rows as importers found them: they become a table's row and its entries."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from dataclasses import field as made_with
from datetime import date
from typing import Any

import orjson

from knowledge_base.drafts import EntryDraft, SourceDraft
from knowledge_base.models import Aspect


def row_id(prefix: str, key: str) -> str:
    """Id of a structured row: the same key is always the same row."""
    return prefix + hashlib.blake2b(key.encode(), digest_size=6).hexdigest()


def digest(content: Any) -> str:
    """Equal for equal content."""
    return hashlib.blake2b(
        orjson.dumps(content, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS),
        digest_size=32,
    ).hexdigest()


@dataclass(frozen=True, slots=True)
class EditedEntry(EntryDraft):
    """An entry as it comes back from an export.

    It still belongs to the file it was first made from: leaving it out of the edited copy, which
    may be a part of the knowledge only, does not remove it.
    """


@dataclass(frozen=True, slots=True)
class CatalogItemDraft:
    """One row of a catalog of disclosure items."""

    key: str
    source: SourceDraft
    file: str
    sheet: str
    row: int
    """Where the row stood; moving it does not make it another row."""
    field: str
    level_one: str
    level_two: str
    level_three: str | None
    content: str
    basis: str
    time_limit: str
    time_limit_parsed: dict[str, Any]
    body: str
    channels: tuple[str, ...]
    audience: str
    on_request: bool
    levels: tuple[str, ...]
    life_stages: tuple[str, ...]
    jurisdiction: str
    organisation: str | None
    place: str
    """Name of the jurisdiction, for the wording of questions."""
    is_local: bool
    """Of a street or community rather than the whole district."""

    @property
    def id(self) -> str:
        """The row's id."""
        return row_id("c", self.key)


@dataclass(frozen=True, slots=True)
class MaterialDraft:
    """One thing to bring, in the words of the guide."""

    code: str
    name: str
    form: str | None = None
    copies: int = 1
    required: bool = True
    origin: str | None = None
    review_points: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class SituationDraft:
    """A leaf of the situation tree."""

    code: str
    name: str
    material_codes: tuple[str, ...]
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class GuideDraft:
    """One service guide."""

    key: str
    source: SourceDraft
    name: str
    aliases: tuple[str, ...]
    field: str | None
    topic: str
    organisation: str | None
    organisation_name: str
    jurisdiction: str
    facts: dict[str, Any]
    questions: tuple[dict[str, Any], ...]
    materials: tuple[MaterialDraft, ...]
    situations: tuple[SituationDraft, ...]
    wordings: dict[Aspect, tuple[str, ...]] = made_with(default_factory=dict)
    """问法: how people ask about each aspect."""
    spoken: dict[Aspect, str] = made_with(default_factory=dict)
    """语音: the answer for the ear, per aspect."""
    english: dict[str, Any] = made_with(default_factory=dict)
    """{name, answers: {aspect: text}, questions: {aspect: [text]}}."""

    @property
    def subject(self) -> str:
        """What is done, for sentences that say 办理 themselves: 残疾人证办理 → 残疾人证."""
        return self.name.removesuffix("办理") or self.name

    @property
    def id(self) -> str:
        """The guide's id."""
        return row_id("g", self.key)

    @property
    def content_hash(self) -> str:
        """Equal for equal content."""
        return digest(asdict(self))


@dataclass(frozen=True, slots=True)
class PolicyDraft:
    """A policy document or, with a relation 解读, an interpretation of one."""

    key: str
    source: SourceDraft
    title: str
    jurisdiction: str
    organisation: str | None
    body: str
    index_number: str | None = None
    document_number: str | None = None
    issuer: str | None = None
    subject: str | None = None
    written_on: date | None = None
    published_on: date | None = None
    effective_from: date | None = None
    effective_until: date | None = None
    validity: str = "有效"
    relations: tuple[dict[str, Any], ...] = ()
    conditions: tuple[dict[str, Any], ...] = ()
    benefits: dict[str, Any] = made_with(default_factory=dict)
    wordings: dict[str, tuple[str, ...]] = made_with(default_factory=dict)
    """问法: how people ask, by the name of the entry (general, amount …)."""
    entries: tuple[EntryDraft, ...] = ()
    """Questions and answers that the text itself asks."""

    @property
    def id(self) -> str:
        """The document's id."""
        return row_id("p", self.key)

    @property
    def content_hash(self) -> str:
        """Equal for equal content."""
        return digest(asdict(self))
