"""`python -m bot`: everything an operator or editor does from a terminal."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module

import typer
from pydantic import ValidationError
from pydantic_settings import SettingsError

from bot.settings import Settings, wrong_settings

MODULES = {
    "bot.commands.serving": ("run", "train", "migrate", "copy-to"),
    "bot.commands.importing": ("import",),
    "bot.commands.exporting": ("export",),
    "bot.commands.desk": ("agent",),
    "bot.commands.editorial": ("review", "quality", "unanswered", "stats"),
    "bot.commands.exam": ("evaluate", "learn"),
}
"""Which module has which commands: only the one that is wanted is imported, for a quick start."""
FOR_OTHERS = ("export", "evaluate")
"""Commands whose files are meant to be read; what all others write is nobody else's to read."""


def build(wanted: str | None = None) -> typer.Typer:
    """The command line with the module of one command, or with all where it is not known."""
    app = typer.Typer(no_args_is_help=True, pretty_exceptions_show_locals=False, help=__doc__)
    app.callback()(lambda: None)
    chosen = [module for module, names in MODULES.items() if wanted in names] or MODULES
    for module in chosen:
        import_module(module).register(app)
    return app


def main() -> None:
    """Run the command of `sys.argv`."""
    gc.disable()  # imports make no garbage; looking for some is a fifth of their time
    wanted = sys.argv[1] if len(sys.argv) > 1 else None
    if wanted not in FOR_OTHERS:
        os.umask(0o077)
    command_line = build(wanted)
    gc.freeze()
    gc.enable()
    try:
        command_line()
    except (ValidationError, SettingsError) as error:
        if isinstance(error, ValidationError) and error.title != Settings.__name__:
            raise
        for line in wrong_settings(error):
            print(line, file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
