"""What engines on a WebSocket have in common."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from connectors.kiosk.errors import RecogniserDown
from connectors.kiosk.hearing.base import CONNECT_LIMIT_S

_CLOSED = (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSING, aiohttp.WSMsgType.CLOSED)


@asynccontextmanager
async def opened(
    url: str, protocols: Sequence[str] = ()
) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """A socket to an engine, for one utterance.

    Raises:
        RecogniserDown: it cannot be reached.
    """
    async with aiohttp.ClientSession() as http:
        try:
            async with asyncio.timeout(CONNECT_LIMIT_S):
                socket = await http.ws_connect(url, protocols=tuple(protocols), compress=0)
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise RecogniserDown(f"cannot be reached: {type(error).__name__}") from error
        try:
            yield socket
        finally:
            await socket.close()


class Exchange:
    """Sound goes out by itself while the engine's texts are read. A context manager."""

    def __init__(
        self, socket: aiohttp.ClientWebSocketResponse, sending: Coroutine[Any, Any, None]
    ) -> None:
        """`sending` sends everything there is to send, and ends."""
        self._socket = socket
        self._sender = asyncio.ensure_future(sending)

    async def __aenter__(self) -> Exchange:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._sender.cancel()
        await asyncio.gather(self._sender, return_exceptions=True)

    @property
    def all_sent(self) -> bool:
        """Whether the engine has been told everything."""
        return self._sender.done()

    async def next(self, limit_s: float) -> str | None:
        """The engine's next text; None where it has closed after everything was sent.

        Raises:
            TimeoutError: everything was sent, and it has said nothing for `limit_s` seconds.
            RecogniserDown: it died in mid-utterance.
        """
        receiving = asyncio.ensure_future(self._socket.receive())
        try:
            if not self._sender.done():
                await asyncio.wait({receiving, self._sender}, return_when=asyncio.FIRST_COMPLETED)
            if not receiving.done():
                await asyncio.wait({receiving}, timeout=limit_s)
            if not receiving.done():
                raise TimeoutError
        finally:
            receiving.cancel()
        return self._text(receiving.result())

    def _text(self, message: aiohttp.WSMessage) -> str | None:
        if message.type is aiohttp.WSMsgType.TEXT:
            return str(message.data)
        if message.type in _CLOSED and self._sender.done() and not self._sender.exception():
            return None
        raise RecogniserDown(f"died in mid-utterance: {message.type.name}")
