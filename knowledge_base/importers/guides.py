"""Service guides (办事指南) from JSON files and workbooks (docs/formats.md)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from knowledge_base.drafts import SourceDraft
from knowledge_base.importers.archives import check_size
from knowledge_base.importers.base import Draft, ImportContext, Problem
from knowledge_base.importers.drafts import GuideDraft, MaterialDraft, SituationDraft
from knowledge_base.importers.errors import GarbledText, UnreadableFile
from knowledge_base.importers.guide_schema import GuideRecord, faults_of
from knowledge_base.importers.guide_workbook import is_guide_workbook, workbook_guides
from knowledge_base.importers.repair import repair_all
from knowledge_base.importers.tables import holds_tables
from knowledge_base.models import Aspect, SourceKind

APART = ("材料", "情形", "问法", "语音", "english", "别名", "事项名称")
"""Fields that have columns or tables of their own; all others are the guide's facts."""


@dataclass(frozen=True, slots=True)
class _Found:
    """One guide as the file holds it."""

    sheet: str | None
    row: int | None
    record: GuideRecord


class Guides:
    """Service guides, one JSON object a file or one row of a workbook each."""

    name = "guides"

    def accepts(self, path: Path) -> bool:
        """JSON with 事项名称, or a workbook with a sheet of such rows."""
        if path.suffix.lower() == ".json":
            return any(isinstance(r, dict) and "事项名称" in r for r in _json_records(path))
        return holds_tables(path) and is_guide_workbook(path)

    def read(self, path: Path, context: ImportContext) -> Iterator[Draft | Problem]:
        """One guide per object or row; a guide with a fault is not taken."""
        if path.suffix.lower() == ".json":
            found = [_Found(None, None, record) for record in _json_records(path)]
        else:
            found = []
            for item in workbook_guides(path):
                if isinstance(item, Problem):
                    yield item
                else:
                    found.append(_Found(*item))
        for one in found:
            yield from _drafts(path.name, one, context)


def _json_records(path: Path) -> list[GuideRecord]:
    check_size(path)
    try:
        content = orjson.loads(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise UnreadableFile(f"不是有效的 JSON：{error}") from error
    return content if isinstance(content, list) else [content]


def _drafts(file: str, found: _Found, context: ImportContext) -> Iterator[GuideDraft | Problem]:
    try:
        record = repair_all(found.record)
    except GarbledText as error:
        yield Problem(file, found.sheet, found.row, None, str(error))
        return
    faults = list(faults_of(record, context))
    for field, reason in faults:
        yield Problem(file, found.sheet, found.row, field, reason)
    if not faults:
        yield guide_of(record, context)


def guide_of(record: GuideRecord, context: ImportContext) -> GuideDraft:
    """A record without faults as a draft."""
    name = record["事项名称"]
    organisation = context.organisation(record["实施主体"])
    body = context.organisation_name(organisation) or record["实施主体"]
    tree = record.get("情形") or {}
    facts = {field: value for field, value in record.items() if field not in APART}
    if stations := record.get("家门口"):
        facts["家门口"] = [
            context.organisation_name(context.organisation(s)) or s for s in stations
        ]
    return GuideDraft(
        key=f"guide:{record.get('实施编码') or f'{name}@{organisation}'}",
        source=SourceDraft(
            kind=SourceKind.GUIDE,
            title=f"{name}办事指南",
            issuer=body,
            url=record.get("在线办理地址") or None,
        ),
        name=name,
        aliases=tuple(record.get("别名") or ()),
        field=record.get("领域"),
        topic=record.get("主题") or name,
        organisation=organisation,
        organisation_name=body,
        jurisdiction=context.jurisdiction_of(organisation),
        facts=facts,
        questions=tuple(_question(question) for question in tree.get("问题") or ()),
        materials=tuple(_material(material) for material in record.get("材料") or ()),
        situations=tuple(_situation(result) for result in tree.get("结果") or ()),
        wordings={Aspect(a): tuple(q) for a, q in (record.get("问法") or {}).items()},
        spoken={Aspect(a): text for a, text in (record.get("语音") or {}).items()},
        english=record.get("english") or {},
    )


def _in_english(part: dict[str, Any]) -> dict[str, str]:
    return {"english": part["english"]} if part.get("english") else {}


def _question(question: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": question["编号"],
        "question": question["问题"],
        **_in_english(question),
        "options": [
            {
                "label": option["名称"],
                **_in_english(option),
                "words": list(option.get("说法") or ()),
                **({"next": option["下一题"]} if option.get("下一题") else {}),
                **({"situation": option["情形"]} if option.get("情形") else {}),
            }
            for option in question["选项"]
        ],
    }


def _material(material: dict[str, Any]) -> MaterialDraft:
    need = str(material.get("必要性") or "必要")
    optional = need.startswith("非必要")
    condition = need.removeprefix("非必要").strip("，,（）() ") if optional else ""
    notes = [text for text in (condition, material.get("填报须知")) if text]
    return MaterialDraft(
        code=material["编码"],
        name=material["名称"],
        form=material.get("形式") or None,
        copies=int(material.get("份数") or 1),
        required=not optional,
        origin=material.get("来源渠道") or None,
        review_points=material.get("受理标准") or None,
        note="；".join(notes) or None,
    )


def _situation(result: dict[str, Any]) -> SituationDraft:
    facts = {k: v for k, v in result.items() if k not in ("编号", "名称", "材料")}
    return SituationDraft(
        code=result["编号"],
        name=result["名称"],
        material_codes=tuple(result.get("材料") or ()),
        facts=facts,
    )
