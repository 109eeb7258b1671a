"""The contract of importers: a file in, drafts and problems out.

An importer recognises a file by what it holds, and reads it row by row. It touches no database:
`runner.py` compares its drafts with what is stored and writes the difference.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from knowledge_base.collisions import Collision
from knowledge_base.drafts import EntryDraft
from knowledge_base.importers.drafts import CatalogItemDraft, GuideDraft, PolicyDraft

Draft = EntryDraft | CatalogItemDraft | GuideDraft | PolicyDraft


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a file, a row or a cell was not taken."""

    file: str
    """Name of the file."""
    sheet: str | None
    """Sheet or table, where the file has several."""
    row: int | None
    """Row or line as the editor counts it, from 1."""
    column: str | None
    """Heading of the column or name of the field."""
    reason: str
    """In Chinese, for the member of staff who brought the file."""

    def __str__(self) -> str:
        place = [self.file]
        if self.sheet:
            place.append(self.sheet)
        if self.row is not None:
            place.append(f"第{self.row}行")
        if self.column:
            place.append(f"“{self.column}”")
        return " ".join(place) + "：" + self.reason


class Outcome(StrEnum):
    """What an import does to one row or entry."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    RETIRED = "retired"


OUTCOME_WORDS = {
    Outcome.NEW: "新增",
    Outcome.CHANGED: "改动",
    Outcome.UNCHANGED: "未变",
    Outcome.RETIRED: "撤下",
}


@dataclass(frozen=True, slots=True)
class Diff:
    """One field of one row or entry that an import changes."""

    kind: str
    """entry, catalog, guide or policy."""
    key: str
    """The row's or entry's key."""
    title: str
    """What a reader knows it by."""
    field: str
    """The field that differs."""
    before: str
    """As stored."""
    after: str
    """As the file says."""


KIND_WORDS = {
    "entry": "条目",
    "catalog": "目录事项",
    "guide": "办事指南",
    "policy": "政策",
    "interpretation": "解读",
    "organisation": "机构",
}


@dataclass(frozen=True, slots=True)
class Missing:
    """What the last import of a file held and the file holds no more."""

    file: str
    """Name of the file."""
    kind: str
    """entry, catalog, guide or policy."""
    id: str
    """Of the entry or row."""
    title: str
    """What a reader knows it by."""
    organisation: str | None
    """Code of the body it belongs to; None where it is nobody's own."""
    published: bool
    """Whether it answers citizens until now."""


@dataclass(slots=True)
class ImportReport:
    """What an import did, or in a dry run would do."""

    counts: dict[str, Counter[Outcome]] = field(default_factory=dict)
    """Per kind (entry, catalog, guide, policy), how many of each outcome."""
    problems: list[Problem] = field(default_factory=list)
    """Every row that was not taken, and why."""
    diffs: list[Diff] = field(default_factory=list)
    """Every field that changes."""
    files: list[str] = field(default_factory=list)
    """The files that were read."""
    retired: list[Missing] = field(default_factory=list)
    """What goes because its file holds it no more."""
    kept: list[Missing] = field(default_factory=list)
    """What its file holds no more and stays all the same; `notices` says why."""
    notices: list[str] = field(default_factory=list)
    """What the one who imports should know, though every row was taken."""
    collisions: list[Collision] = field(default_factory=list)
    """Questions that another entry answers already, the likest first."""
    run: int | None = None
    """Number of this import, for reviewing what it brought; None where it wrote nothing."""

    def count(self, kind: str, outcome: Outcome, number: int = 1) -> None:
        """Add to a count."""
        self.counts.setdefault(kind, Counter())[outcome] += number

    def total(self, outcome: Outcome) -> int:
        """How many of all kinds had this outcome."""
        return sum(counter[outcome] for counter in self.counts.values())

    def summary(self) -> str:
        """One line for the terminal."""
        parts = [
            f"{KIND_WORDS[kind]} "
            + "、".join(
                f"{OUTCOME_WORDS[outcome]}{counter[outcome]}"
                for outcome in Outcome
                if counter[outcome]
            )
            for kind, counter in self.counts.items()
        ]
        return "；".join([*parts, f"问题 {len(self.problems)}"])

    @property
    def changes_nothing(self) -> bool:
        """Whether all that was read is stored already."""
        return not any(self.total(o) for o in Outcome if o is not Outcome.UNCHANGED)


@dataclass(frozen=True, slots=True)
class ImportContext:
    """What an importer may know about the district."""

    jurisdictions: Mapping[str, str]
    """Name by code."""
    organisations: Mapping[str, str]
    """Code by name and by code."""
    organisation_names: Mapping[str, str]
    """Name by code."""
    organisation_places: Mapping[str, str]
    """Code of the jurisdiction by code of the organisation."""
    default_jurisdiction: str
    """Code of the district itself."""

    def organisation(self, text: str | None) -> str | None:
        """Code of the organisation with this code or name, with or without the district's name.

        Args:
            text: such as `mzj`, `示范区民政局`, `区民政局` or `民政局`.

        Returns:
            None where it is nobody the district has listed.
        """
        name = (text or "").strip()
        if not name:
            return None
        district = self.jurisdictions.get(self.default_jurisdiction, "")
        bare = name.removeprefix(district).removeprefix("区").removeprefix("县")
        for candidate in (name, district + name, district + bare):
            if candidate in self.organisations:
                return self.organisations[candidate]
        return None

    def organisation_in(self, text: str) -> str | None:
        """Code of the organisation a text names, such as 咨询：示范区民政局 0100; longest first."""
        named = [
            (len(name), code) for code, name in self.organisation_names.items() if name in text
        ]
        return max(named)[1] if named else None

    def organisation_name(self, code: str | None) -> str | None:
        """Name of the organisation with this code."""
        return self.organisation_names.get(code or "")

    def jurisdiction_of(self, organisation: str | None) -> str:
        """Code of the place an organisation serves; the district where it is not known."""
        return self.organisation_places.get(organisation or "", self.default_jurisdiction)

    def jurisdiction_in(self, text: str) -> str:
        """Code of the place a title names; the longest name wins, the district is the default."""
        named = [(len(name), code) for code, name in self.jurisdictions.items() if name in text]
        return max(named)[1] if named else self.default_jurisdiction


class Importer(Protocol):
    """One kind of file."""

    name: str
    """Stable name; with the file's name it says which import came before this one."""

    def accepts(self, path: Path) -> bool:
        """Whether the content (not only the suffix) is of this kind.

        Raises:
            ImporterError: the file cannot be opened.
        """
        ...

    def read(self, path: Path, context: ImportContext) -> Iterator[Draft | Problem]:
        """Yield what the file holds, in its order; every row not taken is a `Problem`.

        Raises:
            ImporterError: the file cannot be read; nothing of it may be stored.
        """
        ...
