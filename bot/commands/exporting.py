"""`export xlsx`, `export jsonl`, `export handbook`: knowledge out, for editing and for reading."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.commands.working import terminal, work
from bot.settings import Settings
from knowledge_base.exporters.entries import entry_drafts, export_jsonl, export_xlsx
from knowledge_base.exporters.handbook import Language, make_handbook, write_html
from knowledge_base.exporters.handbook_epub import write_epub
from knowledge_base.published import load_published, today

exports = typer.Typer(no_args_is_help=True, help="Write the knowledge to a file.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(exports, name="export")


@exports.command("xlsx")
def to_xlsx(out: Annotated[Path, typer.Argument(help="The workbook to write.")]) -> None:
    """Write every entry to a workbook that staff may edit and import again."""
    with work() as session:
        count = export_xlsx(entry_drafts(session), out)
    terminal.print(f"{count} 条已写入 {out}", markup=False)


@exports.command("jsonl")
def to_jsonl(out: Annotated[Path, typer.Argument(help="The file to write.")]) -> None:
    """Write every entry as one JSON object a line."""
    with work() as session:
        count = export_jsonl(entry_drafts(session), out)
    terminal.print(f"{count} 条已写入 {out}", markup=False)


@exports.command("handbook")
def handbook(
    out_dir: Annotated[Path, typer.Argument(help="Folder to write into; made if need be.")],
    language: Annotated[Language, typer.Option(help="Of the entries and the book.")] = "zh",
    field: Annotated[list[str] | None, typer.Option(help="Only these fields (领域).")] = None,
    title: Annotated[str | None, typer.Option(help="The book's title.")] = None,
    catalogs: Annotated[
        bool, typer.Option("--catalogs", help="Take in the disclosure catalogs.")
    ] = False,
) -> None:
    """Write the handbook (民生政策读本) as a web page for screen and print, and as an EPUB."""
    settings = Settings()
    base = settings.base_url
    with work() as session:
        entries = [e for e in load_published(session) if not field or e.field in field]
        book = make_handbook(entries, base, today(), language, title, catalogs=catalogs)
    out_dir.mkdir(parents=True, exist_ok=True)
    for write, suffix in ((write_html, "html"), (write_epub, "epub")):
        path = out_dir / f"handbook-{language}.{suffix}"
        write(book, path)
        terminal.print(f"{path}：{book.size}问，{len(book.chapters)}章", markup=False)
