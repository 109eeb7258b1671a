"""公开渠道和载体: a list of boxes, which copying damages and catalogs use in two ways.

In some catalogs ■ is a ticked box and □ one left empty; in others ■ marks what is mandatory and □
what is optional, and both are channels. A legend says so, or else the ticks are taken as ticks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum

CHANNELS = (
    *("政府网站", "政府公报", "两微一端", "发布会/听证会", "广播电视", "纸质媒体", "公开查阅点"),
    *(
        "政务服务中心",
        "便民服务站",
        "入户/现场",
        "社区/企事业单位/村公示栏（电子屏）",
        "精准推送",
        "其他",
    ),
)
FILLED = "■☑☒√✓✔●◆▇█þü\uf0fe\uf06e\uf0fc\uf052\uf050"
HOLLOW = "□☐○◇▢▣¨❏❑\uf0a8\uf06f\uf0a3\uf02a"
"""The private-use characters are boxes of the Wingdings fonts as Word stores them."""
LETTERS = {"t": True, "n": True, "R": True, "o": False, "q": False}
"""Boxes of the Wingdings fonts that lost their font: the letter is what remains."""
LEGEND = re.compile(
    r"[■●][^，。；\n]{0,8}(?:必选|必须|必填|强制|规定)"
    r"|[□○][^，。；\n]{0,8}(?:可选|选填|自选|任选)"
)
FIRST_WORDS = (
    "政府|两微|发布会|听证|广播|纸质|公开查|政务|便民|入户|社区|企事|村|精准"
    "|其他|信用|公共|招标|投资"
)
MARK = re.compile(
    rf"[{FILLED}{HOLLOW}]\s*|(?:(?<=[\s\u4e00-\u9fff）)])|^)[tnRoq]\s*(?=[\u4e00-\u9fff])"
    rf"|(?<![窗入出户])口\s*(?={FIRST_WORDS})",
    re.MULTILINE,
)
SEPARATOR = re.compile(r"[、,，;；\n]+")


class BoxMeaning(Enum):
    """What a filled box says in a catalog."""

    TICKED = "ticked"
    MANDATORY = "mandatory"


def box_meaning(texts: Iterable[str]) -> BoxMeaning:
    """What the boxes mean, from the legend in a title, a heading or a note."""
    if any(LEGEND.search(text) for text in texts):
        return BoxMeaning.MANDATORY
    return BoxMeaning.TICKED


def parse_channels(text: str, meaning: BoxMeaning = BoxMeaning.TICKED) -> tuple[str, ...]:
    """The channels of a cell, by their national names where they have one.

    Where no box is filled the boxes are mere bullets, and every channel counts.
    """
    marks = list(MARK.finditer(text))
    if not marks:
        return _distinct(_split(text))
    boxes: list[tuple[bool, str]] = []
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    for mark, end in zip(marks, ends, strict=True):
        boxes.append((_is_filled(mark[0].strip()), text[mark.end() : end]))
    ticks = any(filled for filled, _ in boxes) and meaning is BoxMeaning.TICKED
    names = [name for filled, names in boxes if filled or not ticks for name in _split(names)]
    return _distinct(names)


def _is_filled(mark: str) -> bool:
    return mark in FILLED or LETTERS.get(mark, False)


def _split(text: str) -> list[str]:
    """Names between separators; a name that only a line's width broke is put together."""
    flat = re.sub(r"\s+", "", text)
    if known := _known(flat):
        return [known]
    parts = [re.sub(r"\s+", "", part) for part in SEPARATOR.split(text)]
    return [_known(part) or part for part in (part.strip("_：:。 ") for part in parts) if part]


def _known(text: str) -> str | None:
    plain = _plain(text)
    for channel in CHANNELS:
        if plain == _plain(channel):
            return channel
    if "公示栏" in plain and plain.startswith(("社区", "村", "企事业")):
        return CHANNELS[11 - 1]
    return None


def _plain(text: str) -> str:
    return re.sub(r"[/、（）()\s_：:]|电子屏", "", text)


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
