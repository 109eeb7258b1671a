"""`python -m bot`: everything an operator or editor does from a terminal."""

from __future__ import annotations

import typer

from bot.commands import serving

app = typer.Typer(no_args_is_help=True, pretty_exceptions_show_locals=False, help=__doc__)
for module in (serving,):
    module.register(app)

if __name__ == "__main__":
    app()
