"""FunASR's runtime in 2pass mode: quick guesses while speaking, a second look at each pause."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

import aiohttp
import orjson

from connectors.kiosk.errors import RecogniserDown
from connectors.kiosk.hearing.base import REPLY_LIMIT_S, Heard, Hints
from connectors.kiosk.hearing.sockets import Exchange, opened
from connectors.kiosk.options import SAMPLE_RATE

SETTLE_S = 0.5
"""After the end one more segment may be under way, where the engine does not mark its last."""


class FunAsr:
    """Implements `Recogniser` over FunASR's WebSocket protocol."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def listen(
        self, sound: AsyncIterator[bytes], hints: Hints
    ) -> AsyncGenerator[Heard, None]:
        """Hear one utterance (contract: `Recogniser`)."""
        async with (
            opened(self._url, ("binary",)) as socket,
            Exchange(socket, _send(socket, sound, hints)) as exchange,
        ):
            settled, guessed, over = "", "", False
            while message := await _next(exchange, over):
                text = str(message.get("text") or "")
                if message.get("mode") == "2pass-online":
                    guessed += text
                    yield Heard(settled + guessed, settled=False)
                    continue
                settled, guessed = settled + text, ""
                yield Heard(settled, settled=True)
                over = exchange.all_sent
                if over and (message.get("is_final") or message.get("is_end")):
                    return


async def _next(exchange: Exchange, over: bool) -> dict[str, Any] | None:
    """The engine's next message; None where it has said all."""
    try:
        text = await exchange.next(SETTLE_S if over else REPLY_LIMIT_S)
    except TimeoutError as error:
        if over:
            return None
        raise RecogniserDown("says nothing") from error
    if text is None:
        if over:
            return None
        raise RecogniserDown("closed without a result")
    try:
        message = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise RecogniserDown("does not speak FunASR") from error
    if not isinstance(message, dict):
        raise RecogniserDown("does not speak FunASR")
    return message


async def _send(
    socket: aiohttp.ClientWebSocketResponse, sound: AsyncIterator[bytes], hints: Hints
) -> None:
    first = {
        "mode": "2pass",
        "wav_name": hints.name,
        "is_speaking": True,
        "wav_format": "pcm",
        "audio_fs": SAMPLE_RATE,
        "chunk_size": [5, 10, 5],
        "chunk_interval": 10,
        "hotwords": hints.hotwords,
        "itn": hints.itn,
    }
    await socket.send_str(orjson.dumps(first).decode())
    async for chunk in sound:
        await socket.send_bytes(chunk)
    await socket.send_str('{"is_speaking": false}')
