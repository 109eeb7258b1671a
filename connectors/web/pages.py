"""The widget's files, the model government page around it and the page to try its looks."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.staticfiles import StaticFiles
from starlette.responses import Response

STATIC = Path(__file__).parent / "static"
"""The files as they are served; there is no build step."""

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""What our own pages allow: files of this service only, nothing inline."""


def pages_router() -> APIRouter:
    """`GET /` and `GET /widget/...`."""
    router = APIRouter(include_in_schema=False)
    files = StaticFiles(directory=STATIC)

    @router.get("/")
    async def model_page(request: Request) -> Response:
        return await _file(files, "page/index.html", request)

    @router.get("/widget/{path:path}")
    async def widget_file(path: str, request: Request) -> Response:
        return await _file(files, path, request)

    return router


async def _file(files: StaticFiles, path: str, request: Request) -> Response:
    response = await files.get_response(path, request.scope)
    response.headers.update(
        {
            # The embedding pages load the modules from here, so any page may read them.
            "Access-Control-Allow-Origin": "*",
            "Cross-Origin-Resource-Policy": "cross-origin",
            "Cache-Control": "no-cache",
            "X-Content-Type-Options": "nosniff",
        }
    )
    if response.headers.get("content-type", "").startswith("text/html"):
        response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
        response.headers["Referrer-Policy"] = "same-origin"
    return response
