"""Sign-in and the overview: what is published, what was asked, how the assistant is."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from itsdangerous import BadSignature, URLSafeTimedSerializer
from jinja2 import Environment, FileSystemLoader, select_autoescape

from casework.sign_outs import end_sign_ins, has_ended
from console.origins import refuse_foreign
from console.overview import overview
from console.reminders import reminders
from console.tries import Tries, address_of
from knowledge_base.database import Database, utc_now

COOKIE = "wenzheng_console"
SIGNED_IN_S = 8 * 3600
"""Seconds a sign-in lasts: a working day."""

TEMPLATES = Path(__file__).parent / "templates"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'",
    "Cache-Control": "no-store",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


def page_templates() -> Environment:
    """The console's templates, which escape what is put into them."""
    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=select_autoescape())


class SignIn:
    """One password, tried slowly; who knew it carries a signed cookie."""

    def __init__(self, database: Database, password: str, secret: str) -> None:
        """Sign with `secret` and the password itself: a new one ends what the old one opened."""
        self._database = database
        self._password = _digest(password)
        self._signer = URLSafeTimedSerializer(f"{secret} {password}", salt="wenzheng.console")
        self._tries = Tries()

    def may_try(self, request: Request) -> bool:
        """Whether another try is allowed now from there; counts it."""
        return self._tries.may(address_of(request))

    def knows(self, request: Request, given: str) -> bool:
        """Whether this is the password."""
        is_right = hmac.compare_digest(_digest(given), self._password)
        if is_right:
            self._tries.right(address_of(request))
        return is_right

    def cookie(self) -> str:
        """A cookie for who knew it."""
        return str(self._signer.dumps([secrets.token_hex(8), utc_now().isoformat()]))

    def is_in(self, request: Request) -> bool:
        """Whether a request carries a cookie that is valid still."""
        if (carried := self._carried(request)) is None:
            return False
        with self._database.read() as session:
            return not has_ended(session, *carried)

    def leave(self, request: Request) -> None:
        """End the session whose cookie a request carries, also for whoever kept a copy of it."""
        if (carried := self._carried(request)) is not None:
            with self._database.begin() as session:
                end_sign_ins(session, carried[0], utc_now())

    def _carried(self, request: Request) -> tuple[str, datetime] | None:
        """Key and beginning of a session."""
        try:
            number, since = self._signer.loads(request.cookies.get(COOKIE, ""), max_age=SIGNED_IN_S)
            return f"console:{number}", datetime.fromisoformat(since)
        except (BadSignature, ValueError):
            return None


def _digest(password: str) -> bytes:
    """Of one length, whatever is given: comparing takes the same time."""
    return hashlib.sha256(password.encode("utf-8", "surrogatepass")).digest()


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
    ours = [Depends(refuse_foreign)]
    router = APIRouter(prefix="/console", include_in_schema=False, dependencies=ours)
    sign_in = SignIn(database, password, secret)
    _add_pages(router, sign_in, database, assistant_state)

    @router.get("/console.css")
    def style() -> Response:
        css = (TEMPLATES / "console.css").read_text("utf-8")
        return Response(css, media_type="text/css", headers={"X-Content-Type-Options": "nosniff"})

    return router


def _add_pages(
    router: APIRouter, sign_in: SignIn, database: Database, assistant_state: Callable[[], str]
) -> None:
    templates = page_templates()

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
        if not sign_in.may_try(request):
            return page("sign_in.html", 429, problem="尝试次数过多，请一分钟后再试。")
        if not sign_in.knows(request, password_given):
            return page("sign_in.html", 403, problem="口令不正确。")
        response = RedirectResponse("/console", 303, HEADERS)
        _set_cookie(response, request, sign_in.cookie(), SIGNED_IN_S)
        return response

    @router.post("/leave")
    def leave(request: Request) -> Response:
        sign_in.leave(request)
        response = RedirectResponse("/console", 303, HEADERS)
        _set_cookie(response, request, "", 0)
        return response


def _set_cookie(response: Response, request: Request, value: str, age_s: int) -> None:
    response.set_cookie(
        COOKIE,
        value,
        max_age=age_s,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
