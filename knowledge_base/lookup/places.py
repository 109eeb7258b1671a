"""Streets and communities, and where to go in them (家门口)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge_base.database import Database
from knowledge_base.models import Jurisdiction, Level, Organisation, ServicePoint
from knowledge_base.text import clean

_SUFFIXES = (
    "街道办事处",
    "街道",
    "社区居民委员会",
    "社区居委会",
    "居委会",
    "社区",
    "镇",
    "乡",
    "村",
)
_LONG_NAME = 4
"""Characters of a name from which on one may be mistyped."""
_SUFFIXES_EN = (" subdistrict", " community", " street", " town", " village")


@dataclass(frozen=True, slots=True)
class Place:
    """The district, a street or a community."""

    code: str
    name: str
    name_en: str
    level: Level


@dataclass(frozen=True, slots=True)
class Point:
    """Somewhere near home where things are done (便民服务站)."""

    name: str
    name_en: str
    address: str
    hours: str | None
    phone: str | None
    organisation: str
    """Name of the body that runs it: guides name their stations so."""
    agent_services: tuple[str, ...]
    """Topics of what its agents (代办员) do for people."""
    visits: str | None
    """Who is visited at home, such as people over 80."""


class Places:
    """The places of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def streets(self) -> tuple[Place, ...]:
        """Every street, by code."""
        with self._database.read() as session:
            here = Jurisdiction.level == Level.STREET
            rows = session.scalars(select(Jurisdiction).where(here).order_by(Jurisdiction.code))
            return tuple(_place(row) for row in rows)

    def place(self, code: str) -> Place | None:
        """One place by its code."""
        with self._database.read() as session:
            row = session.get(Jurisdiction, code)
            return _place(row) if row else None

    def named(self, text: str) -> tuple[Place, ...]:
        """The places a text names: communities before the streets they belong to.

        Returns:
            One where it is clear; several where the words fit several; none where they fit none.
        """
        said = clean(text)
        with self._database.read() as session:
            rows = [r for r in session.scalars(select(Jurisdiction)) if r.parent_code is not None]
        found = {row.code: row for row in rows if any(name in said for name in _names(row))}
        found = found or {row.code: row for row in rows if _mistyped(_names(row), said)}
        above = {row.parent_code for row in found.values()}
        return tuple(_place(row) for code, row in sorted(found.items()) if code not in above)

    def points(self, code: str) -> tuple[Point, ...]:
        """Where to go from a place, nearest first: its own points, then those above it."""
        with self._database.read() as session:
            return tuple(
                point for place in _upwards(session, code) for point in _points(session, place)
            )


def nearest(points: Sequence[Point], stations: Sequence[str]) -> Point | None:
    """The first of these points that belongs to one of these stations; any where none is named."""
    if not stations:
        return points[0] if points else None
    return next((point for point in points if point.organisation in stations), None)


def _mistyped(names: Iterable[str], said: str) -> bool:
    """Whether a text has one of these names with one character of it wrong: 翠圆社区."""
    return any(
        sum(one != other for one, other in zip(name, said[start:], strict=False)) == 1
        for name in names
        if len(name) >= _LONG_NAME
        for start in range(len(said) - len(name) + 1)
        if said[start:].startswith(name[-2:], len(name) - 2)
    )


def _place(row: Jurisdiction) -> Place:
    return Place(row.code, row.name, row.name_en or row.name, row.level)


def _names(row: Jurisdiction) -> Iterator[str]:
    yield from _short(clean(row.name), _SUFFIXES)
    if row.name_en:
        yield from _short(row.name_en.lower(), _SUFFIXES_EN)


def _short(name: str, suffixes: Sequence[str]) -> Iterator[str]:
    yield name
    for suffix in suffixes:
        short = name.removesuffix(suffix)
        if short != name and len(short) > 1:
            yield short


def _upwards(session: Session, code: str) -> Iterator[str]:
    here = session.get(Jurisdiction, code)
    while here is not None:
        yield here.code
        here = session.get(Jurisdiction, here.parent_code) if here.parent_code else None


def _points(session: Session, code: str) -> Iterator[Point]:
    query = (
        select(ServicePoint, Organisation.name)
        .join(Organisation, Organisation.code == ServicePoint.organisation_code)
        .where(Organisation.jurisdiction_code == code)
        .order_by(ServicePoint.code)
    )
    for point, organisation in session.execute(query):
        yield Point(
            name=point.name,
            name_en=point.name_en or point.name,
            address=point.address,
            hours=point.hours,
            phone=point.phone,
            organisation=organisation,
            agent_services=tuple(point.agent_services),
            visits=point.visits,
        )
