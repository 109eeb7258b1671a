"""Cleaning of text, the same for what is indexed and for what is asked."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from opencc import OpenCC

MAX_DAMAGED_SHARE = 0.1
"""With more damaged characters than this a text is not read as a question."""

MAX_LATIN1_SHARE = 0.4
"""With more accented Latin than this it is Chinese decoded wrongly: no language served has it."""

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_MAYBE_MOJIBAKE = re.compile(r"[\u0080-\u00ff\u0152-\u0192\u2018-\u2122]")
_PHONETIC_GLOSS = re.compile(rf"(?<=[{_HAN}])[(（][a-zü]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][a-zü]*[)）]")
"""What copies of garbled traditional pages carry: 區(qū), 標(biāo)準(zhǔn)."""
_MISALIGNED = re.compile(r"\?(。[\u3105-\u3129].)")
"""GBK read one byte off: `?。ㄒ唬` stands for ！（一）."""
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_PICTURE = re.compile("[\u2190-\u21ff\u2600-\u27bf\ue000-\uf8ff\U0001f000-\U0001faff]+")
_SPACE = re.compile(r"\s+")
_SPACE_BETWEEN_HAN = re.compile(rf"(?<=[{_HAN}]) (?=[{_HAN}])")
_DOCUMENT_YEAR = re.compile(r"[\[(〔【](?=(?:19|20)\d\d[\])〕】]第?\d)((?:19|20)\d\d)[\])〕】]")
_REPEAT = re.compile(r"([!?。,~…、.])\1+")
_OPENING = re.compile(
    r"^(?:(?:您好|你好|你们好|大家好|hello|hi|喂|嗨|哈喽|早上好|上午好|中午好|下午好|晚上好|各位领导|尊敬的领导|领导|老师|亲"
    r"|麻烦(?:您|你|大家)?(?:帮我?|给我?)?(?:问一?下|查一?下|看一?下|说一?下|解答一?下)?"
    r"|劳驾|打扰一?下|打扰了|不好意思|那个|就是|嗯+|呃+|额+|哎+|请教一?下|请问一?下|请问|求问|问一?下|想请问|想问问?一?下"
    r"|(?:我|俺|咱)?(?:就)?想?(?:要)?(?:咨询|了解|请教|问问|打听|询问)(?:一下|下)?(?:关于)?"
    r"|我?想知道|(?:能不能|可以|能否|可否)?告诉我(?:一下)?|帮我?(?:查一?下|看一?下|问一?下)"
    r"|(?:could|can) you (?:please )?tell me|please tell me|excuse me|i(?:'d| would) like to know"
    r"|i want to know|may i ask|please)[\s,。!~:、;]*)+",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(?:[\s,。!~、;]*(?:谢谢(?:您|你|大家|啦|了)?|多谢|感谢|拜托了?|求解答?|求助|求告知|急|在线等|麻烦(?:您|你)?了"
    r"|thanks?(?: you)?|thx|please))+[\s。!~]*$",
    re.IGNORECASE,
)
_PARTICLE = re.compile(r"(?:[啊呀哦噢喔哈啦嘞咧呐哇哩唉诶]|\s)+(?=[?!。,~]*$)")


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


def clean(text: str) -> str:
    """The text as it is compared: one script, one width, one case, without courtesies.

    Mojibake is repaired where it can be, digits and document numbers (示府〔2024〕3号) stay
    whole, and punctuation stays because it separates questions. A text that is nothing but
    courtesies keeps them.

    Args:
        text: anything a person typed or a file held.

    Returns:
        One line without leading or trailing space; empty where nothing can be read.
    """
    plain = _one_script(_repair(text))
    asked = _PARTICLE.sub("", _CLOSING.sub("", _OPENING.sub("", plain))).strip(" ,。!~、;:")
    return asked if any(c.isalnum() for c in asked) else plain


def written(text: str) -> str:
    """A word list in one script, width and case, with its lines and all that they say left in.

    A term may look like a courtesy (老师证) or end like one.
    """
    simplified: str = _simplifier().convert(unicodedata.normalize("NFKC", text))
    return simplified.lower()


def _repair(text: str) -> str:
    text = text.encode("utf-8", "replace").decode("utf-8")
    if _MAYBE_MOJIBAKE.search(text):
        import ftfy  # few texts need it, and no start

        text = ftfy.fix_encoding(text)
    text = _PHONETIC_GLOSS.sub("", text)
    return _MISALIGNED.sub(_realign, text)


def _realign(match: re.Match[str]) -> str:
    try:
        return (b"\xa3" + match[1].encode("gbk") + b"\xa9").decode("gbk")
    except UnicodeError:
        return match[0]


def _one_script(text: str) -> str:
    text = unicodedata.normalize("NFKC", text)
    text = _PICTURE.sub(" ", _INVISIBLE.sub("", text))
    text = _simplifier().convert(text).lower()
    text = _DOCUMENT_YEAR.sub(r"〔\1〕", text)
    text = _SPACE_BETWEEN_HAN.sub("", _SPACE.sub(" ", text))
    return _REPEAT.sub(r"\1", text).strip()


def is_readable(text: str) -> bool:
    """Whether the text can be read by a person, before or after repair.

    Args:
        text: anything a person typed or a file held. Empty text is readable: it is only empty.
    """
    text = _repair(text)
    letters = [c for c in text if not c.isspace()]
    if not letters:
        return True
    damaged = sum(map(_is_damaged, letters)) + 3 * len(re.findall("锟斤拷|烫烫烫|屯屯屯", text))
    foreign = len(_MAYBE_MOJIBAKE.findall(text))
    return damaged <= MAX_DAMAGED_SHARE * len(letters) and foreign <= MAX_LATIN1_SHARE * len(
        letters
    )


def _is_damaged(character: str) -> bool:
    return character == "\ufffd" or unicodedata.category(character) in {"Cc", "Cn", "Co", "Cs"}


_DIGITS = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_UNITS = {"十": 10, "百": 100, "千": 1000}
_COUNTED = re.compile(
    r"([零〇一二两三四五六七八九十百千]+)(?=(?:个?(?:多|半)?(?:年|月|日|天|岁|周岁|元|块|万|次|份|周|星期|小时|分钟|人|"
    r"胎|孩|孙|类|级|倍|号线?|平|亩|折|成))|个)"
)


def arabic(text: str) -> str:
    """Chinese numerals before a unit in digits (六年 → 6年), so that both ways of writing agree."""
    return _COUNTED.sub(lambda m: str(_value(m[1])), text)


def _value(numeral: str) -> int:
    if not any(c in _UNITS for c in numeral):
        return int("".join(str(_DIGITS[c]) for c in numeral))
    total = digit = 0
    for character in numeral:
        if character in _UNITS:
            total += (digit or 1) * _UNITS[character]
            digit = 0
        else:
            digit = _DIGITS[character]
    return total + digit
