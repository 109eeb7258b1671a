"""Recognises a catalog's columns by what their headings mean, wherever they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from knowledge_base.importers.tables import PEEK_ROWS, Row

LEVEL = re.compile(r"^(?:省|市|县|区|旗|乡|镇|街道|村|社区|级|[/、])+(?:以下)?$")
MEANINGS: tuple[tuple[str, str], ...] = (
    (r"序号|编号", "number"),
    (r"一级(?:事项|目录|栏目|名称)?$|一级公开", "level_one"),
    (r"二级(?:事项|目录|栏目|名称)?$|二级公开", "level_two"),
    (r"三级(?:事项|目录|栏目|名称)?$|三级公开", "level_three"),
    (r"公开领域|试点领域|^领域", "field"),
    (r"生命周期|人生阶段|企业阶段|办事阶段|^阶段", "life_stages"),
    (r"公开时长|保留期限|公开期限$", "retention"),
    (r"时限|公开要求|公开时间|更新周期|时间要求", "time_limit"),
    (r"依据", "basis"),
    (r"内容|要素", "content"),
    (r"主体|责任单位|责任部门|责任科室|责任机构|公开部门|公开单位", "body"),
    (r"渠道|载体|公开平台|公开栏$|公开场所|公开位置|公开形式", "channels"),
    (r"公开方式|公开属性|公开类型", "manner"),
    (r"公开对象|公开范围|公开受众", "audience"),
    (r"公开层级|^层级|适用层级", "levels"),
    (r"五公开|公开过程|^过程|公开环节", "stage"),
    (r"^备注|^说明|不涉及的?(?:原因|理由|说明)", "note"),
    (r"类别|分类|公开栏目|栏目名称", "category"),
    (r"事项|公开目录", "item"),
)
LEAVES: tuple[tuple[str, str], ...] = (
    (r"全社会|社会公众", "audience_all"),
    (r"特定(?:群体|群众|对象|人群)", "audience_group"),
    (r"^主动", "proactive"),
    (r"^依申请", "on_request"),
)
NEEDED = 3
"""Recognised columns, of which one is the item, that make a row a heading."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column and what it holds."""

    index: int
    meaning: str
    """A name of `MEANINGS` or `LEAVES`, or `level`, `channel`, `life_stage` for a tick column."""
    heading: str
    """As the table writes it, for problems."""
    leaf: str
    """The lowest heading: the level, channel or stage that a tick stands for."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How to read a table's rows."""

    columns: tuple[Column, ...]
    before: tuple[str, ...]
    """Texts of the rows above the heading: title and legend."""

    def has(self, meaning: str) -> bool:
        """Whether there is such a column."""
        return any(column.meaning == meaning for column in self.columns)


def plain(text: str) -> str:
    """A heading without spaces, line breaks and what stands in brackets."""
    text = re.sub(r"\s+", "", text)
    return re.sub(r"[（(].*?[）)]", "", text) or text


def find_layout(rows: Iterable[Row]) -> tuple[Layout | None, Iterator[Row]]:
    """Find the heading within the first rows.

    Returns:
        The layout, or None where this is no catalog, and the rows that follow the heading (all
        rows where there is none).
    """
    iterator = iter(rows)
    before: list[Row] = []
    for row in iterator:
        if _is_heading(row):
            heading = [row]
            for following in iterator:
                if not _continues(heading[-1], following):
                    layout = Layout(_columns(heading), tuple(_texts(before)))
                    return layout, chain([following], iterator)
                heading.append(following)
            return Layout(_columns(heading), tuple(_texts(before))), iter(())
        before.append(row)
        if len(before) >= PEEK_ROWS:
            break
    return None, chain(before, iterator)


def _texts(rows: list[Row]) -> Iterator[str]:
    for row in rows:
        yield from dict.fromkeys(cell.strip() for cell in row.cells if cell.strip())


def _is_heading(row: Row) -> bool:
    found = {
        meaning for cell in row.cells if len(cell) < 30 and (meaning := _match(cell, MEANINGS))
    }
    named = found & {"item", "level_one", "level_two", "category"}
    return bool(named) and len(found) >= NEEDED and bool(found & {"content", "basis", "body"})


def _continues(above: Row, row: Row) -> bool:
    """Whether a row is a further row of the heading: every cell is a leaf or repeats the above."""
    fresh = 0
    for index, cell in enumerate(row.cells):
        text = plain(cell)
        if not text or (index < len(above.cells) and text == plain(above.cells[index])):
            continue
        if len(text) > 16 or not (
            _match(text, LEAVES)
            or _match(text, MEANINGS)
            or LEVEL.match(text)
            or _is_axis(above, index)
        ):
            return False
        fresh += 1
    return fresh > 0 or _repeats(above, row)


def _repeats(above: Row, row: Row) -> bool:
    return tuple(map(plain, above.cells)) == tuple(map(plain, row.cells))


def _is_axis(above: Row, index: int) -> bool:
    parent = above.cells[index] if index < len(above.cells) else ""
    return _match(parent, MEANINGS) in ("channels", "life_stages")


def _match(text: str, rules: tuple[tuple[str, str], ...]) -> str | None:
    flat = plain(text)
    return next((meaning for words, meaning in rules if flat and re.search(words, flat)), None)


def _columns(heading: list[Row]) -> tuple[Column, ...]:
    columns: list[Column] = []
    width = max(len(row.cells) for row in heading)
    for index in range(width):
        path = [plain(row.cells[index]) for row in heading if index < len(row.cells)]
        path = [name for name in dict.fromkeys(path) if name]
        if path and (meaning := _meaning(path)):
            columns.append(Column(index, meaning, "/".join(path), path[-1]))
    return tuple(_levelled(columns))


def _meaning(path: list[str]) -> str | None:
    parent, leaf = path[0], path[-1]
    if found := _match(leaf, LEAVES):
        return found
    above = _match(parent, MEANINGS)
    if LEVEL.match(leaf) and (len(path) == 1 or above == "levels"):
        return "level"
    if len(path) > 1 and above == "channels":
        return "channel"
    if len(path) > 1 and above == "life_stages":
        return "life_stage"
    if leaf.endswith("公开栏") and leaf != "公开栏":
        return "channel"
    return _match(leaf, MEANINGS) or above


def _levelled(columns: list[Column]) -> Iterator[Column]:
    """Give columns that are only called 公开事项 the level their order gives them."""
    names = [c for c in columns if c.meaning in ("item", "category")]
    explicit = {c.meaning for c in columns}
    free = [n for n in ("level_one", "level_two", "level_three") if n not in explicit]
    if len(names) == 1 and len(free) == 3:
        free = ["level_two"] if names[0].meaning == "item" else ["level_one"]
    given = dict(zip((c.index for c in names), free, strict=False))
    for column in columns:
        if column.meaning not in ("item", "category"):
            yield column
        elif column.index in given:
            yield Column(column.index, given[column.index], column.heading, column.leaf)
