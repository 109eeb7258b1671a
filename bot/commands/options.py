"""Options that several commands have, and who acts by them."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any

import typer

from knowledge_base.editorial import Actor, Role

Name = Annotated[str, typer.Option("--as", help="Who acts; named in the history.")]
Roles = Annotated[list[Role] | None, typer.Option("--role", help="Roles held; all where left out.")]
Department = Annotated[
    str | None, typer.Option(help="Code of the only department the roles hold for.")
]
Despite = Annotated[
    str | None,
    typer.Option("--despite-exam", help="Why it is published though the exam gets worse; kept."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def by_actor(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say who acts, in place of its first parameter, an `Actor`."""

    @wraps(command)
    def run(name: str, role: list[Role] | None, department: str | None, **given: Any) -> None:
        command(_actor(name, role, department), **given)

    _, *own = inspect.signature(command, eval_str=True).parameters.values()
    options = inspect.signature(_actor, eval_str=True).parameters.values()
    run.__signature__ = inspect.Signature(  # type: ignore[attr-defined]  # Typer reads it
        [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in (*own, *options)]
    )
    return run


def _actor(name: Name, role: Roles = None, department: Department = None) -> Actor:
    """Whoever the options name; nobody checks that they are who they say (docs/operating.md)."""
    return Actor(name, frozenset(role or Role), department)
