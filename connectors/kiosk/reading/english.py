"""Reading English aloud: the voice reads numbers by itself, so little is left to do."""

from __future__ import annotations

import re

_RULES = (
    (re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))"), ""),
    (re.compile(r"[¥￥]\s?([0-9.]+)"), r"\1 yuan"),
    (re.compile(r"\b(?:RMB|CNY)\s?([0-9.]+)"), r"\1 yuan"),
    (re.compile(r"(?<=[A-Za-z0-9])\s?/\s?(?=(?:month|year|day|person|hour|item|copy)\b)"), " per "),
    (re.compile(r"([0-9])\s?[-–—~]\s?(?=[0-9]{1,2}:[0-9]{2})"), r"\1 to "),
    (re.compile(r"\b([0-9]{1,2}):00\b"), r"\1 o'clock"),
    (re.compile(r"\b([0-9]{1,2}):([0-9]{2})\b"), r"\1 \2"),
    (re.compile(r"\b((?:19|20)[0-9]{2})\s?[-–—]\s?((?:19|20)[0-9]{2})\b"), r"\1 to \2"),
    (re.compile(r"%"), " percent"),
    (re.compile(r"[〔\[]\s?([0-9]{4})\s?[〕\]]\s?"), r" \1, number "),
)
_PHONE = re.compile(
    r"\(?\b0[0-9]{2,3}\)?[ -][0-9]{7,8}\b|\b1[3-9][0-9]-?[0-9]{4}-?[0-9]{4}\b"
    r"|\b[48]00-?[0-9]{3}-?[0-9]{4}\b|\b123[0-9]{2}\b|\b[0-9]{7,8}\b"
    r"|(?<=call )[0-9]{3,6}\b|(?<=dial )[0-9]{3,6}\b|(?<=Room )[0-9]{3,4}\b"
)
_SIGNS = str.maketrans(dict.fromkeys('*#_|^`\\"“”《》[]{}<>', " ") | {"\n": ". ", "\r": " "})


def read_english(text: str) -> str:
    """What to say for a text; every digit of it is in it."""
    said = _PHONE.sub(_spelled, text)
    for pattern, instead in _RULES:
        said = pattern.sub(instead, said)
    if _digits(said) != _digits(text):
        said = text
    return re.sub(r"\s+", " ", said.translate(_SIGNS)).strip()


def _spelled(match: re.Match[str]) -> str:
    """Digits one by one, with a pause where the number has one."""
    groups = re.findall(r"[0-9]+", match[0])
    return ", ".join(" ".join(group) for group in groups)


def _digits(text: str) -> str:
    return re.sub(r"(?<=[0-9]):00(?![0-9])|[^0-9]", "", text)
