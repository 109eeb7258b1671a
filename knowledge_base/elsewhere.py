"""Questions about how another city or district does it: what it asks for is not known here."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from pathlib import Path

from knowledge_base.retrieval.asked import Asked

CITIES_PATH = Path(__file__).parent / "cities.txt"

_FOOD = r"(?:拉面|火锅|小面|小吃|米粉|烤鸭|菜|牛肉面|肠粉|泡馍|路|街)"
_ORIGIN = (
    r"(?:从|来自|离开|原籍|老家(?:在|是)?|(?:户口|户籍|学籍)(?:还)?(?:在|是)){0}"
    r"|(?:我|孩子|老公|老婆|爱人|父母|爸|妈).{{0,4}}{0}[市省]?的?户口"
    r"|{0}[市省]?(?:人(?!才|社|民|力|均|口|大)|转|迁|来的?|过来|回来|" + _FOOD + ")"
)
"""Where a city is named that people or papers come from, or a dish: nothing is asked of it."""


def load_cities(path: Path = CITIES_PATH) -> frozenset[str]:
    """The cities and districts of the list that comes with the product."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(" ".join(line for line in lines if not line.startswith("#")).split())


class OtherCities:
    """Tells which places that are not the own city a question is about."""

    def __init__(self, cities: Collection[str], home: Iterable[str]) -> None:
        """Leave out the own city.

        Args:
            cities: names, of cities without 市.
            home: names of the own places and bodies: 深圳市南山区民政局.
        """
        own = " ".join(home)
        self._cities = frozenset(city for city in cities if city not in own)
        self._districts = tuple(city for city in self._cities if city.endswith("区"))

    def asked_of(self, question: Asked) -> frozenset[str]:
        """Places whose rules are asked for; for provinces their first two characters."""
        text = question.analysis.text
        words = {word.token for word in question.analysis.words}
        districts = {district for district in self._districts if district in text}
        named = question.elsewhere | (self._cities & words) | districts
        return frozenset(p for p in named if not re.search(_ORIGIN.format(re.escape(p)), text))
