"""Sign-in and the overview: what is published, what was asked, how the assistant is."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from itsdangerous import BadSignature, URLSafeTimedSerializer
from jinja2 import Environment, FileSystemLoader, select_autoescape
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from console.overview import overview
from console.reminders import reminders
from knowledge_base.database import Database

COOKIE = "wenzheng_console"
SIGNED_IN_S = 8 * 3600
"""Seconds a sign-in lasts: a working day."""
TRIES_PER_MINUTE = 5
"""From wherever they come: there is one password."""

TEMPLATES = Path(__file__).parent / "templates"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'",
    "Cache-Control": "no-store",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


class SignIn:
    """One password, tried slowly; who knew it carries a signed cookie."""

    def __init__(self, password: str, secret: str) -> None:
        self._password = password
        self._signer = URLSafeTimedSerializer(secret, salt="wenzheng.console")
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._rate = RateLimitItemPerMinute(TRIES_PER_MINUTE)

    def may_try(self) -> bool:
        """Whether another try is allowed now; counts it."""
        return self._limiter.hit(self._rate, "console")

    def knows(self, given: str) -> bool:
        """Whether this is the password."""
        return hmac.compare_digest(given.encode(), self._password.encode())

    def cookie(self) -> str:
        """A cookie for who knew it."""
        return str(self._signer.dumps("staff"))

    def is_in(self, request: Request) -> bool:
        """Whether a request carries a valid cookie."""
        try:
            self._signer.loads(request.cookies.get(COOKIE, ""), max_age=SIGNED_IN_S)
        except BadSignature:
            return False
        return True


def create_router(
    database: Database, *, password: str, secret: str, assistant_state: Callable[[], str]
) -> APIRouter:
    """The console's routes.

    Args:
        database: what the pages show.
        password: opens the console.
        secret: signs the sign-in.
        assistant_state: how the assistant is at the moment.
    """
    router = APIRouter(prefix="/console", include_in_schema=False)
    templates = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=select_autoescape())
    sign_in = SignIn(password, secret)

    def page(name: str, status: int = 200, **values: object) -> HTMLResponse:
        return HTMLResponse(templates.get_template(name).render(**values), status, HEADERS)

    # Plain functions: FastAPI runs them in worker threads, so that no citizen waits for a count.
    @router.get("")
    def show(request: Request) -> Response:
        if not sign_in.is_in(request):
            return page("sign_in.html")
        view = overview(database, assistant_state())
        return page("overview.html", view=view, reminders=reminders(database))

    @router.post("")
    def enter(request: Request, password_given: Annotated[str, Form()]) -> Response:
        if not sign_in.may_try():
            return page("sign_in.html", 429, problem="尝试次数过多，请一分钟后再试。")
        if not sign_in.knows(password_given):
            return page("sign_in.html", 403, problem="口令不正确。")
        response = RedirectResponse("/console", 303, HEADERS)
        _set_cookie(response, request, sign_in.cookie(), SIGNED_IN_S)
        return response

    @router.post("/leave")
    def leave(request: Request) -> Response:
        response = RedirectResponse("/console", 303, HEADERS)
        _set_cookie(response, request, "", 0)
        return response

    @router.get("/console.css")
    def style() -> Response:
        css = (TEMPLATES / "console.css").read_text("utf-8")
        return Response(css, media_type="text/css", headers={"X-Content-Type-Options": "nosniff"})

    return router


def _set_cookie(response: Response, request: Request, value: str, age_s: int) -> None:
    response.set_cookie(
        COOKIE,
        value,
        max_age=age_s,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
