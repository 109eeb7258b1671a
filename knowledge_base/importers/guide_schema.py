"""What a guide must hold, and what in it must agree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from knowledge_base.importers.base import ImportContext
from knowledge_base.models import Aspect

GuideRecord = dict[str, Any]
"""A guide in the field names of the national guides."""

REQUIRED = ("事项名称", "实施主体", "领域", "主题", "受理条件", "办理地点", "咨询方式")
TEXT = (
    *("事项名称", "基本编码", "实施编码", "业务办理项编码", "事项类型", "实施主体", "行使层级"),
    *("服务对象", "办件类型", "领域", "主题", "法定办结时限单位", "承诺办结时限单位", "收费标准"),
    "待遇标准",
    *(
        "收费依据",
        "咨询方式",
        "监督投诉方式",
        "在线办理地址",
        "结果名称",
        "通办范围",
        "预约",
        "快递",
    ),
    *("代办", "有效期起", "有效期止"),
)
LISTS = ("别名", "生命周期", "受理条件", "办理形式", "家门口")
OBJECT_LISTS = {
    "设定依据": ("名称",),
    "办理地点": ("名称", "地址", "时间"),
    "材料": ("编码", "名称"),
}
"""Lists of objects and what each object must have."""
OTHER = (
    *("法定办结时限", "承诺办结时限", "办理流程", "到现场次数", "是否收费", "情形", "问法", "语音"),
    "english",
)
KNOWN = frozenset((*TEXT, *LISTS, *OBJECT_LISTS, *OTHER))
LONGEST_CODE = 32
"""Characters of a material's or a situation's code; PostgreSQL takes no more."""
CODE_LENGTHS = {"基本编码": 12, "实施编码": 31}


def faults_of(record: object, context: ImportContext) -> Iterator[tuple[str | None, str]]:
    """(field, reason) of everything that keeps a guide from being taken."""
    if not isinstance(record, dict):
        yield None, "应为一个 JSON 对象"
        return
    shape = [*_missing(record), *_shapes(record)]
    yield from shape
    if shape:
        return
    yield from _values(record, context)
    yield from _aspects(record)
    yield from _tree(record)


def _missing(record: GuideRecord) -> Iterator[tuple[str, str]]:
    for field in REQUIRED:
        if not record.get(field):
            yield field, "缺少必填字段"
    for field in sorted(set(record) - KNOWN):
        yield field, "不认识的字段"


def _shapes(record: GuideRecord) -> Iterator[tuple[str, str]]:
    for field in TEXT:
        if not isinstance(record.get(field), str | None):
            yield field, "应为文字"
    for field in LISTS:
        value = record.get(field) or []
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            yield field, "应为文字的列表"
    for field, needed in OBJECT_LISTS.items():
        value = record.get(field) or []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            yield field, "应为对象的列表"
            continue
        for number, item in enumerate(value, start=1):
            for name in needed:
                if not item.get(name):
                    yield field, f"第{number}项缺少“{name}”"
    for field in ("办理流程", "情形", "问法", "语音", "english"):
        if not isinstance(record.get(field), dict | None):
            yield field, "应为对象"


def _values(record: GuideRecord, context: ImportContext) -> Iterator[tuple[str, str]]:
    if context.organisation(record["实施主体"]) is None:
        yield "实施主体", f"不认识的机构：{record['实施主体']}"
    for station in record.get("家门口") or ():
        if context.organisation(station) is None:
            yield "家门口", f"不认识的机构：{station}"
    for field, length in CODE_LENGTHS.items():
        code = record.get(field)
        if code and len(code) != length:
            yield field, f"应为{length}位，现为{len(code)}位"
    for field in ("有效期起", "有效期止"):
        if record.get(field) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", record[field]):
            yield field, f"日期应写成 2025-01-31 的样子：{record[field]}"
    for material in record.get("材料") or ():
        if not str(material.get("份数") or 1).isdigit():
            yield "材料", f"“{material['名称']}”的份数应为整数"
        if len(str(material["编码"])) > LONGEST_CODE:
            yield "材料", f"“{material['名称']}”的编码超过{LONGEST_CODE}个字符"


def _aspects(record: GuideRecord) -> Iterator[tuple[str, str]]:
    english = record.get("english") or {}
    named = {
        "问法": record.get("问法") or {},
        "语音": record.get("语音") or {},
        "english": {**(english.get("answers") or {}), **(english.get("questions") or {})},
    }
    for field, aspects in named.items():
        for aspect in sorted(set(aspects) - {a.value for a in Aspect}):
            yield field, f"不认识的方面：{aspect}"
    if english.get("answers") and not english.get("name"):
        yield "english", "缺少 name"


def _tree(record: GuideRecord) -> Iterator[tuple[str, str]]:
    """Every reference of the situation tree must lead somewhere, and every leaf be reached."""
    tree = record.get("情形") or {}
    if not tree:
        return
    try:
        questions = {q["编号"]: [(o["名称"], o) for o in q["选项"]] for q in tree["问题"]}
        results = {r["编号"]: r.get("材料") or [] for r in tree["结果"]}
        texts = [(q["问题"], r["名称"]) for q in tree["问题"] for r in tree["结果"]]
    except (KeyError, TypeError) as error:
        yield "情形", f"问题或结果缺少字段：{error}"
        return
    if not texts:
        yield "情形", "没有问题或没有结果"
        return
    for code in results:
        if len(str(code)) > LONGEST_CODE:
            yield "情形", f"编号超过{LONGEST_CODE}个字符：{code}"
    for part in (*tree["问题"], *(o for q in tree["问题"] for o in q["选项"])):
        if not isinstance(part.get("english"), str | None):
            yield "情形", f"english 应为文字：{part['english']}"
    reached = {next(iter(questions))}
    for options in questions.values():
        for label, option in options:
            following, leaf = option.get("下一题"), option.get("情形")
            if bool(following) == bool(leaf):
                yield "情形", f"选项“{label}”应有且只有“下一题”或“情形”之一"
            elif following and following not in questions:
                yield "情形", f"选项“{label}”的下一题不存在：{following}"
            elif leaf and leaf not in results:
                yield "情形", f"选项“{label}”的情形不存在：{leaf}"
            reached.add(following or leaf)
    for code in sorted((questions.keys() | results.keys()) - reached):
        yield "情形", f"没有选项通向：{code}"
    materials = {m["编码"] for m in record.get("材料") or ()}
    for code, needed in results.items():
        for missing in sorted(set(needed) - materials):
            yield "情形", f"{code}的材料不存在：{missing}"
