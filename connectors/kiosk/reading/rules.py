"""How official texts are read aloud in Chinese: the rules, most particular first.

A rule is a pattern and what is said for it. WeTextProcessing was looked at and is not used: it is
wrong on 〔2021〕, identity numbers, room numbers, GB/T, year ranges, (0755)88121000 and
2000元/月, and it brings a compiler of grammars with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from connectors.kiosk.reading.numerals import LARGE, cardinal, digit_by_digit

Say = Callable[[re.Match[str]], str]


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that is not read as it is written."""

    pattern: re.Pattern[str]
    say: Say


def rule(pattern: str, say: Say) -> Rule:
    """A rule; digits are ASCII by now."""
    return Rule(re.compile(pattern), say)


_YEAR = r"(?:19|20)[0-9]{2}"
_NUMBER = r"[0-9]+(?:\.[0-9]+)?"
_TO = r"\s?(?:[-–—―~～]{1,2}|至|到)\s?"
_UNITS = "%‰元万亿户件个套名家次台项吨米平公立页份条天日年月周小分岁位级倍只辆艘间张"
_NOT_AMOUNT = rf"(?![0-9.]|\s?(?:[{_UNITS}]|人(?![社力才民事防大工])))"
"""Behind a telephone number stands no unit."""
_HOTLINE = r"(?:123[0-9]{2}|955[0-9]{2}|1008[0-9]|10010|10000|11[0249]|12[02]|96[0-9]{3,4})"
_MEASURES = "个人元天年次份张名件户套周种项位家岁吨页米小辆台间亩只块点组类条代处座"
_PER = "月|年|人|天|日|次|户|件|平方米|小时|学期|公里|亩|吨|份|张|晚|季|季度|周"


def quantity(number: str, following: str) -> str:
    """A number before a measure word: 两个, 十二个; four digits before 号 are said singly."""
    if number == "2" and following[:1] and following[0] in _MEASURES + "万亿":
        return "两"
    if following.startswith("号") and len(number) > 3:
        return digit_by_digit(number)
    return cardinal(number)


def _groups(*sayers: Callable[[str], str] | str) -> Say:
    """Says the groups of a match in order, with fixed words between them."""

    def say(match: re.Match[str]) -> str:
        groups = iter(match.groups(""))
        return "".join(s if isinstance(s, str) else s(next(groups)) for s in sayers)

    return say


def _same(text: str) -> str:
    return text


def _time(match: re.Match[str]) -> str:
    hour, minute, second = match[1], match[2], match[3]
    said = quantity(str(int(hour)), "个") + "点"
    if int(minute):
        said += ("零" if int(minute) < 10 else "") + cardinal(str(int(minute))) + "分"
    return said + (cardinal(str(int(second))) + "秒" if second and int(second) else "")


def _date(match: re.Match[str]) -> str:
    year, month, day = match.groups()
    return f"{digit_by_digit(year)}年{cardinal(str(int(month)))}月{cardinal(str(int(day)))}日"


def _money(match: re.Match[str]) -> str:
    return cardinal(match[1].replace(",", "")) + match[2] + "元"


def _per(match: re.Match[str]) -> str:
    """2000元/月, and no second 每月 where one stands before it."""
    said = quantity(match[2], "元") if not match[3] else cardinal(match[2])
    every = "" if f"每{match[5]}" in match[1] else f"每{match[5]}"
    return f"{match[1]}{every}{said}{match[3]}{match[4]}"


def _share(match: re.Match[str]) -> str:
    of = "百分之" if match[2] in "%％" else "千分之"
    return of + cardinal(match[1])


def _share_range(match: re.Match[str]) -> str:
    return f"百分之{cardinal(match[1])}到百分之{cardinal(match[2])}"


def _range(match: re.Match[str]) -> str:
    low, low_large, high, high_large = match.groups()
    following = match.string[match.end() :]
    ends = quantity(high, following) if not high_large else cardinal(high)
    begins = quantity(low, following) if not (low_large or high_large) else cardinal(low)
    return f"{begins}{low_large}到{ends}{high_large}"


def _fraction(match: re.Match[str]) -> str:
    return f"{cardinal(match[2])}分之{cardinal(match[1])}"


def _letters(text: str) -> str:
    """A code: letters one by one, digits one by one."""
    said = [digit_by_digit(c) if c.isdecimal() else f" {c} " for c in text if c.isalnum()]
    return re.sub(" +", " ", "".join(said)).strip()


def _standard(match: re.Match[str]) -> str:
    parts = [digit_by_digit(part) for part in match[2].split(".")]
    return f"{_letters(match[1])} {'点'.join(parts)}，{digit_by_digit(match[3])}年"


def _chain(joint: str) -> Say:
    def say(match: re.Match[str]) -> str:
        return joint.join(digit_by_digit(part) for part in re.split(r"[^0-9]+", match[0]))

    return say


def _phone(match: re.Match[str]) -> str:
    return "，".join(digit_by_digit(part) for part in match.groups() if part)


def _called(match: re.Match[str]) -> str:
    return match[1] + digit_by_digit(match[2])


