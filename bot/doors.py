"""What every request passes before it reaches a channel: size, form, documentation."""

from __future__ import annotations

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import JSONResponse
from fastapi_offline import FastAPIOffline
from starlette.types import Lifespan

MAX_BODY_BYTES = 256 * 1024
"""No citizen's message, and no action call, is longer."""


def create_front(title: str, version: str, lifespan: Lifespan[FastAPI]) -> FastAPI:
    """An application with its limits, whose documentation needs no foreign server."""
    app = FastAPIOffline(
        title=title,
        version=version,
        lifespan=lifespan,
        docs_url="/api/docs",
        redoc_url=None,
        static_url="/api/docs/assets",
        max_body_size=MAX_BODY_BYTES,
    )
    app.add_middleware(GZipMiddleware, minimum_size=1024)

    @app.exception_handler(RequestValidationError)
    async def refuse(_request: Request, error: RequestValidationError) -> Response:
        """Say what is wrong without sending back what was sent."""
        wrong = [{"loc": e["loc"], "msg": e["msg"], "type": e["type"]} for e in error.errors()]
        return JSONResponse({"detail": wrong}, 422)

    return app
