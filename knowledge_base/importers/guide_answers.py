"""The answers that a service guide's fields make, one function per aspect."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from knowledge_base.importers.drafts import GuideDraft, MaterialDraft, SituationDraft
from knowledge_base.importers.wording import joined, stopped
from knowledge_base.models import Aspect

AT_ONCE = "当场"


def _general(draft: GuideDraft) -> str:
    """What it is, who it is for, how, in a few sentences."""
    facts = draft.facts
    parts = [f"{draft.name}由{draft.organisation_name}办理。"]
    if served := facts.get("服务对象"):
        parts.append(f"服务对象：{stopped(str(served))}")
    if ways := facts.get("办理形式"):
        parts.append(f"办理方式：{stopped(joined(list(ways)))}")
    required = [m.name for m in draft.materials if m.required]
    if required:
        parts.append(f"主要材料：{stopped('、'.join(required[:6]))}")
    if time := _time(draft):
        parts.append(time)
    if fee := _fee(draft):
        parts.append(stopped(fee.split("。")[0]))
    if places := facts.get("办理地点"):
        parts.append(f"办理地点：{places[0]['名称']}（{places[0]['地址']}）。")
    parts.append(f"咨询：{stopped(str(facts['咨询方式']))}")
    if draft.situations:
        names = "、".join(situation.name for situation in draft.situations)
        parts.append(f"不同情形要的材料不一样，分为：{stopped(names)}")
    return "\n".join(parts)


def _materials(draft: GuideDraft) -> str:
    if not draft.materials:
        return ""
    if not draft.situations:
        return f"办理{draft.subject}需要：\n" + _numbered(draft.materials)
    by_code = {material.code: material for material in draft.materials}
    blocks = [f"办理{draft.subject}的材料按情形准备："]
    for situation in draft.situations:
        needed = [by_code[code] for code in situation.material_codes]
        blocks.append(f"【{situation.name}】\n" + (_numbered(needed) or "不用带材料。"))
    return "\n".join(blocks)


def _numbered(materials: tuple[MaterialDraft, ...] | list[MaterialDraft]) -> str:
    return "\n".join(f"{n}. {_material(material)}" for n, material in enumerate(materials, start=1))


def _material(material: MaterialDraft) -> str:
    form = f"{material.form or ''}{material.copies}份"
    need = "" if material.required else "，视情况提供"
    note = f"：{material.note}" if material.note else ""
    return stopped(f"{material.name}（{form}{need}）{note}")


def _time(draft: GuideDraft) -> str:
    facts = draft.facts
    promised = _limit(facts.get("承诺办结时限"), facts.get("承诺办结时限单位"))
    legal = _limit(facts.get("法定办结时限"), facts.get("法定办结时限单位"))
    if facts.get("办件类型") == "即办件" and not promised:
        promised = AT_ONCE
    parts = [_promise(promised), f"法定时限{legal}" if legal else ""]
    return stopped("，".join(part for part in parts if part)) if any(parts) else ""


def _promise(limit: str) -> str:
    """The limit as what the office promises; a limit may itself say how the matter ends."""
    if limit == AT_ONCE:
        return f"材料齐全的{AT_ONCE}办结"
    if not limit or limit.endswith("办结"):
        return limit
    return f"承诺{limit}内办结"


def _limit(number: Any, unit: Any) -> str:
    if number in (None, ""):
        return ""
    if str(number) in ("0", "0.0"):
        return AT_ONCE
    return f"{number}{unit or '个工作日'}".replace("工作日", "个工作日").replace("个个", "个")


def _duration(draft: GuideDraft) -> str:
    time = _time(draft)
    differing = _by_situation(draft.situations, "承诺办结时限")
    if not time and not differing:
        return ""
    return "\n".join(filter(None, (f"办理{draft.subject}：{time}" if time else "", differing)))


def _fee(draft: GuideDraft) -> str:
    facts = draft.facts
    if "是否收费" not in facts:
        return ""
    if not facts["是否收费"]:
        return "不收费。"
    return f"收费：{stopped(str(facts.get('收费标准') or '按规定收取'))}"


def _fee_answer(draft: GuideDraft) -> str:
    fee = _fee(draft)
    if not fee:
        return ""
    basis = draft.facts.get("收费依据")
    lines = [f"办理{draft.subject}{fee}", _by_situation(draft.situations, "费用")]
    standard = str(draft.facts.get("收费标准") or "")
    if not draft.facts["是否收费"] and standard not in ("", "不收费"):
        lines.append(stopped(standard))  # what is paid to others although the service is free
    if basis and draft.facts["是否收费"]:
        lines.append(f"收费依据：{stopped(str(basis))}")
    return "\n".join(line for line in lines if line)


def _amount(draft: GuideDraft) -> str:
    standard = draft.facts.get("待遇标准")
    return f"{draft.subject}：{stopped(str(standard))}" if standard else ""


def _by_situation(situations: tuple[SituationDraft, ...], fact: str) -> str:
    """The fact per situation, where the situations differ in it."""
    known = {s.name: str(s.facts[fact]) for s in situations if s.facts.get(fact)}
    if len(set(known.values())) < 2:
        return ""
    return "\n".join(f"· {name}：{value}" for name, value in known.items())


def _place(draft: GuideDraft) -> str:
    lines = [f"办理{draft.subject}的地点："]
    for place in draft.facts.get("办理地点") or ():
        phone = f"，电话{place['电话']}" if place.get("电话") else ""
        lines.append(f"· {place['名称']}：{place['地址']}，{place['时间']}{phone}")
    if near := draft.facts.get("家门口"):
        lines.append(f"家门口也能办：{stopped(joined(list(near)))}")
    if agent := draft.facts.get("代办"):
        lines.append(f"代办：{stopped(agent)}")
    if scope := draft.facts.get("通办范围"):
        lines.append(f"通办范围：{stopped(scope)}")
    return "\n".join(lines) if len(lines) > 1 else ""


def _hours(draft: GuideDraft) -> str:
    places = draft.facts.get("办理地点") or ()
    lines = [f"· {place['名称']}：{place['时间']}" for place in places]
    booking = draft.facts.get("预约")
    if booking:
        lines.append(f"预约：{stopped(booking)}")
    return f"办理{draft.subject}的时间：\n" + "\n".join(lines) if places else ""


def _process(draft: GuideDraft) -> str:
    blocks = []
    for way, steps in (draft.facts.get("办理流程") or {}).items():
        numbered = "\n".join(f"{n}. {stopped(step)}" for n, step in enumerate(steps, start=1))
        if numbered:
            blocks.append(f"{way}办理：\n{numbered}")
    return "\n".join(blocks)


def _conditions(draft: GuideDraft) -> str:
    conditions = draft.facts.get("受理条件") or ()
    lines = "\n".join(f"{n}. {stopped(text)}" for n, text in enumerate(conditions, start=1))
    return f"办理{draft.subject}的条件：\n{lines}" if lines else ""


def _basis(draft: GuideDraft) -> str:
    laws = [
        f"· {_titled(law['名称'])}"
        + (f"（{law['文号']}）" if law.get("文号") else "")
        + (law.get("条款") or "")
        for law in draft.facts.get("设定依据") or ()
    ]
    return f"办理{draft.subject}的依据：\n" + "\n".join(laws) if laws else ""


def _titled(name: str) -> str:
    """A law's name in one pair of brackets; 《甲》实施办法 keeps its own inside."""
    plain = re.sub(r"^《([^《》]*)》$", r"\1", name)
    return f"《{plain.replace('《', '〈').replace('》', '〉')}》"


