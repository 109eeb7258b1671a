"""What is asked on after words of danger: 我不想活了 · 去哪里求助 · 电话多少.

Such words are answered before the assistant, which therefore does not know what is spoken of.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from casework.latest import Latest

REMEMBERED = 10_000
"""Conversations of which the danger spoken of last is known."""

_ASKS_ON = re.compile(
    r"(?:那|我|我们|现在|马上|该|应该|要|能|可以|还|又)*"
    r"(?:(?:去|上|到|在)?哪(?:里|儿|个地方)?|找(?:谁|哪个|哪里|什么人)|跟谁|向谁|打给谁|谁"
    r"|打(?:哪个|什么|多少|啥)?电话|怎么办|咋办|怎么做|做什么|怎么求助|怎么联系)"
    r"(?:能|可以|去|来|我|我们|求助|求救|帮忙|帮助|帮|救|说|找人|找|报警|打电话|办|有人|管)*(?:呢|啊|呀|吗)?"
    r"|(?:那|求助|报警|急救|救援|热线|心理|援助|他们|你们|的)*(?:电话|号码)+(?:呢|(?:是|打)*(?:多少|几号|哪个|什么)(?:啊|呀|呢)?)?"
    r"|(?:那|还有)?(?:然后|接下来)(?:呢|怎么办|咋办|做什么)?"
    r"|(?:so |and |then |but |ok )*(?:who|where|what|which number|what number)(?: else)?"
    r" (?:can|do|should|must|shall) (?:i|we)"
    r" (?:call|go|ask|do|turn to|get help|find help|dial|phone|talk to)(?: now| for help)?"
    r"|(?:and )?(?:what now|what next|then what|where to|who to call)"
    r"|(?:what is |what's )?(?:the |their )?(?:phone |telephone )?number(?: please)?"
)
_ENDS = " 。.!！~,，?？"


def asks_on(text: str) -> bool:
    """Whether a cleaned text asks for no more than who helps, where, or what to do."""
    return _ASKS_ON.fullmatch(text.lower().strip(_ENDS)) is not None


@dataclass(frozen=True, slots=True)
class Danger:
    """What a conversation has just spoken of."""

    response: str
    """What was said to it."""
    text: str
    """The citizen's words, cleaned."""


class Dangers:
    """The danger that each conversation's turn before spoke of; held in memory for the latest."""

    def __init__(self) -> None:
        """Know of none."""
        self._spoken_of: Latest[str, Danger] = Latest(REMEMBERED)

    def remember(self, conversation_id: str | None, danger: Danger) -> None:
        """The turn spoke of this."""
        if conversation_id is not None:
            self._spoken_of[conversation_id] = danger

    def take(self, conversation_id: str | None) -> Danger | None:
        """What the turn before spoke of, which from now on is a turn further away."""
        return self._spoken_of.pop(conversation_id or "", None)
