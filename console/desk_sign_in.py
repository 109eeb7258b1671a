"""Who is at the desk: agents sign in with their own name."""

from __future__ import annotations

from datetime import datetime

from fastapi import Request, Response
from itsdangerous import BadSignature, URLSafeTimedSerializer

from casework.agents import AgentName, find_agent, left, sign_in, sign_in_key
from casework.sign_outs import has_ended
from console.tries import Tries, address_of
from knowledge_base.database import Database, utc_now

COOKIE = "wenzheng_agent"
SIGNED_IN_S = 12 * 3600
"""Seconds a sign-in lasts: a long working day."""


class Agents:
    """Agents' sign-ins, carried in a signed cookie."""

    def __init__(self, database: Database, secret: str) -> None:
        """Accounts are in `database`; `secret` signs."""
        self._database = database
        self._signer = URLSafeTimedSerializer(secret, salt="wenzheng.desk")
        self._tries = Tries()

    def may_try(self, request: Request, name: str) -> bool:
        """Whether another try is allowed now for this name from there; counts it."""
        return self._tries.may(address_of(request), name)

    def knows(self, request: Request, name: str, password: str) -> AgentName | None:
        """The agent with this name and password."""
        with self._database.read() as session:
            agent = sign_in(session, name, password)
        if agent is not None:
            self._tries.right(address_of(request), name)
        return agent

    def who(self, request: Request) -> AgentName | None:
        """The agent whose request this is; None where nobody is signed in, or not any more."""
        try:
            name, since = self._signer.loads(request.cookies.get(COOKIE, ""), max_age=SIGNED_IN_S)
            begun = datetime.fromisoformat(since)
        except (BadSignature, ValueError):
            return None
        with self._database.read() as session:
            if has_ended(session, sign_in_key(name), begun):
                return None
            return find_agent(session, name)

    def leave(self, name: str) -> None:
        """Sign an agent out everywhere: they are not there any more."""
        with self._database.begin() as session:
            left(session, name, utc_now())

    def set_cookie(self, response: Response, request: Request, agent: AgentName | None) -> None:
        """Sign an agent in, or out where there is none."""
        response.set_cookie(
            COOKIE,
            str(self._signer.dumps([agent.name, utc_now().isoformat()])) if agent else "",
            max_age=SIGNED_IN_S if agent else 0,
            path="/console/desk",
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
        )
