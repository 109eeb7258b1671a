"""Attributes of an enterprise in a sentence: 我公司30人营收2000万, a small software company."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date

from casework.enterprise import FOUNDED, normal, read_enterprise
from casework.errors import InvalidAttribute

_FIGURE = r"(\d[\d.,]*\s*[千百]?[万亿]?元?)"
_COUNT = r"(\d[\d.,]*)"
_NUMERALS = str.maketrans("一二两三四五六七八九", "1223456789")
_SPELT = re.compile(
    r"[一二两三四五六七八九十百千]+(?=[万亿]|[多来几]?[个名]?(?:人|员工|职工|工人))"
)
"""A figure spelt in characters before its scale or its people: 两千万, 五亿, 四十来个人."""
_PLACES = {"十": 10, "百": 100, "千": 1000}

_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "营收",
        re.compile(rf"(?:营收|营业额|年收入|销售额|revenue|sales)\D{{0,8}}{_FIGURE}"),
    ),
    ("营收", re.compile(rf"{_FIGURE}(?:的)?(?:营收|营业额|销售额|revenue)")),
    ("注册资本", re.compile(rf"(?:注册资本|注册资金|registered capital)\D{{0,6}}?{_FIGURE}")),
    ("研发占比", re.compile(r"(?:研发|r&d)\D{0,10}?(\d[\d.]*\s*%)")),
    ("知识产权", re.compile(rf"{_COUNT}\s*(?:件|个|项)(?:专利|知识产权|软著|patents?)")),
    (
        "参保人数",
        re.compile(
            rf"{_COUNT}\s*(?:多|来|几)?\s*(?:个|名)?(?:人|员工|职工|工人|people|employees|staff|workers)"
        ),
    ),
)
_DAY = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s*[年./-]?(?:\s*(\d{1,2})\s*[月./-]?)?(?:\s*(\d{1,2})\s*日?)?(?!\d)"
)
_ABOUT_AGE = re.compile(r"成立|注册|登记|开业|开办|办的|开的|founded|registered|since|年$|月$|日$")
_YEARS = re.compile(r"(?:成立|开|办|经营|founded)?(?:了)?\s*(\d{1,2})\s*(?:多)?\s*(?:年|years?)")
_WORDS: Mapping[str, tuple[str, ...]] = {
    "规模": (
        "小微企业",
        "小型企业",
        "微型企业",
        "中型企业",
        "大型企业",
        "个体工商户",
        "个体户",
        "规模以上",
        "规上",
        "规下",
        "小微",
    ),
    "资质": (
        "高新技术企业",
        "国高",
        "高企",
        "高新",
        "专精特新小巨人",
        "小巨人",
        "专精特新",
        "独角兽",
        "瞪羚",
        "单项冠军",
        "科技型中小企业",
        "创新型中小企业",
        "绿色工厂",
    ),
    "行业": (
        "制造业",
        "制造",
        "工业",
        "餐饮",
        "酒店",
        "住宿",
        "批发",
        "零售",
        "软件",
        "信息技术",
        "建筑",
        "旅游",
        "文旅",
        "农业",
        "服务业",
    ),
    "上市": ("上市公司", "已上市", "上市辅导", "新三板"),
    "信用": ("严重失信", "失信被执行人"),
}
_ALSO = {
    "饭馆": ("行业", "住宿餐饮业"),
    "饭店": ("行业", "住宿餐饮业"),
    "餐馆": ("行业", "住宿餐饮业"),
    "工厂": ("行业", "制造业"),
    "厂子": ("行业", "制造业"),
    "加工": ("行业", "制造业"),
    "机械": ("行业", "制造业"),
    "超市": ("行业", "批发零售业"),
    "奶茶": ("行业", "住宿餐饮业"),
    "software": ("行业", "软件信息业"),
    "manufactur": ("行业", "制造业"),
    "restaurant": ("行业", "住宿餐饮业"),
    "hotel": ("行业", "住宿餐饮业"),
    "retail": ("行业", "批发零售业"),
    "construction": ("行业", "建筑业"),
    "farm": ("行业", "农业"),
    "small": ("规模", "小微"),
    "micro": ("规模", "小微"),
    "medium": ("规模", "中型"),
    "high-tech": ("资质", "高新"),
}
_NOT = re.compile(r"(?:不是|没有|没|未|非|not )\S{0,4}$")


def read_sentence(text: str, today: date) -> dict[str, str]:
    """The attributes a sentence states, as `read_enterprise` takes them.

    What can be read in two ways is left out: it is asked for again.

    Args:
        text: what was said.
        today: the present day in China.
    """
    line = _figures(unicodedata.normalize("NFKC", text).casefold())
    given: dict[str, str] = {}
    rest = line
    for name, pattern in _PATTERNS:
        found = pattern.search(rest)
        if found and name not in given:
            given[name] = found[1].replace(" ", "")
            rest = rest.replace(found[0], " ")
    given |= _age(rest, today)
    for name, words in _WORDS.items():
        if values := _stated(line, words):
            given[name] = "、".join(values)
    for word, (name, value) in _ALSO.items():
        if word in line and name not in given:
            given[name] = value
    return {name: value for name, value in given.items() if readable(name, value, today)}


def _figures(line: str) -> str:
    """The line with figures that are spelt (两千万) in digits (2000万)."""
    return _SPELT.sub(lambda found: str(_number(found[0])), line)


def _number(spelt: str) -> int:
    total, digit = 0, 0
    for character in spelt:
        if character in _PLACES:
            total += (digit or 1) * _PLACES[character]
            digit = 0
        else:
            digit = int(character.translate(_NUMERALS))
    return total + digit


def readable(name: str, value: str, today: date) -> bool:
    """Whether a value can be read for an attribute."""
    try:
        return bool(read_enterprise({name: value}, today))
    except InvalidAttribute:
        return False


def read_one(name: str, text: str, today: date) -> dict[str, str]:
    """The attribute that was asked for, from an answer to that very question.

    Args:
        name: the attribute, such as 参保人数.
        text: the answer, such as 30 or 三十多个 or 2019年.
        today: the present day in China.
    """
    line = _figures(unicodedata.normalize("NFKC", text).strip().casefold())
    read = _READ_ALONE.get(name)
    return read(line, today) if read else {}


def _figure(name: str) -> Callable[[str, date], dict[str, str]]:
    def read(line: str, today: date) -> dict[str, str]:
        found = re.search(_FIGURE, line)
        value = found[1].replace(" ", "") if found and len(line) <= 20 else ""
        return {name: value} if value and readable(name, value, today) else {}

    return read


def _age(line: str, today: date) -> dict[str, str]:
    """The day, or the years since, where the sentence is about founding at all."""
    day = _DAY.search(line)
    if day and (_ABOUT_AGE.search(line) or day[0].strip() == line.strip()):
        year, month, on = int(day[1]), int(day[2] or 1), int(day[3] or 1)
        value = f"{year:04d}-{month:02d}-{on:02d}"
        return {FOUNDED: value} if readable(FOUNDED, value, today) else {}
    years = _YEARS.search(line.translate(_NUMERALS))
    return {"成立年限": years[1]} if years else {}


def _age_alone(line: str, today: date) -> dict[str, str]:
    if line.isdecimal() and len(line) <= 2:
        return {"成立年限": line}
    return _age(line, today)


def _stated(line: str, words: tuple[str, ...]) -> list[str]:
    """The words that stand in a line and are not denied, each in the vocabulary's own word."""
    values: list[str] = []
    rest = line
    for word in words:
        at = rest.find(word)
        if at < 0:
            continue
        if not _NOT.search(rest[:at]):
            values.append(normal(word))
        rest = rest.replace(word, "　")
    return list(dict.fromkeys(values))


_READ_ALONE: Mapping[str, Callable[[str, date], dict[str, str]]] = {
    "参保人数": _figure("参保人数"),
    "营收": _figure("营收"),
    FOUNDED: _age_alone,
}
