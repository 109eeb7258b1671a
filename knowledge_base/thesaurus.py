"""What people say, and the official words for it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from pathlib import Path

from knowledge_base.phrases import Phrases
from knowledge_base.text import arabic, written

THESAURUS_DIR = Path(__file__).parent / "thesaurus"
"""The thesaurus that comes with the product."""


class TermKind(StrEnum):
    """Why people say it differently."""

    COLLOQUIAL = "colloquial"
    DIALECT = "dialect"
    SITUATION = "situation"
    OLD = "old"
    ABBR = "abbr"
    TYPO = "typo"
    ENGLISH = "english"


@dataclass(frozen=True, slots=True)
class Term:
    """One way of saying it."""

    spoken: str
    official: tuple[str, ...]
    """The words the documents use; several where the spoken word stands for several."""
    kind: TermKind


@dataclass(frozen=True, slots=True)
class Mention:
    """A known word in a text."""

    start: int
    end: int
    official: tuple[str, ...]
    """The official words it stands for; itself where it is one."""
    spoken: bool
    """False where the word found is the official one."""


class Thesaurus:
    """Spoken and official words, found in a text."""

    def __init__(self, terms: Iterable[Term] = ()) -> None:
        self.terms = tuple(terms)
        official = sorted({word for term in self.terms for word in term.official})
        self._known: Phrases[Term | str] = Phrases(
            [*((term.spoken, term) for term in self.terms), *((word, word) for word in official)]
        )

    @property
    def version(self) -> str:
        """Changes when any term does."""
        lines = ["\t".join((t.spoken, *t.official, t.kind)) for t in self.terms]
        return hashlib.blake2b("\n".join(lines).encode(), digest_size=8).hexdigest()

    def mentions(self, text: str) -> Iterator[Mention]:
        """Every known word in a cleaned text, also those within longer ones; spoken ones first."""
        found: list[Mention] = []
        for start, end, known in self._known.find(text):
            said = dict.fromkeys(
                w for term in known if isinstance(term, Term) for w in term.official
            )
            if said:
                found.append(Mention(start, end, tuple(said), spoken=True))
            if isinstance(known[-1], str):
                found.append(Mention(start, end, (known[-1],), spoken=False))
        return iter(sorted(found, key=lambda mention: not mention.spoken))


def load_thesaurus(directory: Path = THESAURUS_DIR) -> Thesaurus:
    """Read every `*.tsv` of a directory (docs/formats.md); a missing directory has no terms."""
    return Thesaurus(term for path in sorted(directory.glob("*.tsv")) for term in _read(path))


_BRANCHES = re.compile(r"\(([^()]*)\)(\?)?|([^()]+)")


def spelled_out(pattern: str) -> Iterator[str]:
    """Every phrase of a pattern: `(a|b)` is either, `(a|b)?` may be left out."""
    if "(" not in pattern:
        return iter((pattern,))
    parts = [
        [plain] if plain else [*branches.split("|"), *([""] if optional else [])]
        for branches, optional, plain in _BRANCHES.findall(pattern)
    ]
    return map("".join, product(*parts))


def _read(path: Path) -> Iterator[Term]:
    # Numerals as they stand in a text that was taken apart: 一胎 is 1胎 there.
    text = arabic(written(path.read_text(encoding="utf-8")))
    kinds = {kind.value: kind for kind in TermKind}  # a fifth of the time of calling TermKind
    for line in text.splitlines():
        row = line.split("\t")
        if len(row) < 3 or line.startswith("#") or row[0].strip() == "spoken":
            continue
        for spoken in spelled_out(row[0].strip()):
            official = tuple(word for word in row[1].split() if word != spoken)
            if spoken and official:
                yield Term(spoken, official, kinds[row[2].strip()])
