"""One question and its answer as a record of fields, and the drafts it becomes."""

from __future__ import annotations

from datetime import date
from typing import Any

from knowledge_base.drafts import ENGLISH, EntryDraft, SourceDraft
from knowledge_base.editorial import check
from knowledge_base.errors import InvalidDraft
from knowledge_base.importers import question_tables
from knowledge_base.importers.base import ImportContext
from knowledge_base.importers.drafts import EditedEntry
from knowledge_base.importers.errors import GarbledText
from knowledge_base.importers.question_tables import COLUMNS
from knowledge_base.importers.repair import repair_all
from knowledge_base.models import Aspect

Record = dict[str, Any]
"""By the field names of `COLUMNS`, and `english`."""
ASPECTS = {
    "综合": Aspect.GENERAL,
    "材料": Aspect.MATERIALS,
    "时限": Aspect.DURATION,
    "费用": Aspect.FEE,
    "地点": Aspect.PLACE,
    "时间": Aspect.HOURS,
    "流程": Aspect.PROCESS,
    "条件": Aspect.CONDITIONS,
    "依据": Aspect.BASIS,
    "主体": Aspect.BODY,
    "渠道": Aspect.CHANNEL,
    "电话": Aspect.PHONE,
    "金额": Aspect.AMOUNT,
    "内容": Aspect.CONTENT,
}
RECORD_FIELDS = frozenset(COLUMNS) | {"english"}
_RECORD_FIELD = {"similar_questions": "similar", "negative_questions": "negative"}
"""A draft's fields that records call otherwise."""


