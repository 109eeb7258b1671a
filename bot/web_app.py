"""The FastAPI application before any route is added: limits, middleware, offline documentation."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import JSONResponse
from fastapi_offline import FastAPIOffline
from starlette.types import ASGIApp, Lifespan, Message, Receive, Scope, Send

from bot.rates import PerMinute

SUBSCRIBER_BITS = 64
"""So much of an IPv6 address names a subscriber; the rest they choose as they like."""
MAX_BODY_BYTES = 256 * 1024
"""No citizen's message, and no action call, is longer."""

REQUESTS_PER_MINUTE = 3000
"""Of one address, whatever they ask for: fifty a second."""
TOO_MANY = "请求太多，请一分钟后再试。 / Too many requests: please try again in a minute."


def create_web_app(
    title: str, version: str, lifespan: Lifespan[FastAPI], *, is_https: bool = False
) -> FastAPI:
    """An application with its limits, whose documentation needs no foreign server.

    `is_https`: people reach it by TLS, whoever ends that on the way.
    """
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
    app.add_middleware(RelativeRedirects)
    app.add_middleware(RequestRate)
    app.add_middleware(SubscriberAddress)
    if is_https:
        app.add_middleware(ByTls)

    @app.exception_handler(RequestValidationError)
    async def refuse(_request: Request, error: RequestValidationError) -> Response:
        """Say what is wrong without sending back what was sent."""
        wrong = [{"loc": e["loc"], "msg": e["msg"], "type": e["type"]} for e in error.errors()]
        return JSONResponse({"detail": wrong}, 422)

    return app


class RequestRate:
    """Middleware: refuses an address that asks for more than a hall full of people does.

    Whatever route is added is counted, and the opening of every WebSocket. Not counted is this
    machine itself: the assistant, the operator, and a proxy that the settings do not name.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Stand before `app`."""
        self._app = app
        self._rate = PerMinute(REQUESTS_PER_MINUTE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is not too much."""
        if not await self._is_too_much(scope):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": ""})
        else:
            refusal = JSONResponse({"detail": TOO_MANY}, 429, {"Retry-After": "60"})
            await refusal(scope, receive, send)

    async def _is_too_much(self, scope: Scope) -> bool:
        client = scope.get("client")
        if scope["type"] not in ("http", "websocket") or not client or _is_loopback(client[0]):
            return False
        return await self._rate.excess(client[0]) > 0


class RelativeRedirects:
    """Middleware: makes redirects within the service relative, without scheme and host.

    The framework takes the host from the request's own header: a forged one, kept by a cache on
    the way, would send the next citizen elsewhere.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Stand before `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on; cut the host off a redirect that only repeats it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        host = next((value for name, value in scope["headers"] if name == b"host"), b"")

        async def shortened(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    (name, _path_only(value, host) if name.lower() == b"location" else value)
                    for name, value in message["headers"]
                ]
            await send(message)

        await self._app(scope, receive, shortened)


class ByTls:
    """Says that a request came by TLS, which a proxy has ended: cookies are for no other way.

    Not every proxy says so itself, and then a sign-in would be sent in the clear to whoever gets a
    browser to ask over plain HTTP.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Stand before `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, as what it was at the proxy."""
        secure = {"http": "https", "websocket": "wss"}.get(scope["type"])
        await self._app({**scope, "scheme": secure} if secure else scope, receive, send)


class SubscriberAddress:
    """Middleware: gives a subscriber one client address, however many IPv6 addresses they have.

    Whatever counts by address would otherwise count each of 2⁶⁴ by itself.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Stand before `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, from the network where the address is of IPv6."""
        if client := scope.get("client"):
            scope = {**scope, "client": (subscriber(client[0]), client[1])}
        await self._app(scope, receive, send)


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def subscriber(address: str) -> str:
    """The address that stands for whoever has this one; itself where it is not of IPv6."""
    if ":" not in address:
        return address
    try:
        exact = ipaddress.IPv6Address(address)
    except ValueError:
        return address
    if exact.ipv4_mapped:
        return str(exact.ipv4_mapped)
    return str(ipaddress.IPv6Network((exact.packed, SUBSCRIBER_BITS), strict=False).network_address)


def _path_only(location: bytes, host: bytes) -> bytes:
    parts = urlsplit(location.decode("latin-1"))
    if parts.netloc.encode("latin-1") != host or not parts.netloc:
        return location
    return parts._replace(scheme="", netloc="").geturl().encode("latin-1")
