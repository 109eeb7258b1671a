"""A number or a label typed in place of a button: 1, 第一个, 我到窗口申请吧."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.phrases import letters
from bot.turns import Choice, ChoicesBlock, Reply

LONGEST = 60
"""Characters of words that may name a choice."""
_PLACE = re.compile(
    r"(?:我?(?:要|选|看|点|就)+)?(?:第?([1-9一二三四五六七八九])(?:个|项|条|号|种)?|no\.? ?([1-9]))"
    r"(?:吧|[.。、)])?"
)
_NUMERALS = "一二三四五六七八九"
_NO_OPTIONS = frozenset(("inform:skip", "inform:enough"))
"""Beside a question for a number these stand alone; then the number is the answer."""
_AROUND = re.compile(
    r"^(?:我们?|就|那|还是|还|想|要|选|点|用|按|走|去|到|是|来|先|请|嗯|好的?)*(.*?)"
    r"(?:的?(?:吧|好了|了|呀|啊|哦|呗|[这那][个种]|可以|就行|就好|谢谢|(?:可以|行|好|成)吗|行不行|可不可以|please)|的)*$"
)
"""What may stand before and after a label without changing it."""


def choice_named(text: str, reply: Reply) -> str | None:
    """The value of the choice of a reply that words name, by place or label; None where none is."""
    place = place_named(text)
    return labelled(text, reply) if place is None else choice_at(reply, place)


def place_named(text: str) -> int | None:
    """The place in a list, from 0, that a text names; None where it says anything else."""
    found = _PLACE.fullmatch(text.strip().lower())
    if found is None:
        return None
    numeral = found[1] or found[2]
    return _NUMERALS.find(numeral) if numeral in _NUMERALS else int(numeral) - 1


def choice_at(reply: Reply, place: int) -> str | None:
    """The value of the choice at a place among all that a reply offered; None where none is."""
    values = [choice.value for choice in _choices(reply)]
    if set(values) <= _NO_OPTIONS or place >= len(values):
        return None
    return values[place]


def labelled(text: str, reply: Reply) -> str | None:
    """The value of the one choice whose label was typed, but for particles around it."""
    said = letters(text)
    core = _core(said)
    choices = [(letters(choice.label), choice.value) for choice in _choices(reply)]
    exactly = {value for label, value in choices if label == said}
    nearly = {value for label, value in choices if core and _core(label) == core}
    found = exactly or nearly
    return found.pop() if said and len(found) == 1 else None


def _choices(reply: Reply) -> Sequence[Choice]:
    return [c for b in reply.blocks if isinstance(b, ChoicesBlock) for c in b.choices]


def _core(said: str) -> str:
    found = _AROUND.match(said)
    return found[1] if found else said
