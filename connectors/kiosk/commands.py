"""What is said to the machine itself, and answers to what it asked: whole utterances only.

再说一遍 is not among them: the assistant knows it (`repeat`), and says the answer as it is now.
"""

from __future__ import annotations

import re

from bot.choices import NONE_OF_THESE
from bot.turns import Choice
from connectors.kiosk.frames import Action

_FILLER = re.compile(
    r"[\s，。、！？,.!?~～…]|^(?:请|麻烦)(?:你|您)?|^(?:你|您)|[吧啊呀嘛哦呢]$|please"
)
_WORDS: tuple[tuple[Action, str], ...] = (
    (
        "stop",
        r"停|停下|停一下|停止|别说了|不要说了|不用说了|安静|闭嘴|stop|bequiet|stoptalking",
    ),
    (
        "slower",
        r"(?:能不能)?(?:再)?(?:说|讲|读)?(?:得)?慢(?:一)?(?:点|些)(?:儿)?(?:说|讲|读)?"
        r"|(?:说|讲)?(?:得)?太快(?:了)?|(?:speak)?slower|slowdown|moreslowly|speakmoreslowly",
    ),
    (
        "faster",
        r"(?:能不能)?(?:再)?(?:说|讲|读)?(?:得)?快(?:一)?(?:点|些)(?:儿)?(?:说|讲|读)?"
        r"|(?:说|讲)?(?:得)?太慢(?:了)?|(?:speak)?faster|speedup",
    ),
    (
        "louder",
        r"(?:再)?(?:说|讲)?大(?:一)?(?:点|些)(?:儿)?声(?:音)?|(?:再)?大声(?:一)?(?:点|些)(?:儿)?"
        r"|声音(?:再)?大(?:一)?(?:点|些)|(?:声音)?太小(?:声)?(?:了)?|听不见|(?:speak)?louder|speakup",
    ),
    (
        "quieter",
        r"(?:再)?(?:说|讲)?小(?:一)?(?:点|些)(?:儿)?声(?:音)?|(?:再)?小声(?:一)?(?:点|些)(?:儿)?"
        r"|声音(?:再)?小(?:一)?(?:点|些)|(?:声音)?太大(?:声)?(?:了)?|太吵了?|quieter|softer|lowervoice",
    ),
)
_COMMANDS = tuple((action, re.compile(pattern)) for action, pattern in _WORDS)
_YES = re.compile(
    r"是|是的|对|对的|对呀|嗯|嗯嗯|没错|好|好的|就是这个|就这个|yes|yeah|right|ok|correct"
)
_NO = re.compile(r"不是|不对|不是的|没有|都不是|都不对|不|no|nope|noneofthese|neither")
_PLACE = re.compile(
    r"(?:选|要|我要|我选|看)?第?([一二三四五六123456])(?:个|条|项)?|(?:the)?(first|second|third)(?:one)?"
    r"|(?:number|option)(one|two|three|[123])"
)
_PLACES = {
    **{word: n for n, word in enumerate("一二三四五六")},
    **{word: n for n, word in enumerate("123456")},
    **{word: n for n, word in enumerate(("first", "second", "third"))},
    **{word: n for n, word in enumerate(("one", "two", "three"))},
}


def bare(text: str) -> str:
    """An utterance without punctuation, courtesy and particles, in lower case."""
    return _FILLER.sub("", _FILLER.sub("", text.lower()))


def command(text: str) -> Action | None:
    """What the machine itself is to do."""
    said = bare(text)
    return next((action for action, pattern in _COMMANDS if pattern.fullmatch(said)), None)


def taken(text: str, offered: tuple[Choice, ...]) -> Choice | None:
    """The choice an utterance takes: by its words, its place, or 是的 where only one is offered."""
    said = bare(text)
    if not said or not offered:
        return None
    for choice in offered:
        if bare(choice.label) == said:
            return choice
    none = next((choice for choice in offered if choice.value == NONE_OF_THESE), None)
    real = [choice for choice in offered if choice is not none]
    if match := _PLACE.fullmatch(said):
        place = _PLACES[next(filter(None, match.groups()))]
        return offered[place] if place < len(offered) else None
    if none is not None and _NO.fullmatch(said):
        return none
    return real[0] if len(real) == 1 and none is not None and _YES.fullmatch(said) else None
