"""Applications and plain handlers on a real port, within the tests' own process."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import uvicorn
from starlette.types import ASGIApp

from tests.support.service import free_port, wait_until


class Served:
    """An application in a thread of its own; may be stopped and started again."""

    app: ASGIApp
    """Set before the first start; it may need to know its own address."""

    def __init__(self, port: int | None = None) -> None:
        self.port = port or free_port()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        config = uvicorn.Config(
            self.app, port=self.port, log_level="critical", timeout_graceful_shutdown=0
        )
        self.server = uvicorn.Server(config)
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self._thread.start()
        wait_until(lambda: self.server.started, 20)

    async def _serve(self) -> None:
        self.loop = asyncio.get_running_loop()
        await self.server.serve()

    def stop(self) -> None:
        self.server.should_exit = True
        self._thread.join(20)

    def drop_connections(self) -> None:
        """Cut every connection as a failing network does, without a goodbye."""

        def cut() -> None:
            for connection in list(self.server.server_state.connections):
                connection.transport.abort()

        self.loop.call_soon_threadsafe(cut)


@contextmanager
def served(app: ASGIApp, port: int) -> Iterator[str]:
    """An application on a port; its address."""
    server = Served(port)
    server.app = app
    server.start()
    try:
        yield server.url
    finally:
        server.stop()


@contextmanager
def handled_by(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """A plain HTTP server, such as somebody else's system; its address, with a slash behind."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
