"""Attributes of an enterprise, read from what people type into one vocabulary."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from casework.errors import InvalidAttribute

Enterprise = Mapping[str, float | tuple[str, ...]]
"""Attribute → a number, or the values stated; an attribute that is missing is unknown."""

NUMERIC = {
    "参保人数": "人",
    "注册资本": "万元",
    "成立年限": "年",
    "营收": "万元",
    "研发占比": "%",
    "知识产权": "件",
}
"""Attribute → the unit it is kept in."""
TEXTUAL = ("行业", "背景", "规模", "资质", "上市", "注册地", "纳税地", "信用", "已享受政策")
FOUNDED = "成立日期"
"""May be given in place of 成立年限."""
MAX_VALUES, MAX_CHARS = 20, 60

_NONE = {"无", "没有", "没", "否", "none", "no", "暂无"}
_NONE_MEANS = {"上市": ("未上市",), "信用": ("正常",)}
_SYNONYMS = {
    "小型": "小微",
    "微型": "小微",
    "小型企业": "小微",
    "微型企业": "小微",
    "小微企业": "小微",
    "中": "中型",
    "中型企业": "中型",
    "大": "大型",
    "大型企业": "大型",
    "个体": "个体工商户",
    "个体户": "个体工商户",
    "规模以上": "规上",
    "四上": "规上",
    "规上企业": "规上",
    "规模以下": "规下",
    "高新技术企业": "高新",
    "高企": "高新",
    "国高": "高新",
    "专精特新企业": "专精特新",
    "专精特新中小企业": "专精特新",
    "专精特新小巨人": "小巨人",
    "小巨人企业": "小巨人",
    "制造业单项冠军": "单项冠军",
    "创新型": "创新型中小企业",
    "科技型": "科技型中小企业",
    "餐饮": "住宿餐饮业",
    "餐饮业": "住宿餐饮业",
    "住宿": "住宿餐饮业",
    "酒店": "住宿餐饮业",
    "住宿和餐饮业": "住宿餐饮业",
    "批发和零售业": "批发零售业",
    "批发": "批发零售业",
    "零售": "批发零售业",
    "零售业": "批发零售业",
    "工业": "制造业",
    "制造": "制造业",
    "软件": "软件信息业",
    "软件业": "软件信息业",
    "信息技术": "软件信息业",
    "建筑": "建筑业",
    "旅游": "文化旅游业",
    "文旅": "文化旅游业",
    "文化": "文化旅游业",
    "农林牧渔业": "农业",
    "服务": "服务业",
    "失信": "严重失信",
    "失信被执行人": "严重失信",
    "上市公司": "已上市",
    "上市": "已上市",
    "挂牌": "已挂牌",
    "新三板": "已挂牌",
}
_INCLUDES = {
    "小巨人": ("专精特新", "创新型中小企业"),
    "专精特新": ("创新型中小企业",),
    "软件信息业": ("服务业",),
    "文化旅游业": ("服务业",),
}
"""Who has the first also has the others (优质中小企业梯度培育管理暂行办法); 服务业 is wider."""
_FIGURE = re.compile(r"(?P<number>\d+(?:\.\d+)?)(?P<scale>[千百]?[万亿]?)(?P<unit>\D{0,4})")
_SCALES = {"": 1, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}


def read_enterprise(given: Mapping[str, object], today: date) -> Enterprise:
    """Read attributes as a form or a sentence gave them.

    None and empty text leave an attribute unknown; an empty list, or 无, says there is none.

    Raises:
        InvalidAttribute: an attribute is not known, or its value cannot be read.
    """
    enterprise: dict[str, float | tuple[str, ...]] = {}
    for name, value in given.items():
        if value is None or value == "":
            continue
        if name == FOUNDED:
            enterprise["成立年限"] = _age(value, today)
        elif name in NUMERIC:
            enterprise[name] = read_number(name, value)
        elif name in TEXTUAL:
            enterprise[name] = _values(name, value)
        else:
            raise InvalidAttribute("attribute", "unknown")
    return enterprise


def read_number(name: str, value: object) -> float:
    """A figure in the attribute's own unit: `2亿`, `2000万元` and 20000 are read alike.

    Raises:
        InvalidAttribute: it is no figure, negative, or out of range.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise InvalidAttribute(name, "unreadable")
    number = _typed(name, value) if isinstance(value, str) else float(value)
    if not math.isfinite(number) or not 0 <= number <= 1e12:
        raise InvalidAttribute(name, "out_of_range")
    return number


def normal(value: str) -> str:
    """A value in the vocabulary's own word."""
    word = unicodedata.normalize("NFKC", value).strip().strip("“”\"'")
    return _SYNONYMS.get(word, word)


def with_included(values: tuple[str, ...]) -> frozenset[str]:
    """The values and all that they include."""
    included = [wider for value in values for wider in _INCLUDES.get(value, ())]
    return frozenset((*values, *included))


def _typed(name: str, text: str) -> float:
    text = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "")[:MAX_CHARS]
    if text in _NONE:
        return 0.0
    found = _FIGURE.fullmatch(text)
    if found is None:
        raise InvalidAttribute(name, "unreadable")
    number = float(found["number"])
    for char in found["scale"]:
        number *= _SCALES[char]
    if NUMERIC[name] != "万元":
        return number
    in_yuan = found["scale"] or found["unit"].startswith("元")
    return number / 10_000 if in_yuan else number


def _age(value: object, today: date) -> float:
    """Full years since the day of registration."""
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value.strip())
        except ValueError as error:
            raise InvalidAttribute(FOUNDED, "unreadable") from error
    if not isinstance(value, date) or value > today:
        raise InvalidAttribute(FOUNDED, "unreadable")
    not_yet = (today.month, today.day) < (value.month, value.day)
    return float(today.year - value.year - not_yet)


def _values(name: str, value: object) -> tuple[str, ...]:
    parts = re.split(r"[、,,;;/]", value) if isinstance(value, str) else value
    if not isinstance(parts, list | tuple) or len(parts) > MAX_VALUES:
        raise InvalidAttribute(name, "unreadable")
    values: list[str] = []
    for part in parts:
        if not isinstance(part, str) or len(part) > MAX_CHARS:
            raise InvalidAttribute(name, "unreadable")
        word = normal(part)
        values += _NONE_MEANS.get(name, ()) if word.casefold() in _NONE else (word,) * bool(word)
    return tuple(dict.fromkeys(values))
