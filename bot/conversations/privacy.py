"""Personal numbers never reach a transcript, a receipt or a log in full (个人信息保护法第六条)."""

from __future__ import annotations

import re

_IDENTITY_CARD = re.compile(r"(?<![0-9A-Za-z])([1-9]\d{5})\d{8}(\d{3}[\dXx])(?![0-9A-Za-z])")
_BANK_CARD = re.compile(r"(?<!\d)(\d{4})[\d ]{7,15}(\d{4})(?!\d)")
_MOBILE = re.compile(r"(?<!\d)(1[3-9]\d)[ -]?\d{4}[ -]?(\d{4})(?!\d)")


def mask(text: str) -> str:
    """Hide the middle of identity-card, mobile-phone and bank-card numbers.

    Enough is left at both ends for the citizen to recognise the number, not to use it. Service
    numbers such as 12345 and landlines are not personal and stay.
    """
    text = _IDENTITY_CARD.sub(r"\1********\2", text)
    text = _MOBILE.sub(r"\1****\2", text)
    return _BANK_CARD.sub(r"\1********\2", text)
