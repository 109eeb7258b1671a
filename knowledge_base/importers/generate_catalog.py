"""From a row of a catalog to entries for its aspects, worded as people ask."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge_base.drafts import EntryDraft, SourceDraft
from knowledge_base.importers.catalog_rows import NOT_APPLICABLE
from knowledge_base.importers.drafts import CatalogItemDraft
from knowledge_base.importers.wording import joined, shortened, stopped
from knowledge_base.models import Aspect, SourceKind

GENERAL_NAMES = re.compile(
    r"(?:综合|其他|通用|基本|相关|一般)*(?:业务|信息|事项|政策|工作)*|政务公开|公开事项|公共服务"
)
"""First-level names that say nothing about the item."""
NEEDS_ITS_GROUP = re.compile(
    r"(?:相关|有关|配套)?(?:政策|法规|法律|文件|规范性文件|政策法规|政策文件|法规政策|办事|服务|工作|办理|审批|审核|审查|评审|"
    r"申请|受理|认定|结果|指南|流程|程序|条件|标准|对象|名单|信息|公示|公告|情况|解读|条件和标准|和|与|、)+"
)
"""Second-level names that many items share: they are known by the group they stand in."""
SEEN = re.compile(
    r"^(?!.*(?:处罚|强制|许可)).*(?:结果|公告|公示|名单|名录|名册|公报|快报|报告|年报|清单|目录|计划|决定|决定书|方案|方案和房源|预案|质量|水质|预算|决算|收支|记录|批准文件)$"
)
"""Ends of the names of what is there to be seen: who says the name alone wants to see it."""
REGULATION = "中华人民共和国政府信息公开条例"
REGULATION_NUMBER = "国令第711号"

QUESTIONS: dict[Aspect, tuple[str, ...]] = {
    Aspect.BODY: (
        "{name}由哪个部门公开？",
        "{name}归谁管",
        "{name}该找哪个单位要",
        "谁负责公布{name}",
    ),
    Aspect.CONTENT: (
        "{name}公开哪些内容？",
        "{name}里面都有什么",
        "{name}包括哪些信息",
        "{name}能查到什么",
    ),
    Aspect.DURATION: (
        "{name}什么时候公开？",
        "{name}多久公布一次",
        "{name}几天内能看到",
        "{name}的公开时限是多少",
    ),
    Aspect.CHANNEL: (
        "在哪里可以看到{name}？",
        "{name}去哪查",
        "{name}网上能看吗",
        "{name}在哪公布",
    ),
    Aspect.BASIS: (
        "公开{name}的依据是什么？",
        "{name}为什么要公开",
        "{name}公开是按什么规定",
        "公开{name}有什么法律依据",
    ),
    Aspect.PROCESS: (
        "怎么申请公开{name}？",
        "想要{name}怎么申请",
        "{name}没公开怎么办",
        "{name}能申请看吗",
    ),
}
"""The question of each aspect first, then how people say it."""


def item_name(draft: CatalogItemDraft) -> str:
    """What people call an item: with its field, or its group where the name alone is general.

    Depends on the row alone, so that a change in one row never renames another.
    """
    lowest = short_name(draft)
    known = draft.field in lowest or GENERAL_NAMES.fullmatch(draft.field)
    named = lowest if known else f"{draft.field}的{lowest}"
    return draft.place + named if draft.is_local else named


def short_name(draft: CatalogItemDraft) -> str:
    """The item's own name, with the name of its group where many items are called so."""
    lowest = draft.level_three or draft.level_two
    if not NEEDS_ITS_GROUP.fullmatch(lowest):
        return lowest
    groups = [draft.level_two, draft.level_one] if draft.level_three else [draft.level_one]
    for group in groups:
        if not (GENERAL_NAMES.fullmatch(group) or NEEDS_ITS_GROUP.fullmatch(group)):
            return group if lowest in group else f"{group}的{lowest}"
    return lowest


def generate_from_catalog(draft: CatalogItemDraft) -> Iterator[EntryDraft]:
    """One entry per aspect the row has facts for."""
    name = item_name(draft)
    if NOT_APPLICABLE.match(draft.content):
        yield _entry(
            draft,
            Aspect.GENERAL,
            f"{name}在{draft.place}有公开信息吗？",
            (f"{name}查不到", f"有没有{name}"),
            f"{draft.place}没有“{name}”这一事项。{stopped(draft.content)}",
        )
        return
    spoken = draft.place + short_name(draft) if draft.is_local else short_name(draft)
    for aspect, answer in _answers(draft, name):
        question, *similar = QUESTIONS[aspect]
        wordings = tuple(wording.format(name=spoken) for wording in similar)
        if aspect is Aspect.CHANNEL and SEEN.match(spoken):
            wordings = (*wordings, spoken)
        yield _entry(draft, aspect, question.format(name=name), wordings, answer)


def _answers(draft: CatalogItemDraft, name: str) -> Iterator[tuple[Aspect, str]]:
    if draft.body:
        yield Aspect.BODY, f"{name}由{draft.body}公开。"
    if draft.content:
        yield Aspect.CONTENT, f"{name}公开的内容：\n{draft.content}"
    if draft.time_limit:
        yield Aspect.DURATION, f"{name}的公开时限：{stopped(draft.time_limit)}"
    if draft.channels:
        yield Aspect.CHANNEL, f"您可以通过{joined(draft.channels)}查看{name}。"
    if draft.basis:
        yield Aspect.BASIS, f"公开{name}的依据：\n{draft.basis}"
    if draft.on_request or draft.audience != "全社会":
        yield Aspect.PROCESS, _on_request(draft, name)


def _on_request(draft: CatalogItemDraft, name: str) -> str:
    body = draft.body or "掌握该信息的机关"
    whom = "" if draft.audience == "全社会" else f"公开对象是：{draft.audience}。"
    return (
        f"{whom}需要{name}的，可以向{body}提出政府信息公开申请。"
        "请写明您的姓名和联系方式、身份证明，以及要什么信息、用什么形式提供。"
        "能当场答复的当场答复；不能当场答复的，收到申请之日起20个工作日内答复，需要延长的最多再延长20个工作日。"
    )


def _entry(
    draft: CatalogItemDraft,
    aspect: Aspect,
    question: str,
    similar: tuple[str, ...],
    answer: str,
) -> EntryDraft:
    sources: tuple[SourceDraft, ...] = (draft.source,)
    if aspect is Aspect.PROCESS:
        law = SourceDraft(SourceKind.LAW, REGULATION, REGULATION_NUMBER, "第二十九条、第三十三条")
        sources = (draft.source, law)
    return EntryDraft(
        key=f"{draft.key}:{aspect}",
        question=question,
        answer=answer,
        jurisdiction=draft.jurisdiction,
        organisation=draft.organisation,
        similar_questions=similar,
        short_answer=shortened(answer),
        topic=draft.level_three or draft.level_two,
        field=draft.field,
        aspect=aspect,
        life_stages=draft.life_stages,
        sources=sources,
    )
