"""Any recogniser that speaks Wyoming: JSON lines and PCM over TCP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

from wyoming.asr import Transcribe, Transcript, TranscriptChunk
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncTcpClient
from wyoming.event import Event

from connectors.kiosk.errors import RecogniserDown
from connectors.kiosk.hearing.base import CONNECT_LIMIT_S, REPLY_LIMIT_S, Heard, Hints
from connectors.kiosk.options import SAMPLE_RATE

_FORMAT = {"rate": SAMPLE_RATE, "width": 2, "channels": 1}


class Wyoming:
    """Implements `Recogniser` over the Wyoming protocol."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port

    async def listen(
        self, sound: AsyncIterator[bytes], hints: Hints
    ) -> AsyncGenerator[Heard, None]:
        """Hear one utterance (contract: `Recogniser`)."""
        client = AsyncTcpClient(self._host, self._port, connect_timeout=CONNECT_LIMIT_S)
        try:
            await client.connect()
        except (OSError, TimeoutError) as error:
            raise RecogniserDown(f"cannot be reached: {type(error).__name__}") from error
        sender = asyncio.ensure_future(_send(client, sound, hints))
        try:
            guessed = ""
            while not Transcript.is_type((event := await _next(client, sender)).type):
                if TranscriptChunk.is_type(event.type):
                    guessed += TranscriptChunk.from_event(event).text
                    yield Heard(guessed, settled=False)
            yield Heard(Transcript.from_event(event).text.strip(), settled=True)
        finally:
            sender.cancel()
            await asyncio.gather(sender, _leave(client), return_exceptions=True)


async def _next(client: AsyncTcpClient, sender: asyncio.Future[None]) -> Event:
    reading = asyncio.ensure_future(client.read_event())
    either: set[asyncio.Future[Any]] = {reading, sender}
    try:
        if not sender.done():
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.wait({reading}, timeout=REPLY_LIMIT_S)
        if not reading.done():
            raise RecogniserDown("says nothing")
        event = reading.result()
    except (OSError, asyncio.IncompleteReadError) as error:
        raise RecogniserDown(f"died: {type(error).__name__}") from error
    finally:
        reading.cancel()
    if event is None:
        raise RecogniserDown("died, or does not speak Wyoming")
    return event


async def _send(client: AsyncTcpClient, sound: AsyncIterator[bytes], hints: Hints) -> None:
    await client.write_event(Transcribe(language=hints.language).event())
    await client.write_event(AudioStart(**_FORMAT).event())
    async for chunk in sound:
        await client.write_event(AudioChunk(**_FORMAT, audio=chunk).event())
    await client.write_event(AudioStop().event())


async def _leave(client: AsyncTcpClient) -> None:
    try:
        await client.disconnect()
    except OSError:
        return  # it had gone already
