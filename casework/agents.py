"""Accounts of the people at the desk, and who of them is there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from casework.errors import InvalidInput, UnknownCase
from casework.handoff import release
from casework.models import Agent, Handoff, HandoffState
from casework.sign_outs import end_sign_ins
from casework.texts import checked_line
from knowledge_base.database import utc_now
from knowledge_base.models import AuditRecord

MIN_PASSWORD_CHARS = 8
AWAY_AFTER = timedelta(seconds=45)
"""Whose desk page has been gone for so long is away **[assumed]**."""

_NAME = re.compile(r"[a-z][a-z0-9_-]{1,31}")


@dataclass(frozen=True, slots=True)
class AgentName:
    """An agent, as colleagues and citizens know them."""

    name: str
    """Account."""
    public_name: str
    """What citizens read."""


def set_agent(session: Session, name: str, public_name: str, password: str) -> None:
    """Open an account, or give an existing one a new name and password, which signs it out.

    Raises:
        InvalidInput: a name cannot be used, or the password is too short.
    """
    if not _NAME.fullmatch(name):
        raise InvalidInput("name", "unreadable")
    public_name = checked_line("public_name", public_name)
    if not public_name or len(public_name) > 32:
        raise InvalidInput("public_name", "missing" if not public_name else "too_long")
    if len(password) < MIN_PASSWORD_CHARS:
        raise InvalidInput("password", "too_short")
    password_hash = PasswordHasher().hash(password)
    session.merge(
        Agent(name=name, public_name=public_name, password_hash=password_hash, active=True)
    )
    end_sign_ins(session, sign_in_key(name), utc_now())
    session.add(AuditRecord(actor=name, act="set_agent", subject=f"agent:{name}", detail={}))


def close_agent(session: Session, name: str) -> None:
    """Let nobody sign in by this name any more.

    Raises:
        UnknownCase: there is no such account.
    """
    mine = update(Agent).where(Agent.name == name).values(active=False, seen_at=None)
    if session.execute(mine.returning(Agent.name)).first() is None:
        raise UnknownCase("no agent has this name")
    session.add(AuditRecord(actor=name, act="close_agent", subject=f"agent:{name}", detail={}))


def sign_in(session: Session, name: str, password: str) -> AgentName | None:
    """The agent who gives this name and password; None where they are not right."""
    agent = session.get(Agent, name) if _NAME.fullmatch(name) else None
    known = agent is not None and agent.active
    stored = agent.password_hash if agent is not None and known else _nobody()
    try:
        PasswordHasher().verify(stored, password)
    except (VerificationError, InvalidHashError):
        return None
    return AgentName(agent.name, agent.public_name) if agent is not None and known else None


def find_agent(session: Session, name: str) -> AgentName | None:
    """An agent who may work, by account."""
    agent = session.get(Agent, name)
    return AgentName(agent.name, agent.public_name) if agent is not None and agent.active else None


def all_agents(session: Session) -> list[Agent]:
    """Every account, closed ones too."""
    return list(session.scalars(select(Agent).order_by(Agent.name)))


def seen(session: Session, name: str, at: datetime) -> None:
    """Note that an agent's desk page is open."""
    session.execute(update(Agent).where(Agent.name == name, Agent.active).values(seen_at=at))


def left(session: Session, name: str, at: datetime) -> None:
    """Note that an agent has signed out, in every browser."""
    end_sign_ins(session, sign_in_key(name), at)
    session.execute(update(Agent).where(Agent.name == name).values(seen_at=None))


def sign_in_key(name: str) -> str:
    """Under which an agent's sign-ins end."""
    return f"agent:{name}"


def on_duty(session: Session, at: datetime, away_after: timedelta = AWAY_AFTER) -> list[AgentName]:
    """Who is there, by name."""
    there = select(Agent).where(Agent.active, Agent.seen_at > at - away_after).order_by(Agent.name)
    return [AgentName(agent.name, agent.public_name) for agent in session.scalars(there)]


def release_absent(session: Session, at: datetime, away_after: timedelta = AWAY_AFTER) -> int:
    """Put back into the queue what agents have who are away; how many conversations.

    A browser that is closed must not leave a citizen with nobody.
    """
    there = {agent.name for agent in on_duty(session, at, away_after)}
    theirs = select(Handoff).where(
        Handoff.state == HandoffState.CLAIMED, Handoff.claimed_at <= at - away_after
    )
    abandoned = [(h.pk, h.owner) for h in session.scalars(theirs) if h.owner not in there]
    for pk, owner in abandoned:
        release(session, pk, str(owner), at)
    return len(abandoned)


@cache
def _nobody() -> str:
    """A hash that nothing opens: a wrong name takes as long as a wrong password."""
    return PasswordHasher().hash("nobody has this password")
