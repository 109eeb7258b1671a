"""`agent add | list | remove`: who may sit at the desk, or work on a body's cases."""

from __future__ import annotations

from typing import Annotated, NoReturn

import typer
from rich.console import Console

from bot.commands.working import opened
from casework.agents import MIN_PASSWORD_CHARS, all_agents, close_agent, set_agent
from casework.errors import InvalidInput, UnknownCase
from casework.officers import all_bodies, bodies, set_body
from knowledge_base.database import Database

terminal = Console()

WRONG = {
    "name: unreadable": "账号须以小写字母开头，只含小写字母、数字、- 和 _，2至32个字符 / account: "
    "a-z first, then a-z, 0-9, - and _, 2 to 32 characters",
    "password: too_short": f"口令至少{MIN_PASSWORD_CHARS}个字符 / password: at least "
    f"{MIN_PASSWORD_CHARS} characters",
    "public_name: missing": "没有写对外称呼 / --public-name is empty",
    "public_name: too_long": "对外称呼最多32个字符 / --public-name: at most 32 characters",
}
"""What is wrong with an account, by the refusal it comes with."""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    agents = typer.Typer(
        no_args_is_help=True, help="People at the desk (人工坐席) and on cases (经办)."
    )
    agents.command("add")(add)
    agents.command("list")(show)
    agents.command("remove")(remove)
    app.add_typer(agents, name="agent")


def add(
    name: Annotated[str, typer.Argument(help="Account: a-z first, then a-z, 0-9, - and _.")],
    public_name: Annotated[str, typer.Option(help="What citizens read, such as 小李.")],
    password: Annotated[
        str,
        typer.Option(
            prompt=True,
            confirmation_prompt=True,
            hide_input=True,
            envvar="WENZHENG_AGENT_PASSWORD",
            help=f"At least {MIN_PASSWORD_CHARS} characters; asked for where not given.",
        ),
    ],
    body: Annotated[
        str | None,
        typer.Option(help="Code of the body whose messages and applications it works on."),
    ] = None,
    to_desk: Annotated[
        bool, typer.Option("--desk", help="Move an officer of a body back to the desk.")
    ] = False,
) -> None:
    """Open an account at the desk, or for the cases of a body; or change one.

    An account that is there stays where it works, unless --body or --desk says otherwise.
    """
    if to_desk and body is not None:
        _refuse("--body 与 --desk 只能选一个 / --body and --desk exclude each other")
    with opened() as database:
        try:
            with database.begin() as session:
                set_agent(session, name, public_name, password)
                session.flush()
                place = None if to_desk else body or bodies(session).get(name)
                set_body(session, name, place)
        except (InvalidInput, UnknownCase) as error:
            known = _bodies(database) if isinstance(error, UnknownCase) else []
            _refuse(WRONG.get(str(error), str(error)), *known)
    terminal.print(f"{name}: {public_name}, {place or 'desk'}", markup=False)


def show() -> None:
    """Every account: name, public name, whether it is open, and its body or the desk."""
    with opened() as database, database.read() as session:
        works_for = bodies(session)
        for agent in all_agents(session):
            state = "open" if agent.active else "closed"
            place = works_for.get(agent.name, "desk")
            terminal.print(f"{agent.name}\t{agent.public_name}\t{state}\t{place}", markup=False)


def remove(name: Annotated[str, typer.Argument(help="Account.")]) -> None:
    """Close an account; its name stays in the audit trail."""
    try:
        with opened() as database, database.begin() as session:
            close_agent(session, name)
    except UnknownCase as error:
        _refuse(str(error))
    terminal.print(f"{name}: closed", markup=False)


def _refuse(why: str, *more: str) -> NoReturn:
    terminal.print(why, style="red", markup=False)
    for line in more:
        terminal.print(line, markup=False)
    raise typer.Exit(1)


def _bodies(database: Database) -> list[str]:
    """The codes there are, with their names."""
    with database.read() as session:
        return [f"{code}\t{name}" for code, name in all_bodies(session).items()]
