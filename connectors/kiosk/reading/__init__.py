"""From what is written to what is said, with a check that no number is lost on the way."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.turns import Language
from connectors.kiosk.reading.chinese import read_chinese
from connectors.kiosk.reading.english import read_english
from connectors.kiosk.reading.hiding import Phrases, hide

_HAN = re.compile(r"[\u3400-\u9fff]")
_SAYABLE = re.compile(r"\w")
_WIDE = {0xFF10 + n: str(n) for n in range(10)}
_WIDE |= {
    base + n: chr(plain + n) for base, plain in ((0xFF21, 65), (0xFF41, 97)) for n in range(26)
}
_WIDE |= {0x2460 + n: f"{n + 1}，" for n in range(20)}
"""Full-width digits and letters, and digits in circles."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A text for the ear."""

    text: str
    """Nothing where there is nothing to say."""
    language: Language


class Reader:
    """Reads in both languages, in the service's wording where a text is not to be read out."""

    def __init__(self, phrases: dict[Language, Phrases]) -> None:
        self._phrases = phrases

    def read(self, text: str, language: Language) -> Spoken:
        """What to say for a text.

        Args:
            text: as it is written.
            language: of the reply; a text with Chinese characters is read in Chinese all the same.
        """
        language = "zh" if _HAN.search(text) else language
        plain = hide(text.translate(_WIDE), self._phrases[language])
        said = read_chinese(plain) if language == "zh" else read_english(plain)
        return Spoken(said if _SAYABLE.search(said) else "", language)
