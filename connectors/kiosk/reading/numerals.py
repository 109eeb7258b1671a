"""Numbers in Chinese words, and back: what is said is checked against what is written."""

from __future__ import annotations

import re

DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_GROUPS = ("", "万", "亿", "万亿")
LONGEST = 4 * len(_GROUPS)
"""Digits of a number that is still said as one; longer ones are said digit by digit."""

MOST_DIGITS = 4000
"""Of a number that are compared."""

_VALUES = {digit: value for value, digit in enumerate(DIGITS)} | {"〇": 0, "○": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
NUMERALS = frozenset(_VALUES) | frozenset(_TENS) | frozenset(_LARGE)
"""Characters that a number in words may have."""

LARGE = "(?:万亿|万|亿)?"
"""What may multiply a number in digits: 3万亿, but not 3万万."""
_WORDS = "".join(sorted(NUMERALS))
_NUMBER = re.compile(rf"(?P<digits>[0-9]+)(?P<large>{LARGE})|(?P<words>[{_WORDS}]+)")
_NOT_SAID = (
    (re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))"), ""),
    (re.compile(r"(?<![0-9])([0-9]{1,2})[:：]00(?![0-9])"), r"\1 "),
    (re.compile(r"[百千万]分之"), " "),
    (re.compile(r"(?<=[0-9])(\.[0-9]+)(?:万亿|万|亿)"), r"\1 "),
    (re.compile(rf"(点[{DIGITS}〇○两]+)(?:万亿|万|亿)"), r"\1 "),
)
"""Signs that stand between digits without counting: thousands' commas, full hours, shares; and the
万 of 1.5万, on both sides alike."""


def digit_by_digit(digits: str) -> str:
    """`2021` as 二零二一; what is no digit is left out."""
    return "".join(DIGITS[int(digit)] for digit in digits if digit.isdecimal())


def cardinal(number: str) -> str:
    """`2005` as 两千零五, `1.50` as 一点五零.

    Args:
        number: ASCII digits, with at most one point in them.
    """
    whole, _, part = number.partition(".")
    if len(whole) > LONGEST or (len(whole) > 1 and whole.startswith("0")):
        said = digit_by_digit(whole)
    else:
        said = _whole(int(whole))
    return f"{said}点{digit_by_digit(part)}" if part else said


def _whole(value: int) -> str:
    if value == 0:
        return DIGITS[0]
    groups = []
    rest, group = value, 0
    while rest:
        rest, part = divmod(rest, 10_000)
        if part:
            gap = rest > 0 and part < 1000
            groups.append((DIGITS[0] if gap else "") + _thousands(part) + _GROUPS[group])
        elif groups and not groups[-1].startswith(DIGITS[0]):
            groups.append(DIGITS[0])
        group += 1
    said = "".join(reversed(groups))
    said = re.sub("(?<!十)二(?=[千万亿])", "两", said)
    return said.removeprefix("一") if said.startswith("一十") else said


def _thousands(part: int) -> str:
    said, gap = "", False
    for place in (3, 2, 1, 0):
        digit = part // 10**place % 10
        if digit:
            said += (DIGITS[0] if gap and said else "") + DIGITS[digit] + _PLACES[place]
        gap = not digit
    return said


def numbers_in(text: str) -> list[int]:
    """Every number of a text, in digits or in words, in order of size; decimals as two numbers."""
    for pattern, instead in _NOT_SAID:
        text = pattern.sub(instead, text)
    return sorted(_value(match) for match in _NUMBER.finditer(text))


def _value(match: re.Match[str]) -> int:
    if match["digits"]:
        return _worth(_int(match["digits"]), match["large"])
    words = match["words"]
    if not any(word in _TENS or word in _LARGE for word in words):
        return _int("".join(str(_VALUES[word]) for word in words))
    parts: list[int] = []
    section, number, bare = 0, 0, True  # bare: no digit yet that a place or group could multiply
    for word in words:
        if word in _VALUES:
            number, bare = number * 10 + _VALUES[word], False
        elif word in _TENS:
            section += (1 if bare else number) * _TENS[word]
            number, bare = 0, True
        else:  # multiplies what is smaller before it: 八万亿, but 一亿两千万
            smaller, alone = section + number, bare and not section
            while parts and parts[-1] < _LARGE[word]:
                smaller, alone = smaller + parts.pop(), False
            parts.append((1 if alone else smaller) * _LARGE[word])
            section, number, bare = 0, 0, True
    return sum(parts) + section + number


def _int(digits: str) -> int:
    """The end of a number that is longer than any: Python reads no more than 4,300 digits."""
    return int(digits[-MOST_DIGITS:])


def _worth(value: int, large: str) -> int:
    for word in large:
        value *= _LARGE[word]
    return value
