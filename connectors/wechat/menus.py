"""Choices in WeChat: links that send themselves, numbers that may be typed, grades of an answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeGuard
from urllib.parse import quote

from bot.turns import Block, Choice, ChoicesBlock, Language, RatingBlock
from connectors.base import Say

_SATISFIED, _DISSATISFIED = 4, 2
"""满意 and 不满意 among the five grades of 好差评."""

_SPECIAL = re.compile(r"""[\s%&"'#?+<>]""")
"""What would end or change the address; Chinese stays as it is, as in every example there is."""

Offer = dict[str, Choice]
"""What a typed number or label would choose."""


def anchor(words: str, url: str) -> str:
    """A link in a text message; the words cannot close it."""
    visible = words.replace("<", "＜").replace(">", "＞")
    return f'<a href="{url.replace(chr(34), "%22")}">{visible}</a>'


def menu_link(choice: Choice) -> str:
    """Words that send themselves when tapped.

    The choice's value comes back as bizmsgmenuid; to an unverified account only the words come.
    """
    content = _SPECIAL.sub(lambda special: quote(special[0]), choice.label)
    url = f"weixin://bizmsgmenu?msgmenucontent={content}&msgmenuid={quote(choice.value, safe=':')}"
    return anchor(choice.label, url)


def is_menu(block: Block) -> TypeGuard[ChoicesBlock]:
    """Several choices are a menu of their own; one way on (转人工) is a line of the text."""
    return isinstance(block, ChoicesBlock) and len(block.choices) > 1


def grades(block: RatingBlock, say: Say, language: Language) -> tuple[Choice, Choice]:
    """The two grades offered in a chat, of the five there are."""
    return (
        Choice(say("utter_wechat_satisfied", language), f"rate:{block.turn_id}:{_SATISFIED}"),
        Choice(say("utter_wechat_dissatisfied", language), f"rate:{block.turn_id}:{_DISSATISFIED}"),
    )


def offer_of(blocks: Sequence[Block], say: Say, language: Language) -> Offer:
    """All that can be chosen, by label, and by number where it is in a menu."""
    offer: Offer = {}
    for block in blocks:
        if isinstance(block, ChoicesBlock):
            offer |= {choice.label: choice for choice in block.choices}
        elif isinstance(block, RatingBlock):
            offer |= {choice.label: choice for choice in grades(block, say, language)}
    in_menus = [choice for block in blocks if is_menu(block) for choice in block.choices]
    return offer | {str(number): choice for number, choice in enumerate(in_menus, 1)}


def choice_lines(block: ChoicesBlock, offer: Offer, hint: str, *, linked: bool) -> list[str]:
    """The choices as lines of a text, each with the number that `offer` gives it."""
    words = [menu_link(choice) if linked else choice.label for choice in block.choices]
    prompt = [block.prompt] if block.prompt else []
    if not is_menu(block):
        return [*prompt, *words]
    numbers = {choice: key for key, choice in offer.items() if key != choice.label}
    lines = [f"{numbers[c]}. {w}" for c, w in zip(block.choices, words, strict=True)]
    return [*prompt, *lines, hint]
