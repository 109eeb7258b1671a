"""Addresses that lead nowhere: staff get a page with ways on, programs what the framework says."""

from __future__ import annotations

from fastapi import FastAPI, Request, Response
from fastapi.exception_handlers import http_exception_handler
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.exceptions import HTTPException

from console.routes import HEADERS, TEMPLATES


def add_lost_page(app: FastAPI) -> None:
    """Show a page where a browser asks for an address under `/console` that there is none of."""
    templates = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=select_autoescape())

    @app.exception_handler(404)
    @app.exception_handler(405)
    async def lost(request: Request, error: HTTPException) -> Response:
        reads = "text/html" in request.headers.get("accept", "")
        if not reads or not request.url.path.startswith("/console"):
            return await http_exception_handler(request, error)
        page = templates.get_template("lost.html").render()
        return HTMLResponse(page, error.status_code, {**(error.headers or {}), **HEADERS})
