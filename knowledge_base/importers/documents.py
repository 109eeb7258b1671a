"""Documents as lines of text with what their form says: heading, bold, table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docx.table import Table as WordTable
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from selectolax.lexbor import LexborHTMLParser, LexborNode

from knowledge_base.importers import tables_docx
from knowledge_base.importers.archives import check_size
from knowledge_base.importers.errors import PasswordProtected, UnknownFile, UnreadableFile
from knowledge_base.importers.tables import decode
from knowledge_base.importers.tables_html import cell_text

SUFFIXES = (".md", ".txt", ".docx", ".html", ".htm", ".pdf")
MAX_PAGES = 500
"""Pages of a PDF that are read; no policy is longer."""
PDF_DAMAGE = (PyPdfError, ValueError, LookupError, RecursionError, NotImplementedError)
"""What pypdf raises for damaged files and for ciphers it does not know."""
MARK = re.compile(r"\*\*|__|`")
LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")
TABLE_RULE = re.compile(r"[\s|:\-]+")
SENTENCE_END = "。？！：；?!:;"
NUMBERED = re.compile(
    r"\s*(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|\d+\s*[.．、]|第.{1,4}[章节条]"
    r"|问|答|Q\d*|A\d*)"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph, or one row of a table."""

    number: int
    """Its place in the file, from 1."""
    text: str
    level: int = 0
    """Of a heading, from 1; 0 for ordinary text."""
    bold: bool = False
    """The whole paragraph is bold."""
    cells: tuple[str, ...] = ()
    """The cells, where this is a row of a table."""


def read_lines(path: Path) -> list[Line]:
    """A document's lines.

    Raises:
        ImporterError: unsafe, encrypted, damaged, or without text.
    """
    check_size(path)
    suffix = path.suffix.lower()
    if suffix in (".md", ".txt"):
        lines = list(_markdown(decode(path.read_bytes())))
    elif suffix == ".docx":
        lines = list(_word(path))
    elif suffix in (".html", ".htm"):
        lines = list(_page(decode(path.read_bytes())))
    elif suffix == ".pdf":
        lines = list(_pdf(path))
    else:
        raise UnknownFile(f"不支持的文件类型：{suffix or path.name}")
    if not any(line.text for line in lines):
        raise UnreadableFile("文件里没有文字（可能是扫描件），请提供文字版")
    return lines


def _markdown(text: str) -> Iterator[Line]:
    for number, raw in enumerate(text.splitlines(), start=1):
        stripped = raw.strip()
        if stripped.startswith("|") and stripped.endswith("|"):
            if not TABLE_RULE.fullmatch(stripped):
                cells = tuple(_plain(cell) for cell in stripped.strip("|").split("|"))
                yield Line(number, " ".join(cells), cells=cells)
            continue
        heading = re.match(r"(#{1,6})\s+(.*)", stripped)
        level, words = (len(heading[1]), heading[2]) if heading else (0, raw.rstrip())
        bold = bool(re.fullmatch(r"\*\*[^*]+\*\*|__[^_]+__", stripped))
        yield Line(number, _plain(words), level, bold)


def _plain(text: str) -> str:
    return LINK.sub(r"\1", MARK.sub("", text)).strip()


def _word(path: Path) -> Iterator[Line]:
    number = 0
    for block in tables_docx.blocks(tables_docx.open_document(path)):
        if isinstance(block, WordTable):
            for row in block.rows:
                number += 1
                cells = tuple(cell.text.strip() for cell in row.cells)
                yield Line(number, " ".join(cells), cells=cells)
            continue
        number += 1
        runs = [run for run in block.runs if run.text.strip()]
        bold = bool(runs) and all(run.bold for run in runs)
        yield Line(number, block.text.strip(), _word_level(block), bold)


def _word_level(paragraph: Any) -> int:
    style = paragraph.style.name if paragraph.style is not None else ""
    if style == "Title":
        return 1
    heading = re.fullmatch(r"(?:Heading|标题) ?(\d)", style)
    return int(heading[1]) if heading else 0


def _page(text: str) -> Iterator[Line]:
    page = LexborHTMLParser(text)
    for noise in page.css("script, style, nav, header, footer, noscript"):
        noise.decompose()
    body = page.css_first("article") or page.body
    if body is None:
        return
    number = 0
    for node in body.css("h1, h2, h3, h4, h5, h6, p, li, tr, div, dt, dd"):
        if (
            node.tag == "div"
            and node.css_first("p, div, table, ul, ol, h1, h2, h3, h4") is not None
        ):
            continue
        if node.tag == "p" and _inside_cell(node):
            continue
        for line in _node_lines(node):
            number += 1
            yield Line(number, line.text, line.level, line.bold, line.cells)


def _inside_cell(node: LexborNode) -> bool:
    parent = node.parent
    while parent is not None and parent.tag not in ("body", "html"):
        if parent.tag in ("td", "th", "li", "dd"):
            return True
        parent = parent.parent
    return False


def _node_lines(node: LexborNode) -> Iterator[Line]:
    if node.tag == "tr":
        cells = tuple(cell_text(cell) for cell in node.css("td, th"))
        yield Line(0, " ".join(cells), cells=cells)
        return
    heading = re.fullmatch(r"h(\d)", node.tag or "")
    level = int(heading[1]) if heading else 0
    words = cell_text(node)
    strong = node.css_first("strong, b")
    bold = strong is not None and strong.text(strip=True) == words.strip()
    for text in words.split("\n"):
        if text:
            yield Line(0, text, level, bold)


def _pdf(path: Path) -> Iterator[Line]:
    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise PasswordProtected("PDF 有密码保护，请去掉密码后再导入")
        pages = [page.extract_text() for page in reader.pages[:MAX_PAGES]]
    except PDF_DAMAGE as error:
        raise UnreadableFile("PDF 不完整或已损坏，请重新保存后再导入") from error
    for number, text in enumerate(_unwrapped("\n".join(pages)), start=1):
        yield Line(number, text)


def _unwrapped(text: str) -> Iterator[str]:
    """Join lines that only the page's width broke."""
    held = ""
    widest = max((len(line.strip()) for line in text.splitlines()), default=0)
    for raw in text.splitlines():
        line = raw.strip()
        if not line or NUMBERED.match(line):
            if held:
                yield held
            held = line
        else:
            held += line
        if held and (held[-1] in SENTENCE_END or len(line) < 0.8 * widest):
            yield held
            held = ""
    if held:
        yield held
