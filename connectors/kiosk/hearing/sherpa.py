"""sherpa-onnx's streaming WebSocket server: float32 in, one JSON text per segment out."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator

import aiohttp
import numpy as np
import orjson

from connectors.kiosk.errors import RecogniserDown
from connectors.kiosk.hearing.base import REPLY_LIMIT_S, Heard, Hints
from connectors.kiosk.hearing.sockets import Exchange, opened

DONE, ALL_SAID = "Done", "Done!"
"""What we send behind the sound, and what some servers send behind their last text."""


class Sherpa:
    """Implements `Recogniser` over sherpa-onnx's protocol."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def listen(
        self, sound: AsyncIterator[bytes], hints: Hints
    ) -> AsyncGenerator[Heard, None]:
        """Hear one utterance (contract: `Recogniser`). Hot words are the server's own affair."""
        async with (
            opened(self._url) as socket,
            Exchange(socket, _send(socket, sound)) as exchange,
        ):
            segments: dict[int, str] = {}
            while (message := await _next(exchange)) is not None:
                number, text = message
                segments[number] = text
                yield Heard("".join(segments[key] for key in sorted(segments)), settled=False)


async def _next(exchange: Exchange) -> tuple[int, str] | None:
    """Number and text of a segment; None where all has been said."""
    try:
        text = await exchange.next(REPLY_LIMIT_S)
    except TimeoutError as error:
        raise RecogniserDown("says nothing") from error
    if text is None or text == ALL_SAID:
        return None
    try:
        message = orjson.loads(text)
        return int(message.get("segment", 0)), str(message["text"])
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise RecogniserDown("does not speak sherpa-onnx") from error


async def _send(socket: aiohttp.ClientWebSocketResponse, sound: AsyncIterator[bytes]) -> None:
    async for chunk in sound:
        samples = np.frombuffer(chunk, "<i2").astype("<f4") / 32768
        await socket.send_bytes(samples.tobytes())
    await socket.send_str(DONE)