def _number(match: re.Match[str]) -> str:
    number, large = match[1], match[2]
    return quantity(number, large or match.string[match.end() :]) + large


RULES = (
    # 咨询电话：8012
    rule(
        r"((?:电话|热线|拨打|致电|传真|分机|拨|转)(?:号码)?(?:是|为)?[：:]?\s?)([0-9]{2,12})"
        r"(?![0-9:：.-])" + _NOT_AMOUNT,
        _called,
    ),
    # 深府〔2021〕3号
    rule(
        rf"[〔\[【（(]\s?({_YEAR})\s?[〕\]】）)]\s?(第?)\s?([0-9]+)(?=\s?号)",
        _groups("，", digit_by_digit, "年，", _same, lambda n: quantity(n, "号")),
    ),
    rule(rf"[〔【（(]({_YEAR})[〕】）)](?=[\u4e00-\u9fff])", _groups("，", digit_by_digit, "，")),
    # GB/T 37668-2019, DB4403/T 80-2020
    rule(
        r"([A-Z]{2,5}[0-9]{0,4}(?:/[A-Z]{1,2})?)\s?([0-9]+(?:\.[0-9]+)*)[-–—]"
        rf"({_YEAR})(?![0-9])",
        _standard,
    ),
    # 2021-03-05, 2021年3月5日
    rule(rf"({_YEAR})[-/.]([0-9]{{1,2}})[-/.]([0-9]{{1,2}})(?![0-9.])", _date),
    # 2021—2025年
    rule(
        rf"({_YEAR})年?{_TO}({_YEAR})(?=年|学年|届)",
        _groups(digit_by_digit, "年到", digit_by_digit),
    ),
    rule(rf"({_YEAR})(?=\s?(?:年|学年))", _groups(digit_by_digit)),
    # 9:00, 14:30
    rule(r"([0-9]{1,2})[:：]([0-5][0-9])(?:[:：]([0-5][0-9]))?(?![0-9])", _time),
    # (0755)88121000, 0755-88121000-8012, 400-123-4567, 13800138000
    rule(r"[（(]\s?(0[0-9]{2,3})\s?[）)]\s?[-–—]?\s?([0-9]{7,8})(?![0-9])", _phone),
    rule(r"(0[0-9]{2,3})\s?[-–—]\s?([0-9]{7,8})(?:\s?[-–—转]\s?([0-9]{1,6}))?(?![0-9])", _phone),
    rule(r"([48]00)[-–— ]?([0-9]{3})[-–— ]?([0-9]{4})(?![0-9])" + _NOT_AMOUNT, _phone),
    rule(r"(1[3-9][0-9])[-–— ]?([0-9]{4})[-–— ]?([0-9]{4})(?![0-9])" + _NOT_AMOUNT, _phone),
    rule(rf"({_HOTLINE})(?![0-9])" + _NOT_AMOUNT, _groups(digit_by_digit)),
    rule(r"([2-8][0-9]{7})(?![0-9])" + _NOT_AMOUNT, _groups(digit_by_digit)),
    # B座2305室, 3-502房, 1203会议室
    rule(r"([0-9]+)[-–—]([0-9]{3,4})(?=\s?[室房])", _groups(digit_by_digit, "杠", digit_by_digit)),
    rule(r"([0-9]{3,4})(?=\s?(?:室|房|号房|号室|会议室|办公室|教室))", _groups(digit_by_digit)),
    rule(r"(?<=[栋幢座楼])([0-9]{3,4})(?![0-9万亿])", _groups(digit_by_digit)),
    # 10%—20%, 30%, 5‰
    rule(rf"({_NUMBER})[%％]?{_TO}({_NUMBER})[%％]", _share_range),
    rule(rf"({_NUMBER})\s?([%％‰])", _share),
    # ¥1,234.50; 每月2000元/月
    rule(r"[¥￥]\s?((?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?)" rf"({LARGE})元?", _money),
    rule(rf"(每?(?:{_PER})?)({_NUMBER})({LARGE})(元|块)/({_PER})", _per),
    rule(r"(?<=[元人次天月年吨户件米])/(?=[\u4e00-\u9fff])", lambda _: "每"),
    # 3—5个工作日
    rule(
        rf"(?<![0-9A-Za-z-])({_NUMBER})({LARGE}){_TO}({_NUMBER})({LARGE})(?![0-9]|[-–—][0-9])",
        _range,
    ),
    rule(r"([1-9][0-9]?)/([1-9][0-9]?)(?![0-9/月])", _fraction),
    # 4.2.1, 1-2-3, A4, MA5G
    rule(r"[0-9]+(?:\.[0-9]+){2,}(?![0-9万亿])", _chain("点")),
    rule(r"[0-9]+(?:[-–—][0-9]+)+(?![0-9万亿])", _chain("杠")),
    rule(
        r"(?:[A-Za-z]+[0-9][0-9A-Za-z]*|[0-9]+[A-Za-z]+[0-9][0-9A-Za-z]*)(?![0-9A-Za-z万亿])",
        lambda match: _letters(match[0]),
    ),
    rule(rf"({_NUMBER})({LARGE})", _number),
)
"""In this order at each place of a text; the first that fits is said."""
