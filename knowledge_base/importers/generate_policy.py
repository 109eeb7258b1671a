"""From policies and interpretations to entries that begin and end with their document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from knowledge_base.drafts import EntryDraft
from knowledge_base.importers.drafts import PolicyDraft
from knowledge_base.importers.wording import document_name, shortened, stopped
from knowledge_base.models import Aspect, SourceKind

GENERAL = "general"
APPLIED_FOR = re.compile("申|提出|提交|填报")
"""Words of a text that says itself whether one has to apply, and how."""

WHO = ("惠及对象", "条件")
"""政策要点 that say who benefits, and what is asked of them."""


@dataclass(slots=True)
class PolicyIndex:
    """Every policy known, by 文号 and by name, for those that refer to it."""

    by_name: dict[str, PolicyDraft] = field(default_factory=dict)
    successors: dict[str, PolicyDraft] = field(default_factory=dict)
    """Key of a repealed policy → the policy that repeals it."""

    def add(self, drafts: Iterable[PolicyDraft]) -> None:
        """Know these policies too; interpretations are not policies."""
        policies = [d for d in drafts if d.source.kind is SourceKind.POLICY]
        for draft in policies:
            for name in filter(None, (draft.document_number, document_name(draft.title))):
                self.by_name[name] = draft
        for draft in policies:
            for relation in draft.relations:
                old = self.find(relation["target"]) if relation["kind"] == "废止" else None
                if old is not None and old.key != draft.key:
                    self.successors[old.key] = draft

    def find(self, target: str) -> PolicyDraft | None:
        """The policy that a 文号 or title names, also where both stand together."""
        exact = self.by_name.get(target.strip()) or self.by_name.get(document_name(target))
        if exact is not None:
            return exact
        return next((p for name, p in self.by_name.items() if name in target), None)

    def last_day(self, policy: PolicyDraft) -> date | None:
        """The last day it is in force: as it says itself, or the day before its repeal."""
        successor = self.successors.get(policy.key)
        if policy.effective_until or successor is None or successor.effective_from is None:
            return policy.effective_until
        return successor.effective_from - timedelta(days=1)


def generate_from_policy(draft: PolicyDraft, index: PolicyIndex) -> Iterator[EntryDraft]:
    """The entries of a policy, or the questions an interpretation answers."""
    if draft.source.kind is SourceKind.INTERPRETATION:
        yield from _interpreted(draft, index)
        return
    successor = index.successors.get(draft.key)
    for entry in _of_policy(draft):
        yield replace(
            entry,
            valid_from=draft.effective_from,
            valid_until=index.last_day(draft),
            superseded_by=f"{successor.key}:{GENERAL}" if successor else None,
        )
    yield _validity(draft, index)


def _interpreted(draft: PolicyDraft, index: PolicyIndex) -> Iterator[EntryDraft]:
    targets = [r["target"] for r in draft.relations if r["kind"] == "解读"]
    policy = index.find(targets[0]) if targets else None
    successor = index.successors.get(policy.key) if policy else None
    for entry in draft.entries:
        if policy is None:
            yield entry
            continue
        yield replace(
            entry,
            organisation=entry.organisation or policy.organisation,
            topic=entry.topic or document_name(policy.title),
            field=entry.field or policy.subject,
            audience=_audience(policy),
            valid_from=entry.valid_from or policy.effective_from,
            valid_until=entry.valid_until or index.last_day(policy),
            superseded_by=f"{successor.key}:{GENERAL}" if successor else None,
            sources=(*entry.sources, policy.source),
        )


def _audience(policy: PolicyDraft) -> tuple[str, ...]:
    return ("企业",) if policy.conditions else ()


POINTS: tuple[tuple[str, Aspect, str, tuple[str, ...]], ...] = (
    ("标准", Aspect.AMOUNT, "{}的标准是多少？", ("{}能领多少", "{}给多少钱", "{}补多少")),
    ("兑现时限", Aspect.DURATION, "{}多久兑现？", ("{}几时到账", "{}的钱什么时候到", "{}要等多久")),
    ("受理", Aspect.PROCESS, "{}怎么申请？", ("{}在哪申报", "{}去哪里办", "{}找谁申请")),
    ("咨询", Aspect.PHONE, "{}有疑问打哪个电话？", ("{}找谁问", "{}咨询电话", "{}打什么电话")),
)
"""政策要点 that are entries of their own: question, and how people ask it."""


def _of_policy(draft: PolicyDraft) -> Iterator[EntryDraft]:
    if draft.benefits or draft.body:
        yield _general(draft)
    if draft.conditions or any(label in draft.benefits for label in WHO):
        yield _conditions(draft)
    name = f"《{document_name(draft.title)}》"
    for label, aspect, question, spoken in POINTS:
        if label in draft.benefits:
            text = draft.benefits[label]
            answer = f"{name}{label}：{stopped(text)}"
            automatic = draft.benefits.get("免申即享", "").startswith("是")
            if label == "受理" and automatic and not APPLIED_FOR.search(text):
                answer += "这项政策免申即享，由系统比对后确认，不用提交申请。"
            wordings = tuple(wording.format(name) for wording in spoken)
            yield _entry(draft, aspect.value, aspect, question.format(name), wordings, answer)


def _general(draft: PolicyDraft) -> EntryDraft:
    plain = document_name(draft.title)
    name = f"《{plain}》"
    points = "\n".join(f"{label}：{text}" for label, text in draft.benefits.items())
    answer = f"{name}{_issued(draft)}。\n{points or _opening_paragraphs(draft.body)}"
    similar = (f"{name}讲了什么", f"{name}是什么政策", f"{plain}是啥")
    return _entry(draft, GENERAL, Aspect.GENERAL, f"{name}的主要内容是什么？", similar, answer)


def _conditions(draft: PolicyDraft) -> EntryDraft:
    name = f"《{document_name(draft.title)}》"
    lines = [f"{x}：{stopped(draft.benefits[x])}" for x in WHO if x in draft.benefits]
    if draft.conditions:
        lines.append("需要满足的条件：")
        lines.extend(f"· {condition['text']}" for condition in draft.conditions)
    similar: tuple[str, ...] = (f"谁可以享受{name}", f"{name}要什么条件", f"我符合{name}吗")
    if draft.conditions:  # what enterprises can be matched by
        similar = (*similar, f"哪些企业能申请{name}", f"我公司符合{name}吗")
    question = f"享受{name}需要什么条件？"
    return _entry(draft, "conditions", Aspect.CONDITIONS, question, similar, "\n".join(lines))


def _validity(draft: PolicyDraft, index: PolicyIndex) -> EntryDraft:
    name = f"《{document_name(draft.title)}》"
    last = index.last_day(draft)
    successor = index.successors.get(draft.key)
    parts = [f"{name}{_issued(draft)}"]
    if draft.effective_from:
        parts.append(f"自{_day(draft.effective_from)}起施行")
    if last:
        parts.append(f"有效期至{_day(last)}")
    if draft.validity != "有效":
        parts.append(f"目前的状态是“{draft.validity}”")
    answer = "，".join(parts) + "。"
    if successor:
        answer += f"现在执行的是《{document_name(successor.title)}》{_number(successor)}。"
    similar = (f"{name}过期了吗", f"{name}到什么时候", f"{name}还能用吗", f"{name}什么时候开始执行")
    return _entry(draft, "validity", Aspect.GENERAL, f"{name}现在还有效吗？", similar, answer)


def _issued(draft: PolicyDraft) -> str:
    by = f"由{draft.issuer}" if draft.issuer else ""
    on = draft.published_on or draft.written_on
    return f"{_number(draft)}{by}{f'于{_day(on)}' if on else ''}发布"


def _number(draft: PolicyDraft) -> str:
    return f"（{draft.document_number}）" if draft.document_number else ""


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _opening_paragraphs(body: str) -> str:
    """The first paragraphs of a document, word for word."""
    return shortened(body) or body


def _entry(
    draft: PolicyDraft,
    name: str,
    aspect: Aspect,
    question: str,
    similar: tuple[str, ...],
    answer: str,
) -> EntryDraft:
    return EntryDraft(
        key=f"{draft.key}:{name}",
        question=question,
        answer=answer,
        jurisdiction=draft.jurisdiction,
        organisation=draft.organisation,
        similar_questions=tuple(dict.fromkeys((*draft.wordings.get(name, ()), *similar))),
        short_answer=shortened(answer),
        topic=document_name(draft.title),
        field=draft.subject,
        aspect=aspect,
        audience=_audience(draft),
        sources=(draft.source,),
    )
