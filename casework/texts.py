"""Texts that people write, checked before anything is done with them."""

from __future__ import annotations

import unicodedata

from casework.errors import InvalidInput

MAX_LINE, MAX_TEXT = 200, 5000
"""Characters in a field of one line, and in a free text."""


def required_text(name: str, value: str) -> str:
    """A text of several lines, trimmed and not empty.

    Raises:
        InvalidInput: it is missing, too long or holds control characters.
    """
    text = checked_text(name, value)
    if not text:
        raise InvalidInput(name, "missing")
    return text


def checked_line(name: str, value: str) -> str:
    """A text of one line, trimmed; what a phone's keyboard does to width is levelled.

    Raises:
        InvalidInput: it is too long or holds control characters.
    """
    if len(value) > MAX_LINE:
        raise InvalidInput(name, "too_long")
    line = unicodedata.normalize("NFKC", value).strip()
    if any(unicodedata.category(char) in ("Cc", "Cs") for char in line):
        raise InvalidInput(name, "unreadable")
    return line


def checked_text(name: str, value: str) -> str:
    """A text of several lines, trimmed.

    Raises:
        InvalidInput: it is too long or holds control characters.
    """
    if len(value) > MAX_TEXT:
        raise InvalidInput(name, "too_long")
    text = value.replace("\r\n", "\n").strip()
    if any(unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t" for char in text):
        raise InvalidInput(name, "unreadable")
    return text
