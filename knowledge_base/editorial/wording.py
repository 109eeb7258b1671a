"""The staff's words for stages, statuses and roles, as they stand in messages."""

from __future__ import annotations

from collections.abc import Iterable

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


def stages(wanted: Iterable[ReviewStage]) -> str:
    """Their names in one phrase."""
    return "、".join(STAGES[stage] for stage in wanted)


def version_name(entry_id: str, number: int) -> str:
    """How messages name one version."""
    return f"条目 {entry_id} 第{number}版"
