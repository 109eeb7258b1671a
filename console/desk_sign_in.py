"""Who is at the desk: agents sign in with their own name."""

from __future__ import annotations

from fastapi import Request, Response
from itsdangerous import BadSignature, URLSafeTimedSerializer
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from casework.agents import AgentName, find_agent, left, sign_in
from knowledge_base.database import Database

COOKIE = "wenzheng_agent"
SIGNED_IN_S = 12 * 3600
"""Seconds a sign-in lasts: a long working day."""
TRIES_PER_MINUTE = 10
"""For one name, from wherever they come."""


class Agents:
    """Agents' sign-ins, carried in a signed cookie."""

    def __init__(self, database: Database, secret: str) -> None:
        """Accounts are in `database`; `secret` signs."""
        self._database = database
        self._signer = URLSafeTimedSerializer(secret, salt="wenzheng.desk")
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._rate = RateLimitItemPerMinute(TRIES_PER_MINUTE)

    def may_try(self, name: str) -> bool:
        """Whether another try is allowed now for this name; counts it."""
        return self._limiter.hit(self._rate, name)

    def knows(self, name: str, password: str) -> AgentName | None:
        """The agent with this name and password; whoever is known has not been guessing."""
        with self._database.read() as session:
            agent = sign_in(session, name, password)
        if agent is not None:
            self._limiter.clear(self._rate, agent.name)
        return agent

    def who(self, request: Request) -> AgentName | None:
        """The agent whose request this is; None where nobody is signed in."""
        try:
            name = self._signer.loads(request.cookies.get(COOKIE, ""), max_age=SIGNED_IN_S)
        except BadSignature:
            return None
        with self._database.read() as session:
            return find_agent(session, str(name))

    def leave(self, name: str) -> None:
        """Note that an agent is not there any more."""
        with self._database.begin() as session:
            left(session, name)

    def set_cookie(self, response: Response, request: Request, agent: AgentName | None) -> None:
        """Sign an agent in, or out where there is none."""
        response.set_cookie(
            COOKIE,
            str(self._signer.dumps(agent.name)) if agent else "",
            max_age=SIGNED_IN_S if agent else 0,
            path="/console/desk",
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
        )
