"""The way to a client: one frame after the other, a sentence's sound right behind its words."""

from __future__ import annotations

import asyncio

from fastapi import WebSocket
from starlette.websockets import WebSocketDisconnect, WebSocketState

NORMAL = 1000
"""WebSocket close code of a stay that is over."""


class Line:
    """One open socket, to send by. A socket that has gone takes everything and tells nothing."""

    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket
        self._turn = asyncio.Lock()

    async def send(self, frame: str, sound: bytes | None = None) -> None:
        """Send a frame, and the sound it announces."""
        async with self._turn:
            try:
                await self._websocket.send_text(frame)
                if sound is not None:
                    await self._websocket.send_bytes(sound)
            except (WebSocketDisconnect, RuntimeError):  # gone meanwhile; the reader notices
                return

    async def close(self, code: int = NORMAL, reason: str = "") -> None:
        """Close the socket, where that has not been done."""
        async with self._turn:
            if self._websocket.application_state is WebSocketState.CONNECTED:
                try:
                    await self._websocket.close(code, reason)
                except (WebSocketDisconnect, RuntimeError):
                    return
