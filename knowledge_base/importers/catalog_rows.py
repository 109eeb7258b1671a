"""Reads one row of a catalog after another: 同上, ticks, blanks that continue the row above."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge_base.importers.catalog_headers import Column, Layout
from knowledge_base.importers.errors import GarbledText
from knowledge_base.importers.repair import repair
from knowledge_base.importers.tables import Row, damaged_cell

SAME = re.compile(r"(?:同上|同前|[〃″]|\"|〞|”)\s*[。.]?")
TICK = re.compile(r"[√✓✔☑■●vVtRPü是Y\uf0fe\uf0fc\uf052\uf050]|[（(]?√[）)]?")
"""Ticks, and the letters that ticks of the Wingdings fonts become."""
TICK_BEFORE_TEXT = re.compile(r"^[√✓✔☑■]\s*[（(]?(.+?)[）)]?$")
NOT_APPLICABLE = re.compile(
    r"(?:本.{0,4})?(?:不涉及|无此事项)(?!国家秘密|商业秘密|个人隐私|工作秘密)"
)
"""How a catalog says that an item or a whole field does not exist in the place."""
BLANK = re.compile(r"[\s/\-—－×✕xX□☐○]*|无")
NOTE = re.compile(r"(?:备注|注|说明|填表说明|填报单位|填表人|审核人|联系人)\s*[：:\d]")
NAMES = ("level_one", "level_two", "level_three")
MULTILINE = ("content", "basis", "channels", "time_limit", "note")
"""Columns whose line breaks mean something; elsewhere they come from narrow cells."""


@dataclass(frozen=True, slots=True)
class CatalogRow:
    """One item in the catalog's own words."""

    number: int
    level_two: str
    """Empty where the row says of the whole field that it does not apply."""
    level_one: str = ""
    level_three: str | None = None
    section: str = ""
    """The section of the table it stands in, where the table has sections."""
    field: str = ""
    content: str = ""
    basis: str = ""
    time_limit: str = ""
    retention: str = ""
    body: str = ""
    channels: str = ""
    ticked_channels: tuple[str, ...] = ()
    audience: str = "全社会"
    on_request: bool = False
    levels: tuple[str, ...] = ()
    life_stages: tuple[str, ...] = ()

    @property
    def name(self) -> tuple[str, str, str | None]:
        """What makes it the same item within its catalog."""
        return self.level_one or self.section, self.level_two, self.level_three


@dataclass(frozen=True, slots=True)
class RowFault:
    """Why a row cannot be taken."""

    row: int
    column: str | None
    reason: str


