"""A WebSocket to one assistant; the frames are described at its other end, `bot.assistant.wire`."""

from __future__ import annotations

import asyncio
import itertools
from contextlib import suppress
from typing import Any, Self

import aiohttp
import orjson

from bot.assistant_client import RunAction
from bot.errors import AssistantUnavailableError


class AssistantConnection:
    """Sends turns and waits for their messages; runs the actions the assistant calls meanwhile."""

    def __init__(
        self,
        address: str,
        http: aiohttp.ClientSession,
        socket: aiohttp.ClientWebSocketResponse,
        run_action: RunAction,
    ) -> None:
        self._address = address
        self._http = http
        self._socket = socket
        self._run_action = run_action
        self._numbers = itertools.count(1)
        self._turns: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._actions: set[asyncio.Task[None]] = set()
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def connect(cls, address: str, headers: dict[str, str], run_action: RunAction) -> Self:
        """Connect to the assistant at a base URL.

        Raises:
            AssistantUnavailableError: it cannot be reached or lets nobody in.
        """
        http = aiohttp.ClientSession(headers=headers)
        try:
            return cls(address, http, await http.ws_connect(f"{address}/turns"), run_action)
        except aiohttp.ClientError as error:
            await http.close()
            raise AssistantUnavailableError(type(error).__name__) from error

    @property
    def ended(self) -> bool:
        """Whether the assistant has closed the connection, or is dead."""
        return self._socket.closed or self._reading.done()

    def leads_to(self, address: str) -> bool:
        """Whether a turn for the assistant at `address` can go over this connection."""
        return self._address == address and not self.ended

    async def turn(self, frame: dict[str, Any]) -> list[dict[str, Any]]:
        """Send a turn and wait for its messages.

        Raises:
            AssistantUnavailableError: the assistant failed, or has gone.
            OSError: the connection was lost in sending.
        """
        number = next(self._numbers)
        self._turns[number] = asyncio.get_running_loop().create_future()
        try:
            await self._send({"turn": number, **frame})
            answer = await self._turns[number]
        finally:
            del self._turns[number]
        if "error" in answer:
            raise AssistantUnavailableError(answer["error"])
        messages: list[dict[str, Any]] = answer["messages"]
        return messages

    async def forget(self, sender: str) -> None:
        """Let the assistant forget a conversation.

        Raises:
            AssistantUnavailableError: it failed, or has gone.
        """
        try:
            async with self._http.delete(f"{self._address}/conversations/{sender}") as response:
                response.raise_for_status()
        except aiohttp.ClientError as error:
            raise AssistantUnavailableError(type(error).__name__) from error

    async def close(self) -> None:
        """Close the connection."""
        await self._socket.close()
        await self._reading

    async def _send(self, frame: dict[str, Any]) -> None:
        await self._socket.send_frame(orjson.dumps(frame), aiohttp.WSMsgType.TEXT)

    async def _read(self) -> None:
        try:
            async for message in self._socket:
                frame = orjson.loads(message.data)
                if "action" in frame:
                    self._begin(frame)
                elif (waiting := self._turns.get(frame["turn"])) and not waiting.done():
                    waiting.set_result(frame)
        finally:
            for waiting in self._turns.values():
                if not waiting.done():
                    waiting.set_exception(AssistantUnavailableError("the assistant has gone"))
            await self._http.close()

    def _begin(self, frame: dict[str, Any]) -> None:
        task = asyncio.create_task(self._act(frame))
        self._actions.add(task)
        task.add_done_callback(self._actions.discard)

    async def _act(self, frame: dict[str, Any]) -> None:
        status, body = await self._run_action(frame["call"])
        with suppress(OSError):  # the assistant has gone, and needs it no more
            await self._send({"action": frame["action"], "status": status, "body": body})
