"""The kiosk's page and its files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.staticfiles import StaticFiles
from starlette.background import BackgroundTask
from starlette.responses import Response

from connectors.kiosk.headers import HEADERS
from connectors.kiosk.lookups import HotQuestions, InputMethod, Lookups, Suggest

STATIC = Path(__file__).parent / "static"
"""The files as they are served; there is no build step."""


def pages_router(
    *,
    suggest: Suggest | None = None,
    hot_questions: HotQuestions | None = None,
    vocabulary: Callable[[], Iterable[str]] | None = None,
    hearing: bool = True,
) -> APIRouter:
    """`GET /kiosk`, `/kiosk/continue`, `/kiosk/static/...` and the page's look-ups.

    Args:
        suggest: published questions near a text, at most so many; called in a worker thread.
        hot_questions: questions much asked, in a language; called in a worker thread.
        vocabulary: the district's own words, for the keyboard; called once, in a worker thread.
        hearing: whether a recogniser is configured; the page offers no microphone otherwise.
    """
    router = APIRouter()
    input_method = InputMethod(vocabulary)
    files = StaticFiles(directory=STATIC)

    async def file(path: str, request: Request) -> Response:
        response = await files.get_response(path, request.scope)
        response.headers.update(HEADERS)
        return response

    @router.get("/kiosk", include_in_schema=False)
    async def page(request: Request) -> Response:
        response = await file("index.html", request)
        response.background = BackgroundTask(input_method.get)  # ready when somebody types
        return response

    @router.get("/kiosk/continue", include_in_schema=False)
    async def phone_page(request: Request) -> Response:
        return await file("continue.html", request)

    @router.get("/kiosk/static/{path:path}", include_in_schema=False)
    async def static_file(path: str, request: Request) -> Response:
        return await file(path, request)

    router.include_router(Lookups(input_method, suggest, hot_questions, hearing).router())
    return router
