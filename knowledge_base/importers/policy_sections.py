"""The sections of a policy that are made for this system: 政策要点, 问法, 匹配条件."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from pathlib import Path
from typing import Any

from knowledge_base.importers.base import Problem
from knowledge_base.importers.documents import Line

ATTRIBUTES = (
    *(
        "行业",
        "背景",
        "规模",
        "资质",
        "上市",
        "参保人数",
        "注册资本",
        "注册地",
        "纳税地",
        "成立年限",
    ),
    *("营收", "研发占比", "知识产权", "信用", "已享受政策"),
)
NUMERIC = ("参保人数", "注册资本", "成立年限", "营收", "研发占比", "知识产权")
RELATIONS = ("是", "不是", "属于", "不属于", "不少于", "不多于", "少于", "多于")
COMPARISONS = ("不少于", "不多于", "少于", "多于")
BENEFITS = ("惠及对象", "条件", "标准", "兑现时限", "受理", "咨询", "免申即享")
WORDED = {
    "主要内容": "general",
    "条件": "conditions",
    "标准": "amount",
    "兑现时限": "duration",
    "受理": "process",
    "咨询": "phone",
    "有效性": "validity",
}
"""Label of a line of 问法 → name of the entry whose similar questions it lists."""
POINTS = "政策要点"
WORDINGS = "问法"
CONDITIONS = "匹配条件"
SECTIONS = (POINTS, WORDINGS, CONDITIONS)
UNKNOWN = {POINTS: "不认识的要点", WORDINGS: "不认识的问法，或没有这一要点"}
"""Why a line of a section is not taken."""


def sections_of(lines: list[Line]) -> tuple[list[Line], dict[str, list[Line]]]:
    """The text without the sections made for matching, and those sections."""
    body: list[Line] = []
    sections: dict[str, list[Line]] = {}
    current = body
    for line in lines:
        name = line.text.strip("：: ")
        if line.level or name in SECTIONS:
            current = sections.setdefault(name, []) if name in SECTIONS else body
            if current is not body:
                continue
        current.append(line)
    return body, sections


def labelled(
    path: Path, sections: dict[str, list[Line]], section: str, labels: Container[str]
) -> Iterator[tuple[str, str] | Problem]:
    """Label and value of each line of a section (`- 标准：每月100元`), or why it is not taken."""
    for line in sections.get(section, ()):
        label, *value = re.split("[：:]", line.text.lstrip("-*• "), maxsplit=1)
        if label.strip() in labels and value and value[0].strip():
            yield label.strip(), value[0].strip()
        elif line.text:
            reason = f"{UNKNOWN[section]}：{line.text[:20]}"
            yield Problem(path.name, None, line.number, section, reason)


def asked_about(benefits: dict[str, Any], conditions: list[Any]) -> list[str]:
    """Labels of 问法 that the policy has an entry for."""
    missing = {label for label in ("标准", "兑现时限", "受理", "咨询") if label not in benefits}
    if not conditions and "惠及对象" not in benefits and "条件" not in benefits:
        missing.add("条件")
    return [label for label in WORDED if label not in missing]


def conditions_in(
    path: Path, sections: dict[str, list[Line]]
) -> Iterator[dict[str, Any] | Problem]:
    """The rows of 匹配条件, and why a row is not taken."""
    for line in sections.get(CONDITIONS, ()):
        found = _condition(line)
        if isinstance(found, str):
            yield Problem(path.name, None, line.number, CONDITIONS, found)
        elif found:
            yield found


def _condition(line: Line) -> dict[str, Any] | str | None:
    """One row of the conditions; a reason where it cannot be taken, None where it holds none."""
    cells = [cell.strip() for cell in line.cells]
    if not cells:
        return f"应为表格：{line.text[:20]}" if line.text else None
    if cells[0] == "属性":
        return None
    if len(cells) < 3:
        return "应有属性、关系、值三列"
    attribute, relation, value = cells[:3]
    if attribute not in ATTRIBUTES:
        return f"不认识的属性：{attribute}"
    if relation not in RELATIONS:
        return f"不认识的关系：{relation}"
    parsed: Any = [part for part in re.split(r"[、，,；;]", value) if part]
    if relation in COMPARISONS:
        figure = re.match(r"\d+(?:\.\d+)?", value)
        if figure is None or attribute not in NUMERIC:
            return f"“{attribute} {relation} {value}”不是可以比较的数"
        parsed = float(figure[0])
    elif relation in ("是", "不是"):
        parsed = value
    text = cells[3] if len(cells) > 3 and cells[3] else f"{attribute}{relation}{value}"
    return {"attribute": attribute, "op": relation, "value": parsed, "text": text}
