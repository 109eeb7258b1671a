"""The metadata at the head of a policy or interpretation (索引号、文号、施行日期 …)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from knowledge_base.importers.documents import Line
from knowledge_base.importers.numerals import number

NAMES = {
    "索引号": "index_number",
    "主题分类": "subject",
    "分类": "subject",
    "发文机关": "issuer",
    "发布机构": "issuer",
    "发文单位": "issuer",
    "发布单位": "issuer",
    "制定机关": "issuer",
    "来源": "issuer",
    "成文日期": "written_on",
    "发布日期": "published_on",
    "公开日期": "published_on",
    "发布时间": "published_on",
    "文号": "document_number",
    "发文字号": "document_number",
    "发文文号": "document_number",
    "施行日期": "effective_from",
    "生效日期": "effective_from",
    "实施日期": "effective_from",
    "失效日期": "effective_until",
    "废止日期": "effective_until",
    "有效期至": "effective_until",
    "有效性": "validity",
    "时效性": "validity",
    "规范性文件编号": "registration",
    "公开方式": "manner",
    "主题": "topic",
    "领域": "field",
    "名称": "title",
    "标题": "title",
}
RELATIONS = ("依据", "修改", "废止", "解读")
DATES = ("written_on", "published_on", "effective_from", "effective_until")
VALIDITY = ("有效", "失效", "废止", "修改")
PAIR = re.compile(r"(?:[-*•·]\s*)?((?:[^：:\s][ \u3000]*){2,7}?)[：:]\s*(.*)")
"""A name, which may be spaced out to the width of a longer one (文　号), and its value."""
WIDE_GAP = re.compile(r"\t|[ \u3000]{3,}(?=[\u4e00-\u9fff]{2,7}\s*[：:])")
DAY = re.compile(r"(\d{4})\s*[年\-/.]\s*(\d{1,2})\s*[月\-/.]\s*(\d{1,2})")
CHINESE_DAY = re.compile(
    r"([〇零一二三四五六七八九]{4})年([一二三四五六七八九十]+)月([一二三四五六七八九十]+)日"
)
NO_DATE = ("", "无", "-", "—", "长期", "长期有效", "/")


@dataclass(slots=True)
class Head:
    """What a document says of itself before its text."""

    title: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    """By the names of `NAMES`' values."""
    dates: dict[str, date] = field(default_factory=dict)
    relations: list[dict[str, str]] = field(default_factory=list)
    """[{kind, target}]."""
    faults: list[tuple[int, str, str]] = field(default_factory=list)
    """(line, name, reason) of what could not be taken."""
    body_start: int = 0
    """Index of the first line of the text."""

    @property
    def interprets(self) -> str | None:
        """文号 or title of the document that this one interprets."""
        return next((r["target"] for r in self.relations if r["kind"] == "解读"), None)


def read_head(lines: list[Line]) -> Head:
    """Read title and metadata; the text begins at the first line that is neither."""
    head = Head()
    for index, line in enumerate(lines):
        head.body_start = index
        if not line.text:
            continue
        if line.level == 1 and not head.title:
            head.title = line.text
            continue
        pairs = list(_pairs(line))
        if pairs:
            for name, value in pairs:
                _take(head, line.number, name, value)
        elif not head.title and not line.cells:
            head.title = line.text
        else:
            return head
    head.body_start = len(lines)
    return head


def _pairs(line: Line) -> Iterable[tuple[str, str]]:
    """Known names and their values: `名称：值`, or cells of a head laid out as a table."""
    cells = [cell.strip() for cell in line.cells]
    if cells:
        names = [cell.rstrip("：: ").replace(" ", "").replace("\u3000", "") for cell in cells[::2]]
        if all(name in NAMES or name in RELATIONS for name in names):
            return zip(names, cells[1::2], strict=False)
        return ()
    return list(_written_pairs(line.text))


def _written_pairs(text: str) -> Iterator[tuple[str, str]]:
    """`文 号：示府〔2024〕3号    发布日期：2024年3月8日`: one or more on a line, spaced out."""
    for part in WIDE_GAP.split(text):
        match = PAIR.match(part.strip())
        name = re.sub(r"\s", "", match[1]) if match else ""
        if match is None or name not in (*NAMES, *RELATIONS):
            return
        yield name, match[2].strip()


def _take(head: Head, line: int, name: str, value: str) -> None:
    if name in RELATIONS:
        if value and value not in NO_DATE:
            head.relations.append({"kind": name, "target": value})
        return
    kind = NAMES[name]
    if kind == "title":
        head.title = head.title or value
    elif kind in DATES:
        if value in NO_DATE:
            return
        try:
            head.dates[kind] = day(value)
        except ValueError:
            head.faults.append((line, name, f"看不懂的日期：{value}"))
    elif kind == "validity" and value not in VALIDITY:
        head.faults.append((line, name, f"应为有效、失效、废止或修改：{value}"))
    elif value:
        head.fields[kind] = value


def day(text: str) -> date:
    """A day as documents write it: 2024年3月1日, 2024-03-01, 二〇二四年三月一日.

    Raises:
        ValueError: it is no day.
    """
    if match := DAY.search(text):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if match := CHINESE_DAY.search(text):
        year = int(
            "".join(str("〇一二三四五六七八九".index(c)) for c in match[1].replace("零", "〇"))
        )
        return date(year, number(match[2]), number(match[3]))
    raise ValueError(f"no day: {text}")
