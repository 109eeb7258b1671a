"""Repairs text that copying and wrong decoding damaged, or refuses it with the reason.

Seen in real catalogs: traditional script with the reading in brackets (`區(qū)`), UTF-8 read as
Latin-1 or as GBK, and GBK shifted by one byte (`?。ㄒ唬`), which cannot be restored.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

import ftfy
from opencc import OpenCC

from knowledge_base.importers.errors import GarbledText

INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Debris of copying. Not U+202A-202E, which turn the order of what follows: nobody copies those
without meaning to, and a row that holds one is refused when it is checked."""
TONED = "āáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜü"
READING = re.compile(rf"(?<=[\u4e00-\u9fff])\([a-z]*[{TONED}][a-z{TONED}]*\)")
"""A reading in brackets after its character, as some conversions leave it."""
IDEOGRAPH = re.compile(r"[\u4e00-\u9fff]")
TRADITIONAL_SHARE = 0.12
"""From this share of traditional characters a text is traditional; below, it is a name."""
UTF8_AS_GBK = re.compile("[锛銆鐨勬槸鍦鏀缁鍔璇璁鏈鐞瀹鎵鍏绠浠浜鐢鏄姟鍙庡簻垮]")
"""Characters that UTF-8 read as GBK is full of, and Chinese is not."""
MOJIBAKE_SHARE = 0.15
CHINESE = re.compile(r"[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef\u2010-\u2027\s\x21-\x7e]+")
SHIFTED = re.compile(r"[\u3105-\u3129](?=[\u4e00-\u9fff])|锟斤拷|烫烫烫|屯屯屯|\ufffd")
"""Bopomofo beside ideographs comes from GBK shifted by a byte; the others from lost bytes."""
LINE_ENDS = re.compile(r"\r\n?|\u2028|\u2029|\x85")


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    return OpenCC("t2s")


def repair(text: str) -> str:
    """The text as it was meant: right decoding, simplified script, no invisible characters.

    Raises:
        GarbledText: bytes were lost, so that the words can only be guessed.
    """
    text = INVISIBLE.sub("", LINE_ENDS.sub("\n", text)).replace("\u00a0", " ")
    text = READING.sub("", text)
    if text.isascii():
        return text.strip()
    text = _from_gbk(ftfy.fix_encoding(text))
    if SHIFTED.search(text):
        raise GarbledText(f"文字已损坏，无法还原：{text[:20]}")
    return _simplified(unicodedata.normalize("NFC", text)).strip()


def repair_all(value: Any) -> Any:
    """A record as JSON has it, with every text in it repaired.

    Raises:
        GarbledText: one of them cannot be.
    """
    match value:
        case str():
            return repair(value)
        case list():
            return [repair_all(item) for item in value]
        case dict():
            return {key: repair_all(item) for key, item in value.items()}
        case _:
            return value


def _from_gbk(text: str) -> str:
    """Undo UTF-8 read as GBK: only then are the bytes valid UTF-8 and spell Chinese."""
    try:
        meant = text.encode("gb18030").decode("utf-8")
    except UnicodeDecodeError:
        found = len(UTF8_AS_GBK.findall(text))
        if found > 1 and found / len(text) > MOJIBAKE_SHARE:
            raise GarbledText(f"文字编码错误且有缺失，无法还原：{text[:20]}") from None
        return text
    return meant if CHINESE.fullmatch(meant) and IDEOGRAPH.search(meant) else text


def _simplified(text: str) -> str:
    ideographs = len(IDEOGRAPH.findall(text))
    if not ideographs:
        return text
    converted = str(_converter().convert(text))
    if len(converted) != len(text):
        return converted
    changed = sum(a != b for a, b in zip(text, converted, strict=True))
    return converted if changed / ideographs >= TRADITIONAL_SHARE else text
