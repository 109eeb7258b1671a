"""A number typed in place of a button: 1, 2, 第一个."""

from __future__ import annotations

import re

from bot.turns import ChoicesBlock, Reply

_PLACE = re.compile(
    r"(?:我?(?:要|选|看|点|就)+)?(?:第?([1-9一二三四五六七八九])(?:个|项|条|号|种)?|no\.? ?([1-9]))"
    r"(?:吧|[.。、)])?"
)
_NUMERALS = "一二三四五六七八九"
_NO_OPTIONS = frozenset(("inform:skip", "inform:enough"))
"""Beside a question for a number these stand alone; then the number is the answer."""


def place_named(text: str) -> int | None:
    """The place in a list, from 0, that a text names; None where it says anything else."""
    found = _PLACE.fullmatch(text.strip().lower())
    if found is None:
        return None
    numeral = found[1] or found[2]
    return _NUMERALS.find(numeral) if numeral in _NUMERALS else int(numeral) - 1


def choice_at(reply: Reply, place: int) -> str | None:
    """The value of the choice at a place among all that a reply offered; None where none is."""
    values = [c.value for b in reply.blocks if isinstance(b, ChoicesBlock) for c in b.choices]
    if set(values) <= _NO_OPTIONS or place >= len(values):
        return None
    return values[place]
