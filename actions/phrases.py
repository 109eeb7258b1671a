"""What people say to the assistant itself, word for word: 取消, 再说一遍, 都不是.

A few letters make a classifier guess: 退休 looks like 退回, 停水 like 停下, 中考 like 中. So what
is no question is taken for such words only where it is one of them, or close to it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

EXAMPLES = Path(__file__).resolve().parent.parent / "nlu_data" / "nlu"
CLOSED = frozenset(
    (
        *("affirm", "stop", "resume", "step_back", "repeat", "shorten", "another"),
        *("none_of_these", "choose", "correct", "speak_english", "speak_chinese"),
        *("greet", "thank", "goodbye", "bot_challenge", "abuse", "small_talk"),
        *("human", "stop_waiting"),
    )
)
"""Intents whose examples are whole phrases, which mean that and nothing else."""
_NO_LETTER = re.compile(r"[\W_]+")
_PARTS = re.compile(r"[,，.。!！?？;；]")
_AROUND = re.compile(
    r"^(好的?|嗯+|哦+|那就?|行|对|请|麻烦)?(.+?)(吧|啊|呀|哦|呢|啦|哈|了|谢谢|please)*$"
)
"""What may stand before and after a phrase without changing it."""


class Phrases:
    """The phrases of each closed intent."""

    def __init__(self, phrases: Mapping[str, frozenset[str]]) -> None:
        """Know these phrases, by intent."""
        self._phrases = phrases

    def is_one(self, intent: str, text: str) -> bool:
        """Whether a text is a phrase of this intent, or several, but for a particle around it."""
        parts = [part for each in _PARTS.split(text) if (part := letters(each))]
        known = self._phrases.get(intent, frozenset())
        return _like(letters(text), known) or (
            len(parts) > 1 and all(_like(part, known) for part in parts)
        )


def _like(words: str, known: frozenset[str]) -> bool:
    around = _AROUND.match(words)
    return words in known or (around is not None and around[2] in known)


def letters(text: str) -> str:
    """A text without case, signs and spaces."""
    return _NO_LETTER.sub("", text.lower())


@cache
def phrases() -> Phrases:
    """The phrases that the assistant is taught.

    Raises:
        OSError: a file of examples cannot be read.
    """
    found: defaultdict[str, set[str]] = defaultdict(set)
    for file in sorted(EXAMPLES.glob("*.yml")):
        loaded = yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
        for group in loaded["nlu"]:
            if group.get("intent") in CLOSED:
                lines = group["examples"].splitlines()
                found[group["intent"]] |= {letters(line.removeprefix("- ")) for line in lines}
    return Phrases({intent: frozenset(words - {""}) for intent, words in found.items()})


_BACK = re.compile(r"上一|退(回|一步|后|到)|回到|返回|(选|点|按)错|重新?选|前一|back|undo|wrong")


def steps_back(text: str) -> bool:
    """Whether what was taken for a step back is one: a button (no words), or words that say so."""
    return not text or phrases().is_one("step_back", text) or _BACK.search(text.lower()) is not None
