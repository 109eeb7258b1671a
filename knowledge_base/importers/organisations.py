"""Who governs what, from `organisations.json`; and what importers may know of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge_base.importers.base import ImportContext, Outcome
from knowledge_base.importers.errors import UnreadableFile
from knowledge_base.models import Jurisdiction, Level, Organisation, ServicePoint

ORGANISATIONS = "organisations.json"
"""Name of the file that lists places and bodies."""
ORGANISATION_FIELDS = ("name", "name_en", "phone", "address", "hours")
LONGEST_CODE = 32
POINT_FIELDS = ("name", "name_en", "address", "hours", "phone", "visits")

Row = dict[str, Any]


def load_organisations(session: Session, path: Path) -> Counter[Outcome]:
    """Make or update every jurisdiction, organisation and service point of a file.

    Args:
        session: a unit of work.
        path: `{"jurisdictions": [{code, name, name_en, level, parent}], "organisations": [{code,
            name, name_en, jurisdiction, phone, address, hours}], "service_points": [{code,
            organisation, name, name_en, address, hours, phone, agent_services, visits}]}`; the
            last may be missing.

    Returns:
        How many rows were new, changed and unchanged.

    Raises:
        UnreadableFile: no such JSON, or a place whose parent is not in the file, or a code
            longer than `LONGEST_CODE`.
    """
    try:
        content = orjson.loads(path.read_bytes())
        places = list(_parents_first(content["jurisdictions"]))
        bodies = content["organisations"]
        points = content.get("service_points", [])
    except (OSError, orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise UnreadableFile(f"机构文件 {path.name} 无法读取：{error}") from error
    _check_codes(path, [*places, *bodies, *points])
    outcomes: Counter[Outcome] = Counter()
    kinds = (
        (Jurisdiction, places, _jurisdiction),
        (Organisation, bodies, _organisation),
        (ServicePoint, points, _service_point),
    )
    for model, rows, columns in kinds:
        for row in rows:
            outcomes[_put(session, model, row["code"], columns(row))] += 1
        session.flush()
    return outcomes


def _jurisdiction(place: Row) -> Row:
    return {
        "name": place["name"],
        "name_en": place.get("name_en"),
        "level": Level(place["level"]),
        "parent_code": place.get("parent"),
    }


def _organisation(body: Row) -> Row:
    values = {name: body.get(name) for name in ORGANISATION_FIELDS}
    return {**values, "jurisdiction_code": body["jurisdiction"]}


def _service_point(point: Row) -> Row:
    return {
        **{name: point.get(name) for name in POINT_FIELDS},
        "organisation_code": point["organisation"],
        "agent_services": list(point.get("agent_services") or ()),
    }


def _check_codes(path: Path, rows: list[Row]) -> None:
    for row in rows:
        if len(row["code"]) > LONGEST_CODE:
            raise UnreadableFile(f"{path.name}：代码超过{LONGEST_CODE}个字符：{row['code']}")


def _put(session: Session, model: Any, code: str, values: Row) -> Outcome:
    row = session.get(model, code)
    if row is None:
        session.add(model(code=code, **values))
        return Outcome.NEW
    differing = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in differing.items():
        setattr(row, name, value)
    return Outcome.CHANGED if differing else Outcome.UNCHANGED


def _parents_first(places: list[Row]) -> Iterator[Row]:
    waiting = {place["code"]: place for place in places}
    while waiting:
        ready = [p for p in waiting.values() if p.get("parent") not in waiting]
        if not ready:
            raise UnreadableFile("辖区之间互为上级")
        for place in ready:
            yield waiting.pop(place["code"])


def import_context(session: Session) -> ImportContext:
    """What importers may know of the district: its places and bodies.

    Raises:
        UnreadableFile: no organisations are loaded yet.
    """
    places = list(session.scalars(select(Jurisdiction).order_by(Jurisdiction.code)))
    district = next((p for p in places if p.parent_code is None), None)
    if district is None:
        raise UnreadableFile("还没有机构和辖区，请先导入 organisations.json")
    bodies = list(session.scalars(select(Organisation)))
    return ImportContext(
        jurisdictions={place.code: place.name for place in places},
        organisations={b.name: b.code for b in bodies} | {b.code: b.code for b in bodies},
        organisation_names={b.code: b.name for b in bodies},
        organisation_places={b.code: b.jurisdiction_code for b in bodies},
        default_jurisdiction=district.code,
    )
