"""The tables' rows of catalogs, guides and policies: what would change, and changing it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge_base.editorial import Editor
from knowledge_base.importers.base import Diff, Outcome
from knowledge_base.importers.drafts import CatalogItemDraft, GuideDraft, PolicyDraft
from knowledge_base.models import CatalogItem, Guide, Material, Policy, Situation, SourceKind
from knowledge_base.published import batched

RowDraft = CatalogItemDraft | GuideDraft | PolicyDraft
MODELS: dict[type[RowDraft], Any] = {
    CatalogItemDraft: CatalogItem,
    GuideDraft: Guide,
    PolicyDraft: Policy,
}
POSITION = ("file", "sheet", "row")
"""Where a row stands: kept up to date, but moving a row changes nothing."""
COLUMN_WORDS = {
    "field": "领域",
    "level_one": "一级事项",
    "level_two": "二级事项",
    "level_three": "三级事项",
    "content": "公开内容",
    "basis": "公开依据",
    "time_limit": "公开时限",
    "time_limit_parsed": "公开时限（换算）",
    "body": "公开主体",
    "channels": "公开渠道",
    "audience": "公开对象",
    "on_request": "依申请公开",
    "levels": "公开层级",
    "life_stages": "生命周期",
    "jurisdiction_code": "辖区",
    "name": "名称",
    "aliases": "别名",
    "organisation_code": "机构",
    "facts": "办事信息",
    "questions": "情形",
    "title": "标题",
    "index_number": "索引号",
    "document_number": "文号",
    "issuer": "发文机关",
    "subject": "主题分类",
    "written_on": "成文日期",
    "published_on": "发布日期",
    "effective_from": "施行日期",
    "effective_until": "失效日期",
    "validity": "效力",
    "benefits": "政策要点",
    "relations": "相关文件",
    "conditions": "条件",
}
"""What the staff call the tables' columns."""
CHUNK = 500


def kind_of(draft: RowDraft) -> str:
    """What reports call it: catalog, guide, policy or interpretation."""
    match draft:
        case CatalogItemDraft():
            return "catalog"
        case GuideDraft():
            return "guide"
        case PolicyDraft():
            is_policy = draft.source.kind is SourceKind.POLICY
            return "policy" if is_policy else "interpretation"


def columns_of(draft: RowDraft) -> dict[str, Any]:
    """The draft as the table's columns, without its source."""
    match draft:
        case CatalogItemDraft():
            return _catalog_columns(draft)
        case GuideDraft():
            return {
                "name": draft.name,
                "aliases": list(draft.aliases),
                "field": draft.field,
                "organisation_code": draft.organisation,
                "jurisdiction_code": draft.jurisdiction,
                "facts": draft.facts,
                "questions": list(draft.questions),
                "content_hash": draft.content_hash,
            }
        case PolicyDraft():
            return _policy_columns(draft)


def _catalog_columns(draft: CatalogItemDraft) -> dict[str, Any]:
    plain = (
        *("file", "sheet", "row", "field", "level_one", "level_two", "level_three", "content"),
        *("basis", "time_limit", "time_limit_parsed", "body", "audience", "on_request"),
    )
    return {name: getattr(draft, name) for name in plain} | {
        "channels": list(draft.channels),
        "levels": list(draft.levels),
        "life_stages": list(draft.life_stages),
        "jurisdiction_code": draft.jurisdiction,
    }


def _policy_columns(draft: PolicyDraft) -> dict[str, Any]:
    plain = (
        *("title", "index_number", "document_number", "issuer", "subject", "written_on"),
        *("published_on", "effective_from", "effective_until", "validity", "benefits", "body"),
        "content_hash",
    )
    return {name: getattr(draft, name) for name in plain} | {
        "relations": list(draft.relations),
        "conditions": list(draft.conditions),
    }


def stored_rows(session: Session, drafts: Iterable[RowDraft]) -> dict[str, Any]:
    """The stored rows of these drafts, by id."""
    found: dict[str, Any] = {}
    for draft_type, model in MODELS.items():
        ids = sorted({draft.id for draft in drafts if type(draft) is draft_type})
        for chunk in batched(ids, CHUNK):
            rows = session.scalars(select(model).where(model.id.in_(chunk)))
            found.update({row.id: row for row in rows})
    return found


def compare(draft: RowDraft, stored: Any | None) -> tuple[Outcome, list[Diff]]:
    """What storing this draft would do."""
    if stored is None:
        return Outcome.NEW, []
    diffs = [
        Diff(kind_of(draft), draft.key, _title(draft), name, _shown(before), _shown(after))
        for name, before, after in _differing(draft, stored)
        if name not in (*POSITION, "content_hash")
    ]
    hashed = getattr(stored, "content_hash", None)
    differs = diffs or (hashed is not None and hashed != columns_of(draft)["content_hash"])
    return (Outcome.CHANGED if differs or stored.retired else Outcome.UNCHANGED), diffs


def moved(draft: RowDraft, stored: Any) -> bool:
    """Whether the same row stands somewhere else now."""
    return any(getattr(draft, name, None) != getattr(stored, name, None) for name in POSITION)


def _differing(draft: RowDraft, stored: Any) -> Iterator[tuple[str, Any, Any]]:
    for name, after in columns_of(draft).items():
        before = getattr(stored, name)
        if before != after:
            yield name, before, after


def _shown(value: Any) -> str:
    match value:
        case None:
            return ""
        case list():
            return "；".join(str(item) for item in value)
        case _:
            return str(value)


def _title(draft: RowDraft) -> str:
    match draft:
        case CatalogItemDraft():
            return "/".join(filter(None, (draft.level_one, draft.level_two, draft.level_three)))
        case GuideDraft():
            return draft.name
        case PolicyDraft():
            return draft.title


def save_row(session: Session, editor: Editor, draft: RowDraft, stored: Any | None) -> None:
    """Make the row, or make it say what the draft says."""
    columns = columns_of(draft)
    source_id = editor.source(draft.source)
    session.flush()
    if stored is None:
        stored = MODELS[type(draft)](id=draft.id, key=draft.key, source_id=source_id, **columns)
        session.add(stored)
    else:
        stored.source_id, stored.retired = source_id, False
        for name, after in columns.items():
            if getattr(stored, name) != after:
                setattr(stored, name, after)
    if isinstance(draft, GuideDraft):
        _save_parts(stored, draft)


def _save_parts(guide: Guide, draft: GuideDraft) -> None:
    guide.materials = [
        Material(
            position=position,
            code=m.code,
            name=m.name,
            form=m.form,
            copies=m.copies,
            required=m.required,
            origin=m.origin,
            review_points=m.review_points,
            note=m.note,
        )
        for position, m in enumerate(draft.materials)
    ]
    guide.situations = [
        Situation(
            position=position,
            code=s.code,
            name=s.name,
            material_codes=list(s.material_codes),
            facts=s.facts,
        )
        for position, s in enumerate(draft.situations)
    ]


def retire_rows(session: Session, ids: Iterable[str]) -> None:
    """Mark rows that their file no longer holds."""
    wanted = sorted(ids)
    for model in MODELS.values():
        for chunk in batched(wanted, CHUNK):
            for row in session.scalars(select(model).where(model.id.in_(chunk))):
                row.retired = True
