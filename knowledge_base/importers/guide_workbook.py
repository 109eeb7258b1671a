"""Service guides from a workbook, in the shape of the JSON files.

The sheet with 事项名称 and 实施主体 holds one guide per row. Further sheets, which name the guide
in their column 事项名称, hold its materials (材料), the questions of its situation tree (情形: one
option per row) and the tree's leaves (结果).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from knowledge_base.importers.base import Problem
from knowledge_base.importers.guide_schema import KNOWN, LISTS, GuideRecord
from knowledge_base.importers.tables import Row, Table, damaged_cell, peek, read_tables

ITEM = "事项名称"
NUMBERS = ("法定办结时限", "承诺办结时限", "到现场次数")
NESTED = {"线上流程": "线上", "线下流程": "线下"}
"""Headings of the two ways through 办理流程."""
PLACE = {"办理地点": "名称", "办理地址": "地址", "办理时间": "时间", "办理电话": "电话"}
"""Headings of 办理地点's parts; several places are one line each."""
SITUATION_LISTS = ("材料", "说法")

Found = tuple[str, int, GuideRecord]


def is_guide_workbook(path: Path) -> bool:
    """Whether some sheet lists guides."""
    return any({ITEM, "实施主体"} <= _headings(row) for table in peek(path) for row in table.rows)


def workbook_guides(path: Path) -> Iterator[Found | Problem]:
    """Every guide of a workbook with the parts that other sheets give it."""
    guides: dict[str, Found] = {}
    orphans: list[Problem] = []
    for table in read_tables(path):
        for number, record in _records(table):
            if isinstance(record, str):
                yield Problem(path.name, table.name, number, None, record)
                continue
            name = record.get(ITEM, "")
            if "实施主体" in record:
                if name in guides:
                    yield Problem(path.name, table.name, number, ITEM, "与上面的事项重名")
                else:
                    guides[name] = (table.name, number, _guide(record))
            elif name not in guides:
                reason = f"前面的表里没有事项“{name}”"
                orphans.append(Problem(path.name, table.name, number, ITEM, reason))
            else:
                _add_part(guides[name][2], record)
    yield from orphans
    yield from guides.values()


def _headings(row: Row) -> set[str]:
    return {cell.strip().rstrip("*＊ ") for cell in row.cells}


def _records(table: Table) -> Iterator[tuple[int, dict[str, str] | str]]:
    heading: list[str] | None = None
    for row in table.rows:
        if heading is None:
            if ITEM in _headings(row):
                heading = [cell.strip().rstrip("*＊ ") for cell in row.cells]
            continue
        cells = dict(zip(heading, row.cells, strict=False))
        damage = next((reason for cell in row.cells if (reason := damaged_cell(cell))), None)
        yield row.number, damage or {k: v.strip() for k, v in cells.items() if k and v.strip()}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _guide(cells: dict[str, str]) -> GuideRecord:
    record: GuideRecord = {}
    places: list[dict[str, str]] = []
    for heading, text in cells.items():
        if heading in NESTED:
            record.setdefault("办理流程", {})[NESTED[heading]] = _lines(text)
        elif heading in PLACE:
            for index, line in enumerate(_lines(text)):
                places.extend({} for _ in range(index + 1 - len(places)))
                places[index][PLACE[heading]] = line
        elif heading == "设定依据":
            parts = [line.split("｜") for line in _lines(text)]
            names = ("名称", "文号", "条款")
            record[heading] = [dict(zip(names, part, strict=False)) for part in parts]
        elif heading in LISTS:
            record[heading] = _lines(text)
        elif heading == "是否收费":
            record[heading] = text in ("是", "收费", "收取")
        elif heading in NUMBERS and text.isdigit():
            record[heading] = int(text)
        elif heading.startswith("问法") and len(heading) > 2:
            record.setdefault("问法", {})[heading.removeprefix("问法").strip("：: ")] = _lines(text)
        elif heading in KNOWN or heading not in ("序号", "备注"):
            record[heading] = text
    if places:
        record["办理地点"] = places
    return record


def _add_part(guide: GuideRecord, cells: dict[str, str]) -> None:
    part: dict[str, Any] = {k: v for k, v in cells.items() if k != ITEM}
    for name in SITUATION_LISTS:
        if name in part:
            part[name] = [p for line in _lines(part[name]) for p in line.split("、") if p]
    if "选项" in part:
        _add_option(guide, part)
    elif "编号" in part:
        guide.setdefault("情形", {"问题": [], "结果": []})["结果"].append(part)
    else:
        guide.setdefault("材料", []).append(part)


def _add_option(guide: GuideRecord, part: dict[str, Any]) -> None:
    questions = guide.setdefault("情形", {"问题": [], "结果": []})["问题"]
    code, text = part.get("问题编号", ""), part.get("问题", "")
    question = next((q for q in questions if q["编号"] == code), None)
    if question is None:
        question = {"编号": code, "问题": text, "选项": []}
        questions.append(question)
    option = {k: v for k, v in part.items() if k in ("说法", "下一题", "情形")}
    question["选项"].append({"名称": part["选项"], **option})
