"""Emergencies that are happening: what must be done at once, and which number is to be called.

The words are data (`emergency_terms.txt`), what is said of each kind stands in domain.yml.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

EMERGENCIES = Path(__file__).parent / "emergency_terms.txt"
SAID = {
    "height": "utter_emergency_height",
    "water": "utter_emergency_water",
    "fire": "utter_emergency_fire",
    "gas": "utter_emergency_gas",
    "shock": "utter_emergency_shock",
    "lift": "utter_emergency_lift",
    "traffic": "utter_emergency_traffic",
    "missing": "utter_emergency_missing",
    "medical": "utter_emergency_medical",
    "poison": "utter_emergency_poison",
    "police": "utter_emergency_police",
    "numbers": "utter_emergency_numbers",
}
"""Kind → response."""
NONE = "-"
"""The heading of words that tell there is no emergency."""
LONGEST, LONGEST_LATIN = 40, 120
"""Characters of a text that calls for help; a longer one tells a story."""
_ASKS = re.compile(r"怎么|咋|吗|谁|哪|什么|\?|\bwhat\b|\bhow\b|\bwho\b")


@dataclass(frozen=True, slots=True)
class Emergencies:
    """Tells which emergency a text speaks of."""

    kinds: Mapping[str, re.Pattern[str]]
    """Kind → its words, those first that are told from others."""
    none: re.Pattern[str]
    """Words of a question about rules, or of what is long over."""

    def response(self, text: str) -> str | None:
        """The response to a cleaned text; None where there is no emergency in it."""
        if len(text) > (LONGEST_LATIN if text.isascii() else LONGEST) or self.none.search(text):
            return None
        found = (kind for kind, words in self.kinds.items() if words.search(text))
        kind = next(found, None)
        return SAID[kind] if kind else None


def asks(text: str) -> bool:
    """Whether who speaks of an emergency asks something beside."""
    return _ASKS.search(text) is not None


def read_emergencies(path: Path = EMERGENCIES) -> Emergencies:
    """The words of each kind, from a file of regular expressions under headings.

    Raises:
        OSError: the file cannot be read.
        re.error: a line is no regular expression.
    """
    lines: defaultdict[str, list[str]] = defaultdict(list)
    kind = NONE
    for line in (raw.strip() for raw in path.read_text(encoding="utf-8").splitlines()):
        if heading := re.fullmatch(r"\[(.+)\]", line):
            kind = heading[1]
        elif line and not line.startswith("#"):
            lines[kind].append(line)
    none = re.compile("|".join(lines.pop(NONE)))
    return Emergencies({kind: re.compile("|".join(words)) for kind, words in lines.items()}, none)
