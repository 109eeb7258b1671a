"""Personal numbers never reach a transcript, a receipt or a log in full (个人信息保护法第六条)."""

from __future__ import annotations

import re

_BETWEEN = r"[ ._\-–—·\u00a0\u200b-\u200f\u2060\u3000\ufeff]"
"""What people, and text copied from pages, put between the digits of one number."""
_GAP = _BETWEEN + "{0,3}"
"""138 - 0013 …"""


def _digits(count: str, gap: str = _GAP) -> str:
    return rf"(?:\d{gap}){count}"


_BEFORE, _AFTER = r"(?<![0-9A-Za-z０-９])", r"(?![0-9A-Za-z０-９])"
_IDENTITY_CARD = re.compile(
    rf"{_BEFORE}({_digits('{6}')}){_digits('{8}')}({_digits('{3}')}[\dXxＸｘ]){_AFTER}"
)
_MOBILE = re.compile(
    rf"(?<!\d)((?:[+＋]?{_GAP}(?:86|８６){_GAP})?[1１]{_GAP}[3-9３-９]{_GAP}\d{_GAP})"
    rf"{_digits('{4}')}(\d{_GAP}\d{_GAP}\d{_GAP}\d)(?!\d)"
)
_NARROW = f"{_BETWEEN}?"
"""Two days with a wide gap between them are as many digits as a bank card."""
_BANK_CARD = re.compile(
    rf"(?<!\d)({_digits('{4}', _NARROW)}){_digits('{7,11}', _NARROW)}"
    rf"(\d{_NARROW}\d{_NARROW}\d{_NARROW}\d)(?!\d)"
)
_TRAVEL_DOCUMENT = re.compile(
    rf"{_BEFORE}([A-Za-z]{{1,2}}){_digits('{3,6}', ' ?')}"
    rf"(\d ?\d ?\d ?\d){_AFTER}"
)
"""Passports (E, G, EA …), permits for Hong Kong, Macao and Taiwan (C, H, M, L): letters and seven
digits or more. Roads (G104) and standards have fewer."""
_RESIDENCE_CARD = re.compile(rf"{_BEFORE}([A-Za-z]{{3}})\d{{8}}(\d{{4}}){_AFTER}")
"""A foreigner's permanent residence card of the older kind: three letters, twelve digits."""
_NAMED_DOCUMENT = re.compile(
    r"((?:护照|通行证|回乡证|台胞证|台湾居民证|居留证|军官证|士兵证|证件)(?:号码?)?[是为:： ]{0,3})"
    r"([A-Za-zＡ-Ｚａ-ｚ]{0,3} ?)(?!0\d{2,3}[-–—])"
    rf"{_digits('{3,7}', _NARROW)}(\d ?\d ?\d ?\d)(?!\d)"
)
"""The same, where it is said what it is: some have digits only, some are written with a gap."""
_SOLDIER_CARD = re.compile(rf"([军士文兵警义]字第?{_GAP}){_digits('{4,}', _NARROW)}")
_NUMERAL = "[零〇○一二三四五六七八九幺]"
_IN_WORDS = re.compile(rf"({_NUMERAL}{{3}}){_NUMERAL}{{4,}}({_NUMERAL}{{4}})")
"""A telephone or a longer number as it is spoken; nothing else is so many numerals in a row."""
_WIDE = "０-９Ａ-Ｚａ-ｚ"
_LOCAL = rf"[A-Za-z0-9_.!#$%&'*+/=?^`{{|}}~．{_WIDE}-]"
_EMAIL = re.compile(
    rf"(?<!{_LOCAL}){_LOCAL}+\s?[@＠]\s?"
    rf"((?:[A-Za-z0-9{_WIDE}-]{{1,63}}[.．。]){{1,4}}[A-Za-z{_WIDE}]{{2,24}})"
)
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁"
    "魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易"
    "常武乔贺赖龚文"
)
"""The hundred or so that nearly everybody has (公安部姓名报告)."""
_INTRODUCED = re.compile(
    rf"((?:我|他|她)叫|(?:姓名|名字|联系人)\s?[:：是叫为]\s?)([{_SURNAMES}])[\u4e00-\u9fff]{{1,2}}"
)
_INTRODUCED_IN_ENGLISH = re.compile(r"(my name is|i am called) [a-z]+(?: [a-z]+)?", re.IGNORECASE)
_LONE_NAME = re.compile(rf"([{_SURNAMES}])[\u4e00-\u9fff]{{1,3}}")
_NO_NAMES = frozenset(
    "许可 许可证 许可法 高素质 孙子 白名单 康宁 周转 段时间 顾客 高新区 高中生 高中毕业 曾用名 康复"
    " 常见病 钟点工 黄牛 高峰 林木 陈述 陈列 张贴".split()
)
"""Words of services that a segmenter takes for names."""


def mask(text: str) -> str:
    """Hide numbers of identity papers, mobile phones and bank cards, e-mail addresses and names.

    Enough is left at both ends of a number for the citizen to recognise it, not to use it.
    Full-width digits count as digits, up to three spaces, dots, dashes or invisible signs may stand
    between two, and eleven Chinese numerals in a row are a number, too. Service numbers such as
    12345 and landlines are not personal and stay. Of names only those are seen by which somebody
    introduces themselves (我叫…, 姓名：…).
    """
    text = _IDENTITY_CARD.sub(r"\1********\2", text)
    text = _RESIDENCE_CARD.sub(r"\1********\2", text)
    text = _TRAVEL_DOCUMENT.sub(r"\1****\2", text)
    text = _NAMED_DOCUMENT.sub(r"\1\2****\3", text)
    text = _SOLDIER_CARD.sub(r"\1****", text)
    text = _MOBILE.sub(r"\1****\2", text)
    text = _BANK_CARD.sub(r"\1********\2", text)
    text = _IN_WORDS.sub(r"\1****\2", text)
    text = _EMAIL.sub(r"***@\1", text)
    text = _INTRODUCED.sub(r"\1\2**", text)
    return _INTRODUCED_IN_ENGLISH.sub(r"\1 ***", text)


def mask_lone_name(text: str) -> str:
    """Hide the given name in a text that is nothing but a Chinese name; any other stays.

    Only for words said where a name may well be expected: 许可 is one to a segmenter, too.
    """
    said = text.strip(" 。.!！")
    if not _LONE_NAME.fullmatch(said) or said in _NO_NAMES:
        return text
    import rjieba  # no start needs it

    return f"{said[0]}**" if [kind for _, kind in rjieba.tag(said)] == ["nr"] else text
