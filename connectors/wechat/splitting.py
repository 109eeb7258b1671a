"""Long text in several messages, cut where a reader would pause and never inside a name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

MAX_BYTES = 2048
"""Of one text message, in UTF-8 (the platform's limit for customer-service text)."""

_ATOM = re.compile(
    r"""
      <a\s[^>]*>.*?</a>                                     # a link with its words
    | https?://[\w\-.~:/?\#\[\]@!$&'()*+,;=%]+              # an address
    | [\u4e00-\u9fff]{0,12}[〔\[(（]\d{4}[〕\])）]第?\d+号    # 深府〔2021〕3号
    | [\u4e00-\u9fff]{0,6}第\d+号                            # 国令第711号
    | [(（]?\d[\d,.:/()（）—-]*[%％]?                        # 2,000, (0755)88121000, 2026-01-31
    | [A-Za-z]+                                             # a word
    | [\U0001f1e6-\U0001f1ff]{2}                            # a flag
    | .(?:[\u0300-\u036f\ufe00-\ufe0f\u20e3\U0001f3fb-\U0001f3ff]|\u200d.)*  # one character
    """,
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_PAUSES = (frozenset("\n"), frozenset("。！？；!?;"), frozenset("，、：,:"))  # best first
_EARLIEST = 0.5
"""A part is cut at a pause in its second half; before that it would be too short."""


def split(text: str, max_bytes: int = MAX_BYTES) -> list[str]:
    """Cut a text into parts of at most so many bytes.

    Nothing is lost but white space at the cuts. A name longer than a whole part is cut between
    its characters.

    Args:
        text: what to cut.
        max_bytes: bytes of a part in UTF-8, at least 8.
    """
    parts, atoms, size = [], [], 0  # type: list[str], list[str], int
    for atom in _atoms(text, max_bytes):
        length = len(atom.encode())
        if size + length > max_bytes:
            cut = _best_cut(atoms)
            parts.append("".join(atoms[:cut]))
            atoms = atoms[cut:]
            size = sum(len(kept.encode()) for kept in atoms)
            if size + length > max_bytes:  # what was kept leaves no room for a long name
                parts.append("".join(atoms))
                atoms, size = [], 0
        atoms.append(atom)
        size += length
    parts.append("".join(atoms))
    return [stripped for part in parts if (stripped := part.strip())]


def shorten(text: str, max_bytes: int) -> str:
    """The text's beginning in at most so many bytes, with …… where something is left out."""
    if len(text.encode()) <= max_bytes:
        return text
    mark = "……"
    room = max_bytes - len(mark.encode())
    return split(text, room)[0] + mark if room >= 8 else ""


def _atoms(text: str, max_bytes: int) -> Iterator[str]:
    for match in _ATOM.finditer(text):
        atom = match[0]
        if len(atom.encode()) <= max_bytes:
            yield atom
        else:
            yield from atom


def _best_cut(atoms: Sequence[str]) -> int:
    """How many atoms to take: up to the last pause of the best kind."""
    earliest = int(len(atoms) * _EARLIEST)
    for pauses in _PAUSES:
        for index in range(len(atoms) - 1, earliest, -1):
            if atoms[index] in pauses:
                return index + 1
    return len(atoms)
