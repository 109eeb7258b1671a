"""Disclosure catalogs: their fields, their items, and the entries about one item."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from knowledge_base.database import Database
from knowledge_base.models import Aspect, CatalogItem, Entry, EntryVersion

FIELD_CODE_CHARS = 8


@dataclass(frozen=True, slots=True)
class Field:
    """A field (领域) of disclosure."""

    code: str
    """Made from its name: fits into a choice."""
    name: str


@dataclass(frozen=True, slots=True)
class Item:
    """A catalog item with the entries published about it."""

    id: str
    on_request: bool
    """依申请公开: given out to who applies for it."""
    entries: dict[Aspect, str]
    """Id of the Chinese entry about each aspect."""


@dataclass(frozen=True, slots=True)
class CatalogQuestion:
    """An entry by which one gets at an item."""

    id: str
    question: str


class Catalogs:
    """The catalogs of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def item_of(self, entry_id: str) -> Item | None:
        """The item an entry was made from; None for all other entries."""
        with self._database.read() as session:
            key = session.scalar(select(Entry.key).where(Entry.id == entry_id))
            if key is None or not key.startswith("catalog:"):
                return None
            item_key = key.rpartition(":")[0]
            here = (CatalogItem.key == item_key) & CatalogItem.retired.is_(False)
            row = session.execute(
                select(CatalogItem.id, CatalogItem.on_request).where(here)
            ).one_or_none()
            if row is None:
                return None
            keys = {f"{item_key}:{aspect}": aspect for aspect in Aspect}
            published = Entry.published_number.is_not(None)
            found = session.execute(
                select(Entry.key, Entry.id).where(Entry.key.in_(keys), published)
            )
            return Item(row.id, row.on_request, {keys[e.key]: e.id for e in found})

    def fields(self) -> tuple[Field, ...]:
        """Every field with an item, the largest first."""
        count = func.count(CatalogItem.id)
        query = (
            select(CatalogItem.field)
            .where(CatalogItem.retired.is_(False))
            .group_by(CatalogItem.field)
            .order_by(count.desc(), CatalogItem.field)
        )
        with self._database.read() as session:
            return tuple(Field(field_code(name), name) for name in session.scalars(query))

    def in_field(self, code: str) -> tuple[CatalogQuestion, ...]:
        """How to get at each item of a field: where it can be read."""
        name = next((field.name for field in self.fields() if field.code == code), None)
        with self._database.read() as session:
            rows = session.execute(
                select(Entry.id, EntryVersion.question)
                .join(EntryVersion, _published_version())
                .join(CatalogItem, Entry.key == CatalogItem.key + ":channel")
                .where(CatalogItem.field == name, CatalogItem.retired.is_(False))
                .order_by(CatalogItem.row)
            )
            return tuple(CatalogQuestion(row.id, row.question) for row in rows)


def _published_version() -> ColumnElement[bool]:
    return (EntryVersion.entry_id == Entry.id) & (EntryVersion.number == Entry.published_number)


def field_code(name: str) -> str:
    """A field's name as letters and digits."""
    return hashlib.blake2b(name.encode(), digest_size=FIELD_CODE_CHARS // 2).hexdigest()
