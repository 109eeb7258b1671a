"""How to reach an applicant, told apart from what people type into one field."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from casework.errors import InvalidInput

_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_PHONE = re.compile(r"(?<!\d)\+?\d[\d\- ]{5,18}\d(?!\d)")
MIN_DIGITS = 7
"""The shortest telephone number, a landline without its area code."""
_SPOKEN = re.compile("[零〇一二三四五六七八九幺]{7,}")
_DIGITS = str.maketrans("零〇一二三四五六七八九幺", "001234567891")
_IDENTITY = re.compile(r"\d{16,}")
"""No telephone: an identity card or a bank card."""
MIN_ADDRESS = 6
"""Characters below which nothing is a postal address."""
_FILLER = re.compile(
    r"(我的)?(手机|电话|邮箱|地址|联系方式|号码|phone|e-?mail|address)(号码?)?(是|为|:)?"
)


@dataclass(frozen=True)
class Contact:
    """One or more ways to reach an applicant."""

    phone: str = field(default="", repr=False)
    """Telephone number."""
    email: str = field(default="", repr=False)
    """E-mail address."""
    address: str = field(default="", repr=False)
    """Postal address."""


def read_contact(text: str) -> Contact:
    """Find phone, e-mail and postal address in a line.

    Raises:
        InvalidInput: there is none of them in it.
    """
    line = unicodedata.normalize("NFKC", text).strip()
    line = _SPOKEN.sub(lambda spoken: spoken[0].translate(_DIGITS), line)
    email = _EMAIL.search(line)
    rest = line.replace(email[0], " ") if email else line
    phone = next((p[0] for p in _PHONE.finditer(rest) if _is_phone(p[0])), "")
    rest = rest.replace(phone, " ") if phone else rest
    address = _FILLER.sub(" ", rest).strip(" ,.;:、。")
    if sum(char.isalpha() for char in address) < MIN_ADDRESS or not _is_place(address):
        address = ""
    if not (email or phone or address):
        raise InvalidInput("contact", "unreadable")
    return Contact(phone.strip(), email[0] if email else "", address)


def _is_phone(number: str) -> bool:
    return _digits(number) >= MIN_DIGITS and not _IDENTITY.search(number)


def _digits(text: str) -> int:
    return sum(char.isdigit() for char in text)


def _is_place(text: str) -> bool:
    """An address names a road, a house or an area, or has a number in it."""
    return bool(re.search(r"[省市区县镇乡村路街道巷弄号楼室栋]|\d", text))