def _channel(draft: GuideDraft) -> str:
    ways = draft.facts.get("办理形式")
    visits = draft.facts.get("到现场次数")
    if not ways:
        return ""
    lines = [f"办理方式：{stopped(joined(list(ways)))}"]
    if visits is not None:
        lines.append("不用到现场。" if visits == 0 else f"要到现场{visits}次。")
    if url := draft.facts.get("在线办理地址"):
        lines.append(f"在线办理：{url}")
    if post := draft.facts.get("快递"):
        lines.append(f"快递：{stopped(post)}")
    return "\n".join(lines)


def _phone(draft: GuideDraft) -> str:
    lines = [f"咨询{draft.name}：{stopped(str(draft.facts['咨询方式']))}"]
    if complaint := draft.facts.get("监督投诉方式"):
        lines.append(f"监督投诉：{stopped(complaint)}")
    return "\n".join(lines)


ANSWERS: dict[Aspect, Callable[[GuideDraft], str]] = {
    Aspect.GENERAL: _general,
    Aspect.MATERIALS: _materials,
    Aspect.DURATION: _duration,
    Aspect.FEE: _fee_answer,
    Aspect.AMOUNT: _amount,
    Aspect.PLACE: _place,
    Aspect.HOURS: _hours,
    Aspect.PROCESS: _process,
    Aspect.CONDITIONS: _conditions,
    Aspect.BASIS: _basis,
    Aspect.CHANNEL: _channel,
    Aspect.PHONE: _phone,
}
"""The answer about each aspect; empty where the guide has no facts for it."""
