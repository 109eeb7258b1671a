"""How much knowledge there is, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Session

from knowledge_base import published
from knowledge_base.models import (
    CatalogItem,
    Entry,
    EntryVersion,
    Guide,
    Jurisdiction,
    Material,
    Organisation,
    Policy,
    Situation,
    Source,
)
from knowledge_base.published import PublishedEntry, load_published
from knowledge_base.thesaurus import THESAURUS_DIR, load_thesaurus

WELL_COVERED = 6
"""Similar questions from which on an entry is found however people put it."""


def statistics(
    session: Session, thesaurus: Path = THESAURUS_DIR, today: date | None = None
) -> dict[str, Any]:
    """Count everything, as JSON values.

    Args:
        session: where to read; objects loaded in it before are let go.
        thesaurus: directory of the spoken words' tables.
        today: the day validity is judged by; today in China where None.
    """
    return {
        "entries": _entries(session, today or published.today()),
        "catalogs": _catalogs(session),
        "guides": _guides(session),
        "policies": _policies(session, today or published.today()),
        "sources": _by(session, Source, Source.kind),
        "places": {
            "jurisdictions": _count(session, Jurisdiction),
            "organisations": _count(session, Organisation),
        },
        "thesaurus": _terms(thesaurus),
    }


def _entries(session: Session, day: date) -> dict[str, Any]:
    latest = (
        select(EntryVersion.entry_id, func.max(EntryVersion.number).label("number"))
        .group_by(EntryVersion.entry_id)
        .subquery()
    )
    by_status = session.execute(
        select(EntryVersion.status, func.count())
        .join(
            latest,
            (latest.c.entry_id == EntryVersion.entry_id) & (latest.c.number == EntryVersion.number),
        )
        .group_by(EntryVersion.status)
    )
    counted = _Answering(load_published(session), day)
    return {
        "all": _count(session, Entry),
        "versions": _count(session, EntryVersion),
        "by_status": {status.value: number for status, number in by_status},
    } | counted.as_json()


class _Answering:
    """Counts over the entries that answer, read once."""

    def __init__(self, entries: Iterable[PublishedEntry], day: date) -> None:
        self.facets: dict[str, Counter[str]] = {
            name: Counter() for name in ("by_language", "by_field", "by_kind", "by_aspect")
        }
        self.totals: Counter[str] = Counter()
        for entry in entries:
            self._count(entry, day)

    def _count(self, entry: PublishedEntry, day: date) -> None:
        self.facets["by_language"][entry.language] += 1
        self.facets["by_field"][entry.field or "-"] += 1
        self.facets["by_aspect"][entry.aspect.value] += 1
        self.facets["by_kind"][entry.sources[0].kind.value if entry.sources else "-"] += 1
        self.totals["published"] += 1
        self.totals["similar_questions"] += len(entry.similar_questions)
        self.totals["well_covered"] += len(entry.similar_questions) >= WELL_COVERED
        self.totals["short_answers"] += entry.short_answer is not None
        self.totals["spoken_answers"] += entry.spoken_answer is not None
        self.totals["expired"] += entry.valid_until is not None and entry.valid_until < day
        self.totals["superseded"] += entry.superseded_by is not None
        self.totals["stale_translations"] += entry.translation_stale

    def as_json(self) -> dict[str, Any]:
        ordered = {name: dict(counts.most_common()) for name, counts in self.facets.items()}
        return dict(self.totals) | ordered


def _catalogs(session: Session) -> dict[str, Any]:
    here = CatalogItem.retired.is_(False)
    return {
        "items": _count(session, CatalogItem, here),
        "by_field": _by(session, CatalogItem, CatalogItem.field, here),
    }


def _guides(session: Session) -> dict[str, Any]:
    here = Guide.retired.is_(False)
    situations = select(func.count(), func.count(Situation.guide_id.distinct())).join(
        Guide, Guide.id == Situation.guide_id
    )
    leaves, trees = session.execute(situations.where(here)).one()
    materials = select(func.count()).join(Guide, Guide.id == Material.guide_id).where(here)
    return {
        "guides": _count(session, Guide, here),
        "with_situations": trees,
        "situations": leaves,
        "materials": session.scalar(materials.select_from(Material)),
        "by_field": _by(session, Guide, Guide.field, here),
    }


def _policies(session: Session, day: date) -> dict[str, Any]:
    here = Policy.retired.is_(False)
    rows = session.execute(select(Policy.conditions, Policy.effective_until).where(here)).all()
    return {
        "policies": len(rows),
        "with_conditions": sum(bool(conditions) for conditions, _ in rows),
        "ended": sum(until is not None and until < day for _, until in rows),
        "by_validity": _by(session, Policy, Policy.validity, here),
    }


def _terms(directory: Path) -> dict[str, Any]:
    terms = load_thesaurus(directory).terms
    return {
        "pairs": len({(term.spoken, term.official) for term in terms}),
        "by_kind": dict(Counter(term.kind.value for term in terms).most_common()),
    }


def _count(session: Session, table: type[DeclarativeBase], *which: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(table).where(*which)) or 0


def _by(
    session: Session,
    table: type[DeclarativeBase],
    column: InstrumentedAttribute[Any],
    *which: ColumnElement[bool],
) -> dict[str, int]:
    rows = session.execute(
        select(column, func.count()).select_from(table).where(*which).group_by(column)
    )
    return {str(value or "-"): number for value, number in rows}
