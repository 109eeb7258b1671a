"""Catalogs of disclosure items (基层政务公开标准目录) from workbooks, documents and web pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from knowledge_base.drafts import SourceDraft
from knowledge_base.importers.base import Draft, ImportContext, Problem
from knowledge_base.importers.catalog_headers import Layout, find_layout
from knowledge_base.importers.catalog_rows import CatalogRow, RowFault, RowReader
from knowledge_base.importers.channels import box_meaning, parse_channels
from knowledge_base.importers.drafts import CatalogItemDraft, digest
from knowledge_base.importers.tables import Row, Table, holds_tables, peek, read_tables
from knowledge_base.importers.time_limits import parse_time_limit
from knowledge_base.models import SourceKind

FIELDS = (
    *(
        "城乡规划",
        "农村集体土地征收",
        "重大建设项目",
        "公共资源交易",
        "财政预决算",
        "安全生产",
        "救灾",
    ),
    *("国有土地上房屋征收与补偿", "保障性住房", "农村危房改造", "生态环境", "公共文化服务"),
    *("公共法律服务", "社会救助", "养老服务", "食品药品监管", "城市综合执法", "市政服务", "就业"),
    *("社会保险", "扶贫", "涉农补贴", "义务教育", "卫生健康", "户籍管理", "税收管理"),
)
"""The national fields (试点领域); a place may have others, which its titles name."""
TITLE = re.compile(r"目录|清单")
LONGEST_TITLE = 60
"""Characters; what is longer above a table is a note."""
FIELD_IN_TITLE = re.compile(
    r"(.+?)(?:领域)?(?:基层)?(?:政务|政府信息|主动|居务|村务)?公开(?:事项)?(?:标准)?(?:事项)?(?:目录|清单)"
)


class Catalogs:
    """Catalogs, recognised by the meaning of their headings."""

    name = "catalogs"

    def accepts(self, path: Path) -> bool:
        """Whether some table has a catalog's headings."""
        return holds_tables(path) and any(find_layout(t.rows)[0] for t in peek(path))

    def read(self, path: Path, context: ImportContext) -> Iterator[Draft | Problem]:
        """One draft per item, over all tables of the file."""
        previous: Layout | None = None
        for table in read_tables(path):
            layout, rows = find_layout(table.rows)
            if layout is None:
                first = next(rows, None)
                if first is None:
                    continue
                if previous is None or not _fits(previous, first):
                    reason = "没有找到目录的表头，本表未导入"
                    yield Problem(path.name, table.name, first.number, None, reason)
                    continue
                layout, rows = previous, _with(first, rows)
            previous = layout
            yield from _Sheet(path, table, layout, context).read(rows)


def _fits(layout: Layout, row: Row) -> bool:
    """Whether a table without a heading goes on where the last one ended (a page break)."""
    return len(row.cells) == layout.columns[-1].index + 1


def _with(first: Row, rows: Iterator[Row]) -> Iterator[Row]:
    yield first
    yield from rows


class _Sheet:
    """One table of a catalog and what its title says of every row."""

    def __init__(self, path: Path, table: Table, layout: Layout, context: ImportContext) -> None:
        self._file = path.name
        self._sheet = table.name
        self._layout = layout
        self._context = context
        self._title = _title(layout, table, path)
        self._jurisdiction = context.jurisdiction_in(f"{self._title} {table.name} {path.stem}")
        self._place = context.jurisdictions.get(self._jurisdiction, "")
        self._field = _field(self._title, table.name, self._place, context)
        self._boxes = box_meaning([*layout.before, *(c.heading for c in layout.columns)])

    def read(self, rows: Iterator[Row]) -> Iterator[Draft | Problem]:
        """Drafts of the rows; rows of the same name are told apart by their content."""
        reader = RowReader(self._layout)
        taken: list[CatalogRow] = []
        for row in rows:
            result = reader.read(row)
            if isinstance(result, CatalogRow):
                taken.append(result)
            elif isinstance(result, RowFault):
                yield self._problem(result.row, result.column, result.reason)
        names = Counter(row.name for row in taken)
        seen: dict[str, int] = {}
        for item in taken:
            draft = self._draft(item, alone=names[item.name] == 1)
            if first := seen.get(draft.key):
                yield self._problem(item.number, None, f"与第{first}行重复")
                continue
            seen[draft.key] = item.number
            yield draft

    def _problem(self, row: int, column: str | None, reason: str) -> Problem:
        return Problem(self._file, self._sheet, row, column, reason)

    def _draft(self, row: CatalogRow, *, alone: bool) -> CatalogItemDraft:
        field = row.field or self._field
        level_one = row.level_one or row.section or field
        level_two = row.level_two or field
        name = "/".join(filter(None, (level_one, level_two, row.level_three)))
        key = f"catalog:{self._title}:{name}"
        if not alone:
            key += f"#{digest(row.content)[:8]}"
        limit = "；".join(filter(None, (row.time_limit, row.retention and f"公开{row.retention}")))
        return CatalogItemDraft(
            key=key,
            source=SourceDraft(SourceKind.CATALOG, self._title, article=name),
            file=self._file,
            sheet=self._sheet,
            row=row.number,
            field=field,
            level_one=level_one,
            level_two=level_two,
            level_three=row.level_three,
            content=row.content,
            basis=row.basis,
            time_limit=limit,
            time_limit_parsed=parse_time_limit(limit).as_dict(),
            body=row.body,
            channels=tuple(
                dict.fromkeys((*parse_channels(row.channels, self._boxes), *row.ticked_channels))
            ),
            audience=row.audience,
            on_request=row.on_request,
            levels=row.levels,
            life_stages=row.life_stages,
            jurisdiction=self._jurisdiction,
            organisation=self._context.organisation(re.split(r"[、，,；;\n（(]", row.body)[0]),
            place=self._place,
            is_local=self._jurisdiction != self._context.default_jurisdiction,
        )


def _title(layout: Layout, table: Table, path: Path) -> str:
    named = [
        text
        for text in (*layout.before, table.caption)
        if TITLE.search(text) and len(text) <= LONGEST_TITLE
    ]
    if named:
        return re.sub(r"\s+", "", named[0])
    return re.sub(r"\s+", "", next((t for t in layout.before if 4 < len(t) < 60), "")) or (
        path.stem if table.name.startswith(("Sheet", "表", "工作表")) else table.name
    )


def _field(title: str, sheet: str, place: str, context: ImportContext) -> str:
    for text in (title, sheet):
        known = [field for field in FIELDS if field in text]
        if known:
            return max(known, key=len)
    match = FIELD_IN_TITLE.match(title)
    named = match[1] if match else sheet
    district = context.jurisdictions.get(context.default_jurisdiction, "")
    return named.removeprefix(district).removeprefix(place).removesuffix("领域") or "政务公开"
