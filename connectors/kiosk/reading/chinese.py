"""Reading Chinese aloud."""

from __future__ import annotations

import re

from connectors.kiosk.reading.numerals import LARGE, NUMERALS, digit_by_digit, numbers_in
from connectors.kiosk.reading.rules import RULES

_PLACE = re.compile(r"[0-9A-Za-z〔\[【（(¥￥/每电热拨致传分转]")
"""Where a rule may begin."""
_LETTERS = re.compile(r"[A-Za-z]+")
_DASH = re.compile(
    r"(?<=[日月年号时分])\s?[-–—―~～]{1,2}\s?(?=[0-9])|[-–—―~～]{1,2}(?=[0-9]{1,2}[:：])"
)
_ARTICLE = re.compile(r"(?<=第)[（(]([一二三四五六七八九十]{1,3})[）)](?=[项款目条])")
"""第（二）项 is said 第二项."""
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
_SIGNS = {
    **dict.fromkeys("《》“”‘’「」『』〈〉*#_|^`\\\"'", ""),
    **dict.fromkeys("（）()[]【】〔〕{}.·•●■□◆◇★※—–―-~～/", "，"),
    **dict.fromkeys("\r\n", "。"),
    "〇": "零", "○": "零", "×": "乘", "+": "加", "=": "等于", "&": "和", "≥": "不少于",
    "≤": "不超过", ">": "大于", "<": "小于", "㎡": "平方米", "℃": "摄氏度", "…": "，",
    "％": "%", "\t": " ",
}  # fmt: skip
_PAUSES = re.compile(r"([，。；：！？、])[，。；：！？、\s]+")
_FRAGMENT = re.compile(rf"([0-9]+(?:\.[0-9]+)*)({LARGE})")
_FULL_HOUR = re.compile(r"(?<![0-9])([0-9]{1,2})[:：]00(?![0-9])")


def read_chinese(text: str) -> str:
    """What to say for a text, without its line breaks and signs.

    Every number of the text is in it. Where the rules lose one, each digit is said by itself.
    """
    plain = _ARTICLE.sub(r"\1", _DASH.sub("到", _THOUSANDS.sub("", text)))
    said = _by_rules(plain)
    if numbers_in(said) != numbers_in(text):
        said = _by_digits(plain)
    return said


def _by_rules(text: str) -> str:
    said: list[str] = []
    place = 0
    while place < len(text):
        found = _PLACE.search(text, place)
        if found is None:
            break
        said.append(_signs(text[place : found.start()]))
        place = found.start()
        match = next(filter(None, (rule.pattern.match(text, place) for rule in RULES)), None)
        if match is None:
            run = _LETTERS.match(
                text, place
            )  # as a whole: trying each letter of it costs its square
            end = run.end() if run else place + 1
            said.append(_signs(text[place:end]))
            place = end
            continue
        rule = next(rule for rule in RULES if rule.pattern is match.re)
        said.append(_apart(rule.say(match), text[place - 1 : place], text[match.end() :]))
        place = match.end()
    said.append(_signs(text[place:]))
    return _smooth("".join(said))


def _by_digits(text: str) -> str:
    """Each digit by itself, and nothing that stands between numbers left out."""
    plain = "".join(" " if _SIGNS.get(c) == "" else c for c in _FULL_HOUR.sub(r"\1点，", text))
    return _smooth(_signs(_FRAGMENT.sub(_digits, plain)))


def _digits(match: re.Match[str]) -> str:
    said = "点".join(digit_by_digit(part) for part in match[1].split("."))
    return f"，{said}{match[2]}，"


def _apart(said: str, before: str, behind: str) -> str:
    """Keeps a number from running together with one in words beside it."""
    if before in NUMERALS and said[:1] in NUMERALS:
        said = f" {said}"
    if behind[:1] in NUMERALS and said[-1:] in NUMERALS | {"点"}:
        said = f"{said} "
    return said


def _signs(text: str) -> str:
    return "".join(_SIGNS.get(c, c) for c in text)


def _smooth(text: str) -> str:
    text = _PAUSES.sub(r"\1", text)
    return re.sub(r"\s+", " ", text).strip("，；：、 ")
