"""Which of the two languages a message is in."""

from __future__ import annotations

import re

from bot.turns import Language

_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[a-z]+")
_SYLLABLE = (
    r"(?:[bpmf]|[dtnl]|[gkh]|[jqx]|zh|ch|sh|[rzcsyw])?"
    r"(?:iang|iong|uang|ueng|ang|eng|ing|ong|ian|iao|uai|uan|uei|"
    r"ai|an|ao|ei|en|er|ia|ie|in|iu|ou|ua|ue|ui|un|uo|ve|a|e|i|o|u|v)"
)
_PINYIN = re.compile(rf"(?:{_SYLLABLE})+")
_ENGLISH_LOOKING_LIKE_PINYIN = frozenset(
    "a an in on he she me we you i do to so go no can man men fan ban pan ten den pen long"
    " sing song change fee are have use here where there home name time age one more bike"
    " than then were woman wage".split()
)


def detect(text: str) -> Language | None:
    """The language of a message, or None where nothing tells.

    A Chinese character settles it. Latin letters are English unless most words can be read as
    pinyin and are not common English (`gongjijin zenme qu`).
    """
    if _HAN.search(text):
        return "zh"
    words = _WORD.findall(text.lower())
    if not words:
        return None
    pinyin = sum(1 for w in words if _PINYIN.fullmatch(w) and w not in _ENGLISH_LOOKING_LIKE_PINYIN)
    return "zh" if pinyin * 2 > len(words) else "en"