class FieldError(ValueError):
    """A field that cannot be taken: its name and the reason."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field
        self.reason = reason


def drafts_of(record: Record, stem: str, context: ImportContext) -> list[EntryDraft]:
    """The entry of a record and its English pair.

    Raises:
        FieldError: a field that cannot be taken, or content that can never be a version.
    """
    if unknown := sorted(set(record) - RECORD_FIELDS):
        raise FieldError(unknown[0], "不认识的字段")
    exported = bool(record.get("entry"))
    repaired = _repaired(record)
    if not exported:  # our own export comes back as it is, but never garbled
        record = repaired
    draft = _draft(record, exported, "" if exported else f"qa:{stem}:", context)
    _check(draft)
    english = record.get("english")
    if not english:
        return [draft]
    pair = english_pair(draft, english)
    _check(pair, "english")
    return [draft, pair]


def _draft(record: Record, exported: bool, scope: str, context: ImportContext) -> EntryDraft:
    question, answer = _needed(record, "question", "问题"), _needed(record, "answer", "答案")
    made = EditedEntry if exported else EntryDraft
    return made(
        key=str(record["entry"]) if exported else scope + (_text(record, "key") or question),
        question=question,
        answer=answer,
        jurisdiction=_jurisdiction(record, context),
        organisation=_organisation(record, context),
        language=_text(record, "language") or "zh",
        translation_of=_text(record, "translation_of"),
        superseded_by=_absolute(_text(record, "superseded_by"), scope),
        similar_questions=_list(record, "similar"),
        negative_questions=_list(record, "negative"),
        keywords=_list(record, "keywords"),
        short_answer=_text(record, "short_answer"),
        spoken_answer=_text(record, "spoken_answer"),
        links=_links(record),
        topic=_text(record, "topic"),
        field=_text(record, "field"),
        aspect=_aspect(record),
        audience=_list(record, "audience"),
        life_stages=_list(record, "life_stages"),
        valid_from=_day(record, "valid_from"),
        valid_until=_day(record, "valid_until"),
        sources=tuple(_source(source) for source in record.get("sources") or ()),
    )


def _check(draft: EntryDraft, field: str | None = None) -> None:
    try:
        check(draft)
    except InvalidDraft as error:
        at_fault = error.field or ""
        raise FieldError(field or _RECORD_FIELD.get(at_fault, at_fault), str(error)) from error


def _needed(record: Record, field: str, name: str) -> str:
    text = _text(record, field)
    if text is None:
        raise FieldError(field, f"缺少{name}")
    return text


def english_pair(draft: EntryDraft, english: Record) -> EntryDraft:
    """The paired English entry `<key>#en`, with the facts of its Chinese original.

    Raises:
        FieldError: the translation has no question or no answer.
    """
    question, answer = _text(english, "question"), _text(english, "answer")
    if question is None or answer is None:
        raise FieldError("english", "英文部分缺少 question 或 answer")
    return EntryDraft(
        key=f"{draft.key}{ENGLISH}",
        question=question,
        answer=answer,
        jurisdiction=draft.jurisdiction,
        organisation=draft.organisation,
        language="en",
        translation_of=draft.key,
        similar_questions=_list(english, "similar"),
        short_answer=_text(english, "short_answer"),
        spoken_answer=_text(english, "spoken_answer"),
        links=draft.links,
        topic=draft.topic,
        field=draft.field,
        aspect=draft.aspect,
        audience=draft.audience,
        life_stages=draft.life_stages,
        valid_from=draft.valid_from,
        valid_until=draft.valid_until,
        sources=draft.sources,
    )


def _repaired(value: Any) -> Any:
    """The record with every text repaired; a garbled one refuses the row."""
    try:
        return repair_all(value)
    except GarbledText as error:
        raise FieldError("", str(error)) from error


def _absolute(key: str | None, scope: str) -> str | None:
    """A key as the whole knowledge knows it: keys of this file need not say the file."""
    if key is None or key.startswith(("qa:", "guide:", "catalog:", "policy:", "interpretation:")):
        return key
    return scope + key


def _text(record: Record, field: str) -> str | None:
    value = record.get(field)
    if value is None or value == "":
        return None
    if not isinstance(value, str | int | float):
        raise FieldError(field, "应为文字")
    text = str(value)
    return text if text.strip() else None


def _list(record: Record, field: str) -> tuple[str, ...]:
    value = record.get(field) or []
    if isinstance(value, str):
        value = question_tables.list_from_cell(value)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise FieldError(field, "应为文字的列表")
    return tuple(dict.fromkeys(value))


def _links(record: Record) -> tuple[tuple[str, str], ...]:
    links = record.get("links") or []
    try:
        return tuple((str(link["label"]), str(link["url"])) for link in links)
    except (TypeError, KeyError) as error:
        raise FieldError("links", "链接应有 label 和 url") from error


def _aspect(record: Record) -> Aspect:
    text = _text(record, "aspect")
    if text is None:
        return Aspect.GENERAL
    try:
        return ASPECTS.get(text) or Aspect(text)
    except ValueError:
        raise FieldError("aspect", f"不认识的方面：{text}") from None


def _day(record: Record, field: str) -> date | None:
    text = _text(record, field)
    if text is None:
        return None
    try:
        return date.fromisoformat(text.replace("/", "-").strip())
    except ValueError:
        raise FieldError(field, f"日期应写成 2025-01-31 的样子：{text}") from None


def _jurisdiction(record: Record, context: ImportContext) -> str:
    code = _text(record, "jurisdiction")
    if code is None:
        return context.default_jurisdiction
    by_name = {name: code for code, name in context.jurisdictions.items()}
    found = code if code in context.jurisdictions else by_name.get(code)
    if found is None:
        raise FieldError("jurisdiction", f"不认识的辖区：{code}")
    return found


def _organisation(record: Record, context: ImportContext) -> str | None:
    name = _text(record, "organisation")
    if name is None:
        return None
    code = context.organisation(name)
    if code is None:
        raise FieldError("organisation", f"不认识的机构：{name}")
    return code


def _source(source: SourceDraft | Record) -> SourceDraft:
    if isinstance(source, SourceDraft):
        return source
    if not isinstance(source, dict) or not _text(source, "title"):
        raise FieldError("sources", "来源缺少 title")
    try:
        return SourceDraft(
            kind=question_tables.source_kind(_text(source, "kind"), source["title"]),
            title=str(source["title"]),
            document_number=_text(source, "document_number"),
            article=_text(source, "article"),
            issuer=_text(source, "issuer"),
            url=_text(source, "url"),
            issued_on=_day(source, "issued_on"),
            effective_from=_day(source, "effective_from"),
            effective_until=_day(source, "effective_until"),
        )
    except ValueError as error:
        raise FieldError("sources", str(error)) from error
