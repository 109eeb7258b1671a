"""What the service says by itself, read from domain.yml, where all wording for citizens stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from bot.turns import Language

DOMAIN_FILE = Path(__file__).resolve().parent.parent / "domain.yml"


class Wording:
    """The responses of the domain, by name and language."""

    def __init__(self, domain_file: Path = DOMAIN_FILE) -> None:
        """Read every response of a Rasa domain file.

        Raises:
            OSError: the file cannot be read.
            yaml.YAMLError: it is not YAML.
        """
        text = domain_file.read_text(encoding="utf-8")
        domain = yaml.load(text, yaml.CSafeLoader)  # a tenth of the time of yaml.safe_load
        self.intents = frozenset(
            next(iter(i)) if isinstance(i, dict) else i for i in domain.get("intents", ())
        )
        """What a citizen may mean; a choice names one of them."""
        self._texts = {
            name: {_language(variant): str(variant["text"]) for variant in variants}
            for name, variants in domain["responses"].items()
        }

    def say(self, name: str, language: Language, **values: object) -> str:
        """One response in one language, Chinese where it has no variant for it.

        Args:
            name: the response, such as `utter_unanswered`.
            language: whose words.
            values: what stands in its braces.

        Raises:
            KeyError: the domain has no such response.
        """
        variants = self._texts[name]
        return variants.get(language, variants["zh"]).format(**values)


def _language(variant: dict[str, Any]) -> str:
    for condition in variant.get("condition", ()):
        if condition["type"] == "slot" and condition["name"] == "language":
            return str(condition["value"])
    return "zh"
