"""From a service guide to entries for the aspects it has facts for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from knowledge_base.drafts import ENGLISH, EntryDraft, SourceDraft
from knowledge_base.importers.drafts import GuideDraft
from knowledge_base.importers.guide_answers import ANSWERS
from knowledge_base.importers.wording import SHORT_ANSWER_MAX, shortened
from knowledge_base.models import Aspect, SourceKind

PRICE = "{}多少钱"
"""Asks what it costs, but of an allowance or a loan how much one gets."""
VERBS = tuple("办领开补换查转取报销迁申改住登加装续去结离分过落上")
"""How an alias begins that needs no 办 before it: 领结婚证, 查房产."""
QUESTIONS: dict[Aspect, tuple[str, ...]] = {
    Aspect.GENERAL: ("{}怎么办理？", "{}怎么办", "{}怎么申请", "{}咋弄", "我要办{}"),
    Aspect.MATERIALS: ("办理{}需要什么材料？", "{}要带什么", "{}需要哪些材料"),
    Aspect.DURATION: ("办理{}要多长时间？", "{}要多久", "{}几天能好"),
    Aspect.FEE: ("办理{}收费吗？", PRICE, "{}要交钱吗"),
    Aspect.AMOUNT: ("{}的标准是多少？", PRICE, "{}能有多少钱", "{}最多多少"),
    Aspect.PLACE: ("在哪里办理{}？", "{}去哪里", "{}在哪办"),
    Aspect.HOURS: ("{}的窗口什么时间上班？", "{}周末能办吗", "{}几点下班"),
    Aspect.PROCESS: ("{}的办理流程是什么？", "{}怎么走流程", "{}分几步"),
    Aspect.CONDITIONS: ("办理{}需要符合什么条件？", "{}有什么要求", "办{}要什么条件"),
    Aspect.BASIS: ("办理{}的依据是什么？", "{}是按什么规定", "{}有什么法律依据"),
    Aspect.CHANNEL: ("{}可以网上办吗？", "{}能在手机上办吗", "{}要去现场吗"),
    Aspect.PHONE: ("办理{}打什么电话咨询？", "{}咨询电话", "{}找谁问"),
}
"""The question about the item's name first, then how people say it with an alias."""
ENGLISH_QUESTIONS = {
    Aspect.GENERAL: "How does it work: {}?",
    Aspect.MATERIALS: "What documents do I need: {}?",
    Aspect.DURATION: "How long does it take: {}?",
    Aspect.FEE: "How much does it cost: {}?",
    Aspect.AMOUNT: "How much can I get: {}?",
    Aspect.PLACE: "Where do I go: {}?",
    Aspect.HOURS: "When is the counter open: {}?",
    Aspect.PROCESS: "What are the steps: {}?",
    Aspect.CONDITIONS: "Who may apply: {}?",
    Aspect.BASIS: "What is the legal basis: {}?",
    Aspect.CHANNEL: "Can I do it online: {}?",
    Aspect.PHONE: "Whom can I call: {}?",
}
LEGAL_ASPECTS = (Aspect.BASIS, Aspect.CONDITIONS)


_ASIDE = re.compile("（[^（）]*）")
_ACT = re.compile("(?:审核确认|申领|申请|办理|登记|认定|备案|许可|核准)$")
_TO_DO = re.compile("办理?{}")
SHORTEST_NAME = 4
"""Characters that a name has at least without its act: 工伤, of 工伤认定, says too little."""


def names_of(draft: GuideDraft) -> tuple[str, ...]:
    """What people call it: its aliases, and its own name without asides and without its act."""
    plain = _ASIDE.sub("", draft.subject)
    thing = _ACT.sub("", plain)
    own = [plain, thing] if len(thing) >= SHORTEST_NAME else [plain]
    return tuple(dict.fromkeys((*draft.aliases, *own)))


def generate_from_guide(draft: GuideDraft) -> Iterator[EntryDraft]:
    """One entry per aspect with facts, and its English pair where the guide has one."""
    names = names_of(draft)
    for aspect, wordings in QUESTIONS.items():
        answer = ANSWERS[aspect](draft)
        if not answer:
            continue
        question, *spoken = wordings
        if aspect is Aspect.FEE and draft.facts.get("待遇标准"):
            spoken.remove(PRICE)
        made = [_worded(text, name) for name in names for text in (*spoken, question)]
        own = draft.wordings.get(aspect, ())
        bare = names if aspect is Aspect.GENERAL else ()
        entry = EntryDraft(
            key=f"{draft.key}:{aspect}",
            question=question.format(draft.subject),
            answer=answer,
            jurisdiction=draft.jurisdiction,
            organisation=draft.organisation,
            similar_questions=tuple(dict.fromkeys((*own, *bare, *made))),
            short_answer=shortened(answer),
            spoken_answer=draft.spoken.get(aspect),
            links=_links(draft),
            topic=draft.topic,
            field=draft.field,
            aspect=aspect,
            audience=_audience(draft),
            life_stages=tuple(draft.facts.get("生命周期") or ()),
            valid_from=_day(draft.facts.get("有效期起")),
            valid_until=_day(draft.facts.get("有效期止")),
            sources=_sources(draft, aspect),
        )
        yield entry
        if pair := _english(draft, entry):
            yield pair


def _worded(text: str, name: str) -> str:
    """The wording about a name, which may be a thing (居住证) or what is done (补身份证)."""
    return (_TO_DO.sub("{}", text) if name.startswith(VERBS) else text).format(name)


def _links(draft: GuideDraft) -> tuple[tuple[str, str], ...]:
    url = draft.facts.get("在线办理地址")
    return (("在线办理", url),) if url else ()


def _audience(draft: GuideDraft) -> tuple[str, ...]:
    served = str(draft.facts.get("服务对象") or "")
    people = ("个人",) if "自然人" in served or "个人" in served else ()
    firms = ("企业",) if "法人" in served or "企业" in served or "个体" in served else ()
    return (*people, *firms)


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None


def _sources(draft: GuideDraft, aspect: Aspect) -> tuple[SourceDraft, ...]:
    if aspect not in LEGAL_ASPECTS:
        return (draft.source,)
    laws = (
        SourceDraft(SourceKind.LAW, law["名称"], law.get("文号") or None, law.get("条款") or None)
        for law in draft.facts.get("设定依据") or ()
    )
    return (draft.source, *laws)


def _english(draft: GuideDraft, entry: EntryDraft) -> EntryDraft | None:
    answer = (draft.english.get("answers") or {}).get(entry.aspect)
    if not answer:
        return None
    name = draft.english["name"]
    asked = list((draft.english.get("questions") or {}).get(entry.aspect) or ())
    return EntryDraft(
        key=f"{entry.key}{ENGLISH}",
        question=ENGLISH_QUESTIONS[entry.aspect].format(name),
        answer=answer,
        jurisdiction=entry.jurisdiction,
        organisation=entry.organisation,
        language="en",
        translation_of=entry.key,
        similar_questions=tuple(dict.fromkeys(asked)),
        short_answer=answer[:SHORT_ANSWER_MAX] if len(answer) > SHORT_ANSWER_MAX else None,
        links=tuple(("Apply online", url) for _, url in entry.links),
        topic=entry.topic,
        field=entry.field,
        aspect=entry.aspect,
        audience=entry.audience,
        life_stages=entry.life_stages,
        valid_from=entry.valid_from,
        valid_until=entry.valid_until,
        sources=entry.sources,
    )
