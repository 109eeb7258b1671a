"""The handbook as an EPUB 3: a zip of XHTML pages that every phone's reader opens.

The container is five fixed files (EPUB 3.3, section 4), so it is written here with the standard
library rather than by a package under the AGPL.
"""

from __future__ import annotations

import uuid
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from knowledge_base.exporters.handbook import TEMPLATES, Handbook, render

_CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles>
<rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/>
</rootfiles>
</container>
"""


def write_epub(handbook: Handbook, path: Path) -> None:
    """Write the book as an EPUB, one file per chapter."""
    edition = f"{handbook.public_url}/{handbook.language}/{handbook.day}"
    identifier = uuid.uuid5(uuid.NAMESPACE_URL, edition).urn
    with ZipFile(path, "w", ZIP_DEFLATED) as book:
        # Readers recognise the format by its first, uncompressed bytes.
        book.writestr("mimetype", "application/epub+zip", ZIP_STORED)
        book.writestr("META-INF/container.xml", _CONTAINER)
        book.writestr("book/package.opf", render("package.opf.j2", handbook, identifier=identifier))
        book.writestr("book/nav.xhtml", render("nav.xhtml.j2", handbook))
        book.writestr("book/style.css", (TEMPLATES / "handbook.css").read_text("utf-8"))
        for chapter in handbook.chapters:
            page = render("chapter.xhtml.j2", handbook, chapter=chapter)
            book.writestr(f"book/chapter{chapter.number}.xhtml", page)