class RowReader:
    """Keeps what 同上 and empty names refer to."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._above: dict[int, str] = {}
        self._section = ""

    def read(self, row: Row) -> CatalogRow | RowFault | None:
        """The row's item, the reason why it cannot be taken, or None where it holds no item."""
        filled = [cell.strip() for cell in row.cells if cell.strip()]
        if not filled or NOTE.match(filled[0]):
            return None
        if self._is_section(row, filled):
            if NOT_APPLICABLE.match(filled[0]):
                return CatalogRow(row.number, level_two="", content=filled[0])
            self._section = re.sub(
                r"^[（(]?[一二三四五六七八九十\d]+[）)]?[、.．]?\s*", "", filled[0]
            )
            return None
        values: dict[str, str] = {}
        ticks: dict[str, list[tuple[str, str]]] = {}
        for column in self._layout.columns:
            text = self._text(row, column)
            if isinstance(text, RowFault):
                return text
            if column.meaning in ("level", "channel", "life_stage"):
                if not BLANK.fullmatch(text):
                    ticks.setdefault(column.meaning, []).append((column.leaf, text))
            elif not values.get(column.meaning):
                values[column.meaning] = text
        return self._item(row.number, values, ticks)

    def _is_section(self, row: Row, filled: list[str]) -> bool:
        """A row that says one thing across the table is the title of what follows."""
        if len(set(filled)) > 1 or len(filled[0]) > 40:
            return False
        names = {c.index for c in self._layout.columns if c.meaning in NAMES}
        spread = len([cell for cell in row.cells if cell.strip()])
        first = next(i for i, cell in enumerate(row.cells) if cell.strip())
        return spread > len(names) + 1 or (spread == 1 and first not in names)

    def _text(self, row: Row, column: Column) -> str | RowFault:
        cell = row.cells[column.index] if column.index < len(row.cells) else ""
        if reason := damaged_cell(cell):
            return RowFault(row.number, column.heading, reason)
        try:
            text = repair(cell)
        except GarbledText as error:
            return RowFault(row.number, column.heading, str(error))
        if column.meaning not in MULTILINE:
            text = re.sub(r"\s*\n\s*", "", text)
        if SAME.fullmatch(text):
            if column.index not in self._above:
                return RowFault(row.number, column.heading, "“同上”之上没有内容")
            text = self._above[column.index]
        if text:
            self._above[column.index] = text
        elif column.meaning == "level_one":
            text = self._above.get(column.index, "")
        return text

    def _item(
        self, number: int, values: dict[str, str], ticks: dict[str, list[tuple[str, str]]]
    ) -> CatalogRow | RowFault:
        level_two = values.get("level_two") or values.get("level_three") or ""
        facts = [values.get(name) for name in ("content", "basis", "time_limit", "body")]
        if not level_two:
            if not self._layout.has("level_two") or any(facts):
                level_two = values.get("level_one", "")
            if not level_two:
                return RowFault(number, "公开事项", "缺少事项名称")
        if not any(facts):
            return RowFault(number, None, "只有事项名称，没有公开内容、依据、时限和主体")
        level_three = values.get("level_three") or None
        return CatalogRow(
            number=number,
            level_one=values.get("level_one", ""),
            level_two=level_two,
            level_three=None if level_three == level_two else level_three,
            section=self._section,
            field=values.get("field", ""),
            content=values.get("content") or values.get("note", ""),
            basis=values.get("basis", ""),
            time_limit=values.get("time_limit", ""),
            retention=values.get("retention", ""),
            body=values.get("body", ""),
            channels=values.get("channels", ""),
            ticked_channels=tuple(leaf for leaf, _ in ticks.get("channel", ())),
            audience=_audience(values),
            on_request=_on_request(values),
            levels=_levels(values, ticks.get("level", [])),
            life_stages=_stages(values, ticks.get("life_stage", [])),
        )


def _audience(values: dict[str, str]) -> str:
    """全社会, the particular group where the cell names one in place of a tick, or both."""
    parts = []
    if not BLANK.fullmatch(values.get("audience_all", "")):
        parts.append(_named(values["audience_all"], "全社会"))
    group = values.get("audience_group", "")
    if not BLANK.fullmatch(group):
        parts.append(_named(group, "特定群体"))
    return "；".join(parts) or values.get("audience", "") or "全社会"


def _named(cell: str, ticked: str) -> str:
    """What a tick cell stands for: the heading's group, or the one the cell names itself."""
    if TICK.fullmatch(cell):
        return ticked
    named = TICK_BEFORE_TEXT.match(cell)
    return named[1] if named else cell


def _on_request(values: dict[str, str]) -> bool:
    asked = not BLANK.fullmatch(values.get("on_request", ""))
    offered = not BLANK.fullmatch(values.get("proactive", ""))
    return (asked and not offered) or "依申请" in values.get("manner", "")


def _levels(values: dict[str, str], ticked: list[tuple[str, str]]) -> tuple[str, ...]:
    if ticked:
        return tuple(dict.fromkeys(leaf for leaf, _ in ticked))
    return tuple(part for part in re.split(r"[、，,/\s]+", values.get("levels", "")) if part)


def _stages(values: dict[str, str], ticked: list[tuple[str, str]]) -> tuple[str, ...]:
    written = re.split(r"[、，,；;\n]+", values.get("life_stages", ""))
    return tuple(
        dict.fromkeys([*(s.strip() for s in written if s.strip()), *(n for n, _ in ticked)])
    )
