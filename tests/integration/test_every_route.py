"""Every route of the whole app is counted by address, those included that somebody adds later."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx
from fastapi import FastAPI
from starlette.routing import BaseRoute, Mount, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from bot.service import create_app
from bot.settings import Settings
from bot.web_app import REQUESTS_PER_MINUTE

STRANGER = ("6.6.6.7", 1)


def app_in(tmp_path: Path) -> FastAPI:
    return create_app(Settings(data_dir=tmp_path, assistant_enabled=False))


def leaves(routes: Sequence[BaseRoute], prefix: str = "") -> Iterator[tuple[BaseRoute, str]]:
    """Every route with an address of it, those of included routers too."""
    for route in routes:
        if (router := getattr(route, "original_router", None)) is not None:
            yield from leaves(router.routes, prefix + route.include_context.prefix)  # type: ignore[attr-defined]
        else:
            path = str(getattr(route, "path", ""))
            yield route, prefix + re.sub(r"{[^}]*}", "x", path)


def is_socket(route: BaseRoute) -> bool:
    return isinstance(route, WebSocketRoute)


def routes_of(app: FastAPI) -> list[tuple[str, str]]:
    """Method and an address of each route that is asked over HTTP."""
    return [
        (method, f"{path}/x" if isinstance(route, Mount) else path)
        for route, path in leaves(app.routes)
        if not is_socket(route)
        for method in sorted(getattr(route, "methods", None) or ("GET",))
    ]


async def statuses(app: FastAPI) -> dict[tuple[str, str], int]:
    transport = httpx.ASGITransport(app, client=STRANGER)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as stranger:
        for _ in range(REQUESTS_PER_MINUTE):
            await stranger.get("/favicon.ico")
        return {
            (method, path): (await stranger.request(method, path)).status_code
            for method, path in routes_of(app)
        }


def test_no_route_takes_more_than_an_address_may_ask(tmp_path: Path) -> None:
    app = app_in(tmp_path)
    assert ("GET", "/kiosk/qr.svg") in routes_of(app)
    assert ("GET", "/kiosk/questions") in routes_of(app)
    seen = asyncio.run(statuses(app))
    if set(seen.values()) != {429}:  # a minute of the clock began anew meanwhile
        seen = asyncio.run(statuses(app))
    assert {route: status for route, status in seen.items() if status != 429} == {}


def test_no_websocket_is_opened_beyond_it(tmp_path: Path) -> None:
    app = app_in(tmp_path)
    sockets = [path for route, path in leaves(app.routes) if is_socket(route)]
    assert "/web/ws" in sockets
    visitor = TestClient(app, client=STRANGER)
    for _ in range(2):  # a minute of the clock may begin anew meanwhile
        for _ in range(REQUESTS_PER_MINUTE):
            visitor.get("/favicon.ico")
        codes = []
        for path in sockets:
            try:
                with visitor.websocket_connect(path):
                    codes.append(0)
            except WebSocketDisconnect as closed:
                codes.append(closed.code)
        if set(codes) == {1008}:
            return
    raise AssertionError(codes)


def test_staff_read_a_page_where_the_service_fails(tmp_path: Path) -> None:
    app = app_in(tmp_path)

    @app.get("/console/fails")
    async def fails() -> None:
        raise RuntimeError("secret of the inside")

    # In front of the desk, whose addresses take anything.
    app.router.routes.insert(0, app.router.routes.pop())
    visitor = TestClient(app, raise_server_exceptions=False)
    page = visitor.get("/console/fails", headers={"Accept": "text/html"})
    assert (page.status_code, "系统出错了" in page.text) == (500, True)
    assert "secret" not in page.text
    assert page.headers["content-security-policy"]
    assert visitor.get("/console/fails").text == "Internal Server Error"
