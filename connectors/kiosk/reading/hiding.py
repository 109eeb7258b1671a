"""What is never read out: numbers of persons, and addresses nobody can remember."""

from __future__ import annotations

import re
from dataclasses import dataclass

_URL = re.compile(
    r"(?:https?://|www\.)[!-~]+"
    r"|(?<![A-Za-z0-9@.-])[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,8}\.(?:gov|com|cn|org|net|edu)(?:\.cn)?"
    r"(?![A-Za-z0-9])(?:[/?#][!-~]*)?",
    re.IGNORECASE,
)
_MAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")
_GAP = r"[ .\-·\u00a0\u200b-\u200f\u2060\ufeff]?"


def _spread(*digits: str) -> str:
    """Digits with at most one gap between two."""
    return _GAP.join(digits)


_PERSONAL = re.compile(
    # an identity number: place, a date of birth since 1900, order and check
    r"(?<![0-9A-Za-z])"
    + _spread("[1-9]", *["[0-9]"] * 5, f"(?:1{_GAP}9|2{_GAP}0)", *["[0-9]"] * 2)
    + _GAP
    + _spread("[01]", "[0-9]", "[0-3]", "[0-9]", *["[0-9]"] * 3, "[0-9Xx]")
    + r"(?![0-9A-Za-z])"
    r"|(?<![0-9A-Za-z])[0-9]{4}(?:[ -][0-9]{4}){3}(?:[ -]?[0-9]{1,3})?(?![0-9A-Za-z])"
    r"|(?<![0-9A-Za-z])(?:[0-9]{16,19}|[0-9]{17}[Xx])(?![0-9A-Za-z])"
    r"|(?<![0-9])[0-9]+\*{2,}[0-9Xx*]*"
)
"""Identity and bank cards, and numbers that have been masked already."""
_ENDING = ".,;:!?)]}'\""
"""What an address does not end with."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """What is said instead."""

    scan: str
    """For a web address: 请扫码."""
    hidden: str
    """For a number of somebody, and a mail address: 请看屏幕."""
    comma: str = "，"
    """A short pause."""


def hide(text: str, phrases: Phrases) -> str:
    """The text without what is never read out."""
    comma = phrases.comma
    text = _MAIL.sub(f"{comma}{phrases.hidden}{comma}", text)
    text = _URL.sub(lambda m: f"{comma}{phrases.scan}{comma}" + _ending(m[0]), text)
    return _PERSONAL.sub(f"{comma}{phrases.hidden}{comma}", text)


def _ending(address: str) -> str:
    """Punctuation that was taken for the address's own."""
    return address[len(address.rstrip(_ENDING)) :]
