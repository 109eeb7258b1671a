"""The connection of a service: turns come in on it, the actions that a turn needs go out on it.

One WebSocket instead of a request each way, because two HTTP servers and two HTTP clients in one
turn cost as much as everything Rasa does in it (docs/benchmarks.md). An action is called on the
connection its turn came from, so any number of services can share an assistant.

Frames are JSON objects:

* service → assistant: `{"turn": n, "sender", "text", "metadata"}`
* assistant → service: `{"action": m, "call": {...}}`, Rasa's action call
* service → assistant: `{"action": m, "status": 200, "body": {...}}`, what HTTP would have answered
* assistant → service: `{"turn": n, "messages": [...]}`, or `{"turn": n, "error": "..."}`
"""

from __future__ import annotations

import asyncio
import itertools
import json
from contextvars import ContextVar
from typing import Any, Dict

import aiohttp
from aiohttp import web
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

HTTP_OK = 200


class Wire:
    """One service's connection, from the assistant's side."""

    def __init__(self, socket: web.WebSocketResponse) -> None:
        """Speaks over `socket`, which somebody else reads."""
        self._socket = socket
        self._numbers = itertools.count(1)
        self._called: Dict[int, asyncio.Future[Dict[str, Any]]] = {}

    async def send(self, frame: Dict[str, Any]) -> None:
        """Sends one frame.

        Raises:
            ConnectionResetError: the service has gone.
        """
        await self._socket.send_str(json.dumps(frame, ensure_ascii=False))

    async def call(self, call: Dict[str, Any]) -> Any:
        """Lets the service run an action.

        Raises:
            ClientResponseError: the service refused it, as over HTTP.
            aiohttp.ClientConnectionError: the service has gone.
        """
        number = next(self._numbers)
        self._called[number] = asyncio.get_running_loop().create_future()
        try:
            await self.send({"action": number, "call": call})
            answer = await self._called[number]
        except ConnectionResetError as error:
            raise aiohttp.ClientConnectionError("the service has gone") from error
        finally:
            del self._called[number]
        if answer["status"] != HTTP_OK:
            raise ClientResponseError(answer["status"], "refused", json.dumps(answer["body"]))
        return answer["body"]

    def answered(self, frame: Dict[str, Any]) -> None:
        """Hands an action's result to who waits for it; nobody does where the turn was given up."""
        waiting = self._called.get(frame["action"])
        if waiting is not None and not waiting.done():
            waiting.set_result(frame)

    def lost(self) -> None:
        """Tells who waits that nothing more will come."""
        for waiting in self._called.values():
            if not waiting.done():
                waiting.set_exception(ConnectionResetError("the connection was closed"))


CURRENT: ContextVar[Wire] = ContextVar("wire")
"""The connection on which the turn at hand came."""


class WireEndpoint(EndpointConfig):
    """Rasa's action endpoint: the service that sent the turn."""

    async def request(self, method: str = "post", **kwargs: Any) -> Any:
        """Runs the action call `kwargs["json"]` (errors: `Wire.call`)."""
        return await CURRENT.get().call(kwargs["json"])
