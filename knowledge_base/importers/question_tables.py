"""Columns and cells of plain questions and answers, shared by importer and exporter.

A workbook that the exporter wrote reads back without loss: lists are one item per line, sources
and links have their parts between full-width bars, and what would not survive that is written as
JSON in the cell.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from knowledge_base.drafts import SourceDraft
from knowledge_base.models import SourceKind

BAR = "｜"
COLUMNS = {
    "entry": "条目编号",
    "key": "编号",
    "question": "问题",
    "similar": "相似问",
    "negative": "反例问",
    "keywords": "关键词",
    "answer": "答案",
    "short_answer": "短答案",
    "spoken_answer": "语音答案",
    "links": "链接",
    "topic": "主题",
    "field": "领域",
    "aspect": "方面",
    "audience": "对象",
    "life_stages": "生命周期",
    "organisation": "机构",
    "jurisdiction": "辖区",
    "valid_from": "生效日期",
    "valid_until": "失效日期",
    "superseded_by": "替代为",
    "sources": "来源",
    "language": "语言",
    "translation_of": "译自",
}
"""Field name and heading, in the order of an exported workbook."""
ALIASES = {
    "标准问": "question",
    "标准问题": "question",
    "提问": "question",
    "问": "question",
    "相似问题": "similar",
    "相似问法": "similar",
    "扩展问": "similar",
    "问法": "similar",
    "回答": "answer",
    "答复": "answer",
    "标准答案": "answer",
    "答": "answer",
    "责任单位": "organisation",
    "单位": "organisation",
    "部门": "organisation",
    "依据": "sources",
    "出处": "sources",
    "分类": "field",
    "有效期起": "valid_from",
    "有效期止": "valid_until",
    "有效期至": "valid_until",
}
LISTS = ("similar", "negative", "keywords", "audience", "life_stages")


def field_of(heading: str) -> str | None:
    """The field a heading means, in its English or Chinese name; numbered ones repeat."""
    name = heading.strip().rstrip("0123456789一二三四五六七八九十*＊ ").strip()
    name = name.split("（")[0].split("(")[0].strip()
    if name in COLUMNS:
        return name
    by_heading = {chinese: field for field, chinese in COLUMNS.items()}
    return by_heading.get(name) or ALIASES.get(name)


def list_to_cell(items: Iterable[str]) -> str:
    """One item per line; JSON where an item would not come back from that."""
    items = list(items)
    text = "\n".join(items)
    return text if list_from_cell(text) == items else orjson.dumps(items).decode()


def list_from_cell(text: str) -> list[str]:
    """The items of a cell, without empty lines."""
    written = _json_list(text)
    if written is not None:
        return [str(item) for item in written]
    return [line.strip() for line in text.splitlines() if line.strip()]


def links_to_cell(links: Iterable[tuple[str, str]]) -> str:
    """`label url`, one per line; JSON where that would not come back."""
    links = list(links)
    text = "\n".join(f"{label} {url}" for label, url in links)
    return text if links_from_cell(text) == links else orjson.dumps(links).decode()


def links_from_cell(text: str) -> list[tuple[str, str]]:
    """(label, url) of each line; the address is what follows the last space."""
    written = _json_list(text)
    if written is not None:
        return [(str(label), str(url)) for label, url in written]
    pairs = [line.strip().rpartition(" ") for line in text.splitlines() if line.strip()]
    return [(label.strip() or url, url) for label, _, url in pairs]


def sources_to_cell(sources: Iterable[SourceDraft]) -> str:
    """`标题｜文号｜条款｜链接｜类型｜发文机关｜成文｜施行｜失效`, one per line."""
    sources = list(sources)
    text = "\n".join(BAR.join(_parts(source)).rstrip(BAR) for source in sources)
    try:
        lossless = sources_from_cell(text) == sources
    except ValueError:
        lossless = False
    return text if lossless else orjson.dumps([_parts(source) for source in sources]).decode()


def sources_from_cell(text: str) -> list[SourceDraft]:
    """The sources of a cell.

    Raises:
        ValueError: a kind or a date that is none; the message is for the one who wrote the cell.
    """
    written = _json_list(text)
    if written is not None:
        return [_source(parts) for parts in written]
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [_source([part.strip() for part in line.split(BAR)]) for line in lines]


def _parts(source: SourceDraft) -> list[str]:
    def day(value: date | None) -> str:
        return value.isoformat() if value else ""

    return [
        source.title,
        source.document_number or "",
        source.article or "",
        source.url or "",
        source.kind.value,
        source.issuer or "",
        day(source.issued_on),
        day(source.effective_from),
        day(source.effective_until),
    ]


def _source(parts: list[Any]) -> SourceDraft:
    title, number, article, url, kind, issuer, *days = [*parts, *[""] * (9 - len(parts))][:9]
    issued, begins, ends = (source_day(day) for day in days)
    return SourceDraft(
        kind=source_kind(kind, title),
        title=title,
        document_number=number or None,
        article=article or None,
        issuer=issuer or None,
        url=url or None,
        issued_on=issued,
        effective_from=begins,
        effective_until=ends,
    )


def source_kind(name: str | None, title: str) -> SourceKind:
    """The kind with this name; guessed from the title where none is given.

    Raises:
        ValueError: no kind has this name.
    """
    if not name:
        return guessed_kind(title)
    try:
        return SourceKind(name)
    except ValueError:
        known = "、".join(SourceKind)
        raise ValueError(f"不认识的来源类型“{name}”，应为 {known} 之一，或留空") from None


def source_day(text: str | None) -> date | None:
    """The day of a source's cell.

    Raises:
        ValueError: it is no day.
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise ValueError(f"日期应写成 2025-01-31 的样子：{text}") from None


def guessed_kind(title: str) -> SourceKind:
    """What kind of source a title names, where the table does not say."""
    name = title.strip("《》 ")
    if "解读" in name:
        return SourceKind.INTERPRETATION
    if name.endswith(("办法", "规定", "通知", "意见", "细则", "方案")):
        return SourceKind.POLICY
    if name.endswith(("法", "条例", "法典")):
        return SourceKind.LAW
    if name.endswith(("目录", "清单")):
        return SourceKind.CATALOG
    if name.endswith(("办事指南", "服务指南")):
        return SourceKind.GUIDE
    return SourceKind.OTHER


def _json_list(text: str) -> list[Any] | None:
    if not text.startswith("["):
        return None
    try:
        written = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return written if isinstance(written, list) else None


@dataclass(frozen=True, slots=True)
class Header:
    """Which column holds which field."""

    row: int
    """The heading's row."""
    columns: tuple[tuple[int, str, str], ...]
    """(index, field, heading)."""

    @property
    def fields(self) -> set[str]:
        """The fields there are."""
        return {field for _, field, _ in self.columns}


def find_header(number: int, cells: tuple[str, ...]) -> Header | None:
    """The heading row, if this row is one: it names a question and an answer."""
    columns = tuple(
        (index, field, cell.strip())
        for index, cell in enumerate(cells)
        if (field := field_of(cell)) is not None
    )
    header = Header(number, columns)
    return header if {"question", "answer"} <= header.fields else None
