"""Chinese numerals as catalogs and documents write them."""

from __future__ import annotations

DIGITS = "零一二三四五六七八九"
NUMBER = r"(?:\d+|[零〇一二两三四五六七八九十百]+)"
"""Regular expression for a whole number in figures or in Chinese."""


def number(text: str) -> int:
    """The value of a whole number below 1,000: `20`, `二十`, `十五`, `一百二十`.

    Raises:
        ValueError: the text is no number.
    """
    if text.isdigit():
        return int(text)
    total, digit = 0, 0
    for character in text.replace("两", "二").replace("〇", "零"):
        if character in "十百":
            total += (digit or 1) * (10 if character == "十" else 100)
            digit = 0
        else:
            digit = DIGITS.index(character)
    return total + digit
