"""The staff's words for stages, statuses and roles, as they stand in messages."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from knowledge_base.models import EntryStatus, ReviewStage

STAGES = {
    ReviewStage.FIRST: "初审",
    ReviewStage.SECOND: "复审",
    ReviewStage.FINAL: "终审",
    ReviewStage.SECRECY: "保密审查",
    ReviewStage.EMERGENCY: "应急发布",
}
STATUSES = {
    EntryStatus.DRAFT: "草稿",
    EntryStatus.FIRST_REVIEW: "待初审",
    EntryStatus.SECOND_REVIEW: "待复审",
    EntryStatus.FINAL_REVIEW: "待终审和保密审查",
    EntryStatus.PUBLISHED: "已发布",
    EntryStatus.SUPERSEDED: "已被新版本替换",
    EntryStatus.RETIRED: "已下线",
}

FIELDS = {
    "question": "问题",
    "answer": "答案",
    "jurisdiction": "辖区",
    "organisation": "机构",
    "language": "语言",
    "translation_of": "译自",
    "superseded_by": "替代为",
    "similar_questions": "相似问",
    "negative_questions": "反例问",
    "keywords": "关键词",
    "short_answer": "短答案",
    "spoken_answer": "语音答案",
    "links": "链接",
    "topic": "主题",
    "field": "领域",
    "aspect": "方面",
    "audience": "对象",
    "life_stages": "生命周期",
    "valid_from": "生效日期",
    "valid_until": "失效日期",
    "sources": "来源",
}
"""What the staff call an entry's fields."""

ACTS = {
    "draft": "起草",
    "submit": "送审",
    "approve": "审查通过",
    "reject": "退回",
    "publish": "发布",
    "publish_imported": "导入时直接发布",
    "overrule_gate": "考试未过仍发布",
    "emergency": "应急发布",
    "withdraw": "撤回应急发布",
    "validity": "设定失效日期",
    "retire": "下线",
    "rollback": "恢复旧版",
    "translation_stale": "译文过时",
    "confirm_translation": "确认译文",
}
"""What the staff call the acts on an entry, by their codes in the audit log."""


def where(status: EntryStatus, due: Collection[ReviewStage]) -> str:
    """Where a version stands, and so what it waits for."""
    if status is not EntryStatus.FINAL_REVIEW:
        return STATUSES[status]
    return f"待{'和'.join(STAGES[stage] for stage in due)}" if due else "待发布"


def stages(wanted: Iterable[ReviewStage]) -> str:
    """Their names in one phrase."""
    return "、".join(STAGES[stage] for stage in wanted)


def version_name(entry_id: str, number: int) -> str:
    """How messages name one version."""
    return f"条目 {entry_id} 第{number}版"
