"""Requests that come to nothing: staff get a page with ways on, programs the framework's words."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import FastAPI, Request, Response
from fastapi.exception_handlers import http_exception_handler
from fastapi.responses import HTMLResponse, PlainTextResponse
from starlette.exceptions import HTTPException

from console.routes import HEADERS, page_templates


def add_lost_page(app: FastAPI) -> None:
    """Show a page where a browser asks for what `/console` has not, may not show, or fails at."""
    templates = page_templates()

    def page(status: int, headers: Mapping[str, str] | None = None) -> Response:
        text = templates.get_template("lost.html").render(status=status)
        return HTMLResponse(text, status, {**(headers or {}), **HEADERS})

    @app.exception_handler(403)
    @app.exception_handler(404)
    @app.exception_handler(405)
    async def lost(request: Request, error: HTTPException) -> Response:
        if _is_read_by_staff(request):
            return page(error.status_code, error.headers)
        return await http_exception_handler(request, error)

    @app.exception_handler(500)
    async def failed(request: Request, error: Exception) -> Response:
        # The server has it logged: the framework raises it again once this is sent.
        if _is_read_by_staff(request):
            return page(500)
        return PlainTextResponse("Internal Server Error", 500)


def _is_read_by_staff(request: Request) -> bool:
    reads = "text/html" in request.headers.get("accept", "")
    return reads and request.url.path.startswith("/console")
