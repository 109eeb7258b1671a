"""The handbook of policies for everyday life (民生政策读本): the knowledge as a book.

Chapters by field, each question with its answer word for word, its sources and a QR code to the
live entry, which may be newer than the paper. One accessible HTML page that also prints, and an
EPUB for phones and readers (`handbook_epub`).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from knowledge_base.errors import NothingToExport
from knowledge_base.models import Aspect, SourceKind
from knowledge_base.published import CitedSource, PublishedEntry

TEMPLATES = Path(__file__).parent / "templates"
TITLES = {"zh": "民生政策读本", "en": "Handbook of everyday policies"}
OTHER_FIELDS = {"zh": "其他", "en": "Other matters"}
Language = Literal["zh", "en"]
_NOT_XML = re.compile("[^\\t\\n\\r\u0020-\\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Item:
    """One question of the book."""

    id: str
    """The entry's id, also its anchor."""
    question: str
    paragraphs: tuple[str, ...]
    """The answer word for word, one paragraph per line."""
    links: tuple[tuple[str, str], ...]
    """(label, http(s) address)."""
    citations: tuple[CitedSource, ...]
    body: str | None
    """The department that answers, with its telephone."""
    valid_until: date | None
    url: str
    """The live entry."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A field (领域) of the book."""

    number: int
    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Handbook:
    """The whole book."""

    title: str
    language: Language
    day: date
    """As the knowledge stood on this day."""
    public_url: str
    chapters: tuple[Chapter, ...]

    @property
    def size(self) -> int:
        """How many questions it answers."""
        return sum(len(chapter.items) for chapter in self.chapters)


def make_handbook(
    entries: Iterable[PublishedEntry],
    public_url: str,
    day: date,
    language: Language = "zh",
    title: str | None = None,
    *,
    catalogs: bool = False,
) -> Handbook:
    """Arrange what may be answered on a day into a book.

    Args:
        entries: published entries; those of another language or not valid that day are left out.
        public_url: where citizens reach the service, for the QR codes.
        day: the day of the edition.
        language: of the entries and of the book's own words.
        title: the book's; a usual one where None.
        catalogs: take in what the disclosure catalogs say (who publishes what, when and where);
            left out as a rule, since it is several times the rest and not what people read for.

    Raises:
        NothingToExport: no entry fits.
    """
    by_field: dict[str, list[PublishedEntry]] = {}
    for entry in entries:
        fits = entry.language == language and entry.valid_on(day)
        if fits and (catalogs or not _from_catalog(entry)):
            by_field.setdefault(entry.field or "", []).append(entry)
    if not by_field:
        raise NothingToExport("没有可以编入读本的条目")
    fields = sorted(by_field, key=lambda name: (name == "", -len(by_field[name]), name))
    base = public_url.rstrip("/")
    chapters = tuple(
        Chapter(
            number,
            _printable(name) or OTHER_FIELDS[language],
            tuple(_item(entry, base) for entry in sorted(by_field[name], key=_reading_order)),
        )
        for number, name in enumerate(fields, start=1)
    )
    return Handbook(title or TITLES[language], language, day, base, chapters)


def write_html(handbook: Handbook, path: Path) -> None:
    """Write the book as one page that needs nothing else, for screen and print."""
    path.write_text(render("handbook.html.j2", handbook), encoding="utf-8")


def render(template: str, handbook: Handbook, **more: Any) -> str:
    """Fill one of the book's templates; everything from the knowledge is escaped."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    context: Mapping[str, Any] = {"book": handbook, "qr": qr_code} | more
    return environment.get_template(template).render(context)


def qr_code(url: str, label: str) -> Markup:
    """A QR code as inline SVG with a name for screen readers."""
    drawing = io.BytesIO()
    segno.make(url, error="m", micro=False).save(
        drawing, kind="svg", xmldecl=False, nl=False, scale=3, light="#fff", svgclass="qr"
    )
    named = Markup('<svg role="img" aria-label="{}"').format(label)
    return named + Markup(drawing.getvalue().decode().removeprefix("<svg"))  # noqa: S704 -- segno's


def _item(entry: PublishedEntry, base: str) -> Item:
    body = " ".join(filter(None, (entry.organisation, entry.organisation_phone)))
    return Item(
        id=entry.id,
        question=_printable(entry.question),
        paragraphs=tuple(filter(None, map(str.strip, _printable(entry.answer).split("\n")))),
        links=tuple((_printable(label), url) for label, url in entry.links if _is_web(url)),
        citations=entry.sources,
        body=body or None,
        valid_until=entry.valid_until,
        url=f"{base}/entry/{entry.id}",
    )


def _from_catalog(entry: PublishedEntry) -> bool:
    return bool(entry.sources) and entry.sources[0].kind is SourceKind.CATALOG


def _reading_order(entry: PublishedEntry) -> tuple[str, int, str]:
    return entry.topic or "", list(Aspect).index(entry.aspect), entry.id


def _printable(text: str) -> str:
    """Without the control characters that XML cannot hold."""
    return _NOT_XML.sub("", text)


def _is_web(url: str) -> bool:
    return url.startswith(("https://", "http://"))
