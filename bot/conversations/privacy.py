"""Personal numbers never reach a transcript, a receipt or a log in full (个人信息保护法第六条)."""

from __future__ import annotations

import re

_GAP = r"[ .\-·\u00a0\u200b-\u200f\u2060\ufeff]?"
"""What people, and text copied from pages, put between the digits of one number."""


def _digits(count: str) -> str:
    return rf"(?:\d{_GAP}){count}"


_BEFORE, _AFTER = r"(?<![0-9A-Za-z０-９])", r"(?![0-9A-Za-z０-９])"
_IDENTITY_CARD = re.compile(
    rf"{_BEFORE}({_digits('{6}')}){_digits('{8}')}({_digits('{3}')}[\dXxＸｘ]){_AFTER}"
)
_MOBILE = re.compile(
    rf"(?<!\d)((?:[+＋]?{_GAP}(?:86|８６){_GAP})?[1１]{_GAP}[3-9３-９]{_GAP}\d{_GAP})"
    rf"{_digits('{4}')}(\d{_GAP}\d{_GAP}\d{_GAP}\d)(?!\d)"
)
_BANK_CARD = re.compile(
    rf"(?<!\d)({_digits('{4}')}){_digits('{7,11}')}(\d{_GAP}\d{_GAP}\d{_GAP}\d)(?!\d)"
)


def mask(text: str) -> str:
    """Hide the middle of identity-card, mobile-phone and bank-card numbers.

    Enough is left at both ends for the citizen to recognise the number, not to use it. Full-width
    digits count as digits, one space, dot, dash or invisible sign may stand between two. Service
    numbers such as 12345 and landlines are not personal and stay.
    """
    text = _IDENTITY_CARD.sub(r"\1********\2", text)
    text = _MOBILE.sub(r"\1****\2", text)
    return _BANK_CARD.sub(r"\1********\2", text)
