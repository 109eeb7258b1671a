"""uvicorn's HTTP protocol with a time limit for a request to arrive (against slow-loris clients).

uvicorn waits for the first byte, for headers and for a body as long as somebody likes; a few
thousand such connections would leave no room for citizens.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

ARRIVAL_LIMIT_S = 10.0
"""Seconds from a connection, or from the first byte of a later request, to the last of its body.
A citizen's longest message takes one on a slow telephone."""
TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class TimeLimitedProtocol(HttpToolsProtocol):
    """Answers 408 and closes where a request has not arrived within `ARRIVAL_LIMIT_S`."""

    _arrival: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Somebody is there: their first request is awaited."""
        super().connection_made(transport)
        self._await_arrival()

    def connection_lost(self, exc: Exception | None) -> None:
        """They are gone."""
        self._arrived()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """A request begins to arrive."""
        super().on_message_begin()
        if self._arrival is None:  # the first one is awaited since the connection
            self._await_arrival()

    def on_message_complete(self) -> None:
        """A request has arrived, with its body."""
        self._arrived()
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        """From here on the connection is the WebSocket's."""
        self._arrived()
        super().handle_websocket_upgrade()

    def _await_arrival(self) -> None:
        self._arrival = self.loop.call_later(ARRIVAL_LIMIT_S, self._give_up)

    def _arrived(self) -> None:
        if self._arrival is not None:
            self._arrival.cancel()
            self._arrival = None

    def _give_up(self) -> None:
        self._arrival = None
        if self.transport.is_closing():
            return
        cycle: Any = self.cycle
        has_begun = self.scope is not None  # a browser that only connected expects no answer
        if has_begun and (cycle is None or cycle.response_complete or not cycle.response_started):
            self.transport.write(TOO_SLOW)
        self.transport.close()
