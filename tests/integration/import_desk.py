"""A district to import into, and builders for the files it gets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from openpyxl import Workbook
from sqlalchemy import select

from knowledge_base.database import Base, Database
from knowledge_base.editorial import draft_of
from knowledge_base.importers.base import Draft, ImportContext, ImportReport, Problem
from knowledge_base.importers.drafts import CatalogItemDraft
from knowledge_base.importers.organisations import import_context, load_organisations
from knowledge_base.importers.reading import read_file
from knowledge_base.importers.runner import import_paths
from knowledge_base.models import Entry, EntryStatus
from tests.support.stores import sqlite_in

AWKWARD = Path(__file__).resolve().parent.parent / "fixtures" / "awkward"
PLACES: dict[str, Any] = {
    "jurisdictions": [
        {"code": "sf-ch", "name": "城河街道", "level": "street", "parent": "sf"},
        {"code": "sf", "name": "示范区", "level": "district", "parent": None},
    ],
    "organisations": [
        {"code": "mzj", "name": "示范区民政局", "jurisdiction": "sf"},
        {"code": "gafj", "name": "示范区公安分局", "jurisdiction": "sf"},
        {"code": "chjd", "name": "城河街道办事处", "jurisdiction": "sf-ch"},
    ],
}
TITLE = "示范区社会救助领域基层政务公开标准目录"
TWO_ROWS = (
    (
        "序号",
        "公开事项",
        "",
        "公开内容\n（要素）",
        "公开依据",
        "公开时限",
        "公开主体",
        "公开渠道和载体",
        "公开对象",
        "",
        "公开方式",
        "",
        "公开层级",
        "",
    ),
    (
        "",
        "一级事项",
        "二级事项",
        "",
        "",
        "",
        "",
        "",
        "全社会",
        "特定群体",
        "主动",
        "依申请公开",
        "县级",
        "乡级",
    ),
)
TWO_ROW_MERGES = (
    "B2:C2",
    "I2:J2",
    "K2:L2",
    "M2:N2",
    "A2:A3",
    "D2:D3",
    "E2:E3",
    "F2:F3",
    "G2:G3",
    "H2:H3",
)


def item(
    number: int,
    level_one: str = "最低生活保障",
    level_two: str = "低保政策",
    content: str = "政策文件",
    limit: str = "自该信息形成之日起20个工作日内",
    body: str = "示范区民政局",
) -> tuple[str, ...]:
    """A row of the national layout."""
    channels = "■政府网站 □政府公报"
    return (
        *(str(number), level_one, level_two, content, "社会救助暂行办法", limit, body, channels),
        *("√", "", "√", "", "√", "√"),
    )


def workbook(
    path: Path, rows: Iterable[Sequence[object]], merges: Iterable[str] = (), sheet: str = "目录"
) -> Path:
    """Write rows, then merge."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append([None if value == "" else value for value in row])
    for merge in merges:
        page.merge_cells(merge)
    book.save(path)
    return path


def catalog(path: Path, items: Iterable[Sequence[object]], merges: Iterable[str] = ()) -> Path:
    """A workbook in the national layout."""
    return workbook(path, [(TITLE,), *TWO_ROWS, *items], ["A1:N1", *TWO_ROW_MERGES, *merges])


def jsonl(path: Path, *records: dict[str, object]) -> Path:
    """A file of questions and answers."""
    path.write_bytes(b"".join(orjson.dumps(record) + b"\n" for record in records))
    return path


@dataclass(frozen=True)
class ImportDesk:
    """A database with organisations, and what tests keep doing with it."""

    database: Database
    folder: Path

    @property
    def context(self) -> ImportContext:
        """What importers may know."""
        with self.database.read() as session:
            return import_context(session)

    def read(self, path: Path) -> tuple[list[Draft], list[Problem]]:
        """Drafts and problems of one file."""
        result = read_file(path, self.context)
        return result.drafts, result.problems

    def items(self, path: Path) -> list[CatalogItemDraft]:
        """The catalog items of a file that has no problems."""
        drafts, problems = self.read(path)
        assert problems == []
        return [draft for draft in drafts if isinstance(draft, CatalogItemDraft)]

    def run(
        self, *paths: Path, dry_run: bool = False, publish: bool = False, retire: bool = False
    ) -> ImportReport:
        """Import."""
        return import_paths(
            self.database,
            paths,
            actor="tester",
            dry_run=dry_run,
            publish_reason="在原系统审过" if publish else None,
            retire=retire,
        )

    def stored(self) -> dict[str, tuple[str, EntryStatus, int | None]]:
        """Answer, status and published number of each entry's latest version, by key."""
        with self.database.read() as session:
            return {
                e.key: (e.latest.answer, e.latest.status, e.published_number)
                for e in session.scalars(select(Entry))
            }

    def drafts(self) -> dict[str, object]:
        """Every entry's latest version as a draft, by key."""
        with self.database.read() as session:
            return {e.key: draft_of(e, e.latest) for e in session.scalars(select(Entry))}


def open_desk(folder: Path, url: str | None = None) -> ImportDesk:
    """A new database (a file in the folder where no URL is given), two places, three bodies."""
    database = Database(url or sqlite_in(folder))
    Base.metadata.create_all(database.engine)
    places = folder / "organisations.json"
    places.write_bytes(orjson.dumps(PLACES))
    with database.begin() as session:
        load_organisations(session, places)
    return ImportDesk(database, folder)
