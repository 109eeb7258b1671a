"""The client of the assistant: one turn there and back, or an error that means: answer yourself."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import aiohttp
import orjson

from bot.errors import AssistantUnavailableError

SECRET_HEADER = "X-Wenzheng-Secret"  # noqa: S105 -- the name of the header

RunAction = Callable[[dict[str, Any]], Awaitable[tuple[int, object]]]
"""Runs an action call; gives the HTTP status and the body."""


class AssistantClient:
    """Speaks to whichever assistant process is ready at the moment."""

    def __init__(
        self,
        address: Callable[[], str | None],
        secret: str,
        timeout_s: float,
        run_action: RunAction,
    ) -> None:
        """Set up, connect to nothing yet.

        Args:
            address: the ready assistant's base URL, or None while there is none.
            secret: shared with the assistant.
            timeout_s: seconds after which the knowledge answers instead.
            run_action: runs the custom actions that the assistant calls for.
        """
        self._address = address
        self._headers = {SECRET_HEADER: secret}
        self._timeout_s = timeout_s
        self._run_action = run_action
        self._http: aiohttp.ClientSession | None = None
        self._line: _Line | None = None
        self._connecting = asyncio.Lock()

    async def turn(self, sender: str, text: str, metadata: dict[str, Any]) -> list[dict[str, Any]]:
        """Let the assistant take a turn of a conversation.

        Args:
            sender: the conversation.
            text: what was said, cleaned, or `/intent{...}` for a choice.
            metadata: what the actions need to know of the turn.

        Returns:
            Rasa's messages: each with `text`, `buttons` or `custom`.

        Raises:
            AssistantUnavailableError: none is ready, it died in mid-turn, took too long or failed.
        """
        try:
            async with asyncio.timeout(self._timeout_s):
                line = await self._ready()
                return await line.turn({"sender": sender, "text": text, "metadata": metadata})
        except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
            raise AssistantUnavailableError(type(error).__name__) from error

    async def forget(self, sender: str) -> None:
        """Let the assistant forget a conversation.

        Raises:
            AssistantUnavailableError: none is ready or it failed; its copy goes after 30 days.
        """
        address = self._address()
        if address is None:
            raise AssistantUnavailableError("no assistant is ready")
        try:
            async with (
                asyncio.timeout(self._timeout_s),
                self._session().delete(f"{address}/conversations/{sender}") as response,
            ):
                response.raise_for_status()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise AssistantUnavailableError(type(error).__name__) from error

    async def close(self) -> None:
        """Close the connections."""
        if self._line is not None:
            await self._line.close()
        if self._http is not None:
            await self._http.close()

    def _session(self) -> aiohttp.ClientSession:
        if self._http is None:
            self._http = aiohttp.ClientSession(headers=self._headers)
        return self._http

    async def _ready(self) -> _Line:
        """The connection to the assistant of the moment.

        The line to one that was replaced is left to it: it closes it once its turns have ended.
        """
        address = self._address()
        if address is None:
            raise AssistantUnavailableError("no assistant is ready")
        async with self._connecting:
            if self._line is None or not self._line.leads_to(address):
                socket = await self._session().ws_connect(f"{address}/turns")
                self._line = _Line(address, socket, self._run_action)
            return self._line


class _Line:
    """A connection to one assistant (frames: `bot.assistant.wire`)."""

    def __init__(
        self, address: str, socket: aiohttp.ClientWebSocketResponse, run_action: RunAction
    ) -> None:
        self._address = address
        self._socket = socket
        self._run_action = run_action
        self._numbers = itertools.count(1)
        self._turns: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._actions: set[asyncio.Task[None]] = set()
        self._reading = asyncio.create_task(self._read())

    def leads_to(self, address: str) -> bool:
        """Whether a turn for the assistant at `address` can go over this line."""
        return self._address == address and not self._reading.done() and not self._socket.closed

    async def turn(self, frame: dict[str, Any]) -> list[dict[str, Any]]:
        """Send a turn and wait for its messages."""
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

    async def close(self) -> None:
        """Hang up."""
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

    def _begin(self, frame: dict[str, Any]) -> None:
        task = asyncio.create_task(self._act(frame))
        self._actions.add(task)
        task.add_done_callback(self._actions.discard)

    async def _act(self, frame: dict[str, Any]) -> None:
        status, body = await self._run_action(frame["call"])
        with suppress(aiohttp.ClientError, ConnectionError):  # it has gone, and needs it no more
            await self._send({"action": frame["action"], "status": status, "body": body})
