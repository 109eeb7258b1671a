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
from knowledge_base.database import Database

COOKIE = "wenzheng_console"
SIGNED_IN_S = 8 * 3600
"""Seconds a sign-in lasts: a working day."""
TRIES_PER_MINUTE = 5

TEMPLATES = Path(__file__).parent / "templates"


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
    signer = URLSafeTimedSerializer(secret, salt="wenzheng.console")
    limiter = MovingWindowRateLimiter(MemoryStorage())
    rate = RateLimitItemPerMinute(TRIES_PER_MINUTE)

    def page(name: str, status: int = 200, **values: object) -> HTMLResponse:
        headers = {
            "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'",
            "Cache-Control": "no-store",
            "X-Frame-Options": "DENY",
        }
        return HTMLResponse(templates.get_template(name).render(**values), status, headers)

    def signed_in(request: Request) -> bool:
        try:
            signer.loads(request.cookies.get(COOKIE, ""), max_age=SIGNED_IN_S)
        except BadSignature:
            return False
        return True

    @router.get("")
    async def show(request: Request) -> Response:
        if not signed_in(request):
            return page("sign_in.html")
        return page("overview.html", view=overview(database), assistant=assistant_state())

    @router.post("")
    async def sign_in(request: Request, password_given: Annotated[str, Form()]) -> Response:
        address = request.client.host if request.client else ""
        if not limiter.hit(rate, address):
            return page("sign_in.html", 429, problem="尝试次数过多，请一分钟后再试。")
        if not hmac.compare_digest(password_given.encode(), password.encode()):
            return page("sign_in.html", 403, problem="口令不正确。")
        response = RedirectResponse("/console", 303)
        response.set_cookie(
            COOKIE, signer.dumps("staff"), max_age=SIGNED_IN_S, httponly=True, samesite="strict"
        )
        return response

    @router.get("/console.css")
    async def style() -> Response:
        return Response((TEMPLATES / "console.css").read_text("utf-8"), media_type="text/css")

    return router
