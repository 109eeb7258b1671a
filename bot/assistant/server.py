"""The assistant's door: turns in, messages out, for the service and for nobody else."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
from contextlib import suppress
from typing import Any, Dict, List, Set

from aiohttp import WSMsgType, web
from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.tracker_store import TrackerStore

from bot.assistant.wire import CURRENT, Wire

logger = logging.getLogger(__name__)

SECRET_HEADER = "X-Wenzheng-Secret"  # noqa: S105 -- the name of the header
WARM_UP_TEXT = "居住证怎么办"
CHANNEL = "wenzheng"
DRAIN_S = 5.0
"""Seconds the turns under way have when the assistant is told to stop."""


class TurnServer:
    """Serves one loaded agent.

    Routes:
        GET /health: `{"model": name}`; answers only once the agent is loaded.
        GET /turns: a WebSocket for turns (`bot.assistant.wire`).
        DELETE /conversations/{sender}: forgets a conversation.

    Every route wants the shared secret in `X-Wenzheng-Secret` and answers 403 without it.
    """

    def __init__(self, agent: Agent, trackers: TrackerStore, secret: str) -> None:
        """Serves `agent`, whose conversations are in `trackers`, to whoever knows `secret`."""
        self._agent = agent
        self._trackers = trackers
        self._secret = secret
        self._turns: Set[asyncio.Task[None]] = set()
        self._sockets: Set[web.WebSocketResponse] = set()

    def app(self) -> web.Application:
        """The aiohttp application."""
        app = web.Application(middlewares=[self._guard])
        app.router.add_get("/health", self._health)
        app.router.add_get("/turns", self._connect)
        app.router.add_delete("/conversations/{sender}", self._forget)
        return app

    @web.middleware
    async def _guard(self, request: web.Request, handler: Any) -> web.StreamResponse:
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), self._secret.encode()):
            raise web.HTTPForbidden()
        return await handler(request)

    async def _health(self, _request: web.Request) -> web.Response:
        return web.json_response({"model": self._agent.processor.model_filename})

    async def _connect(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        wire = Wire(socket)
        self._sockets.add(socket)
        try:
            async for message in socket:
                if message.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                    break
                frame = json.loads(message.data)
                if "action" in frame:
                    wire.answered(frame)
                else:
                    self._begin(wire, frame)
        finally:
            self._sockets.discard(socket)
            wire.lost()
        return socket

    def _begin(self, wire: Wire, frame: Dict[str, Any]) -> None:
        turn = asyncio.create_task(self._turn(wire, frame))
        self._turns.add(turn)
        turn.add_done_callback(self._turns.discard)

    async def _turn(self, wire: Wire, frame: Dict[str, Any]) -> None:
        CURRENT.set(wire)
        try:
            answer = {"messages": await self._messages(frame)}
        except Exception as error:  # the turn's boundary: the service answers by itself
            logger.exception("A turn failed.")
            answer = {"error": type(error).__name__}
        with suppress(ConnectionResetError):  # the service has gone: nobody waits
            await wire.send({"turn": frame["turn"], **answer})

    async def _messages(self, frame: Dict[str, Any]) -> List[Dict[str, Any]]:
        output = CollectingOutputChannel()
        await self._agent.handle_message(
            UserMessage(
                frame["text"],
                output,
                frame["sender"],
                input_channel=CHANNEL,
                metadata=frame.get("metadata") or {},
            )
        )
        return [_without_recipient(message) for message in output.messages]

    async def _forget(self, request: web.Request) -> web.Response:
        await self._trackers.delete(request.match_info["sender"])
        return web.json_response({})

    async def warm_up(self) -> None:
        """Loads what Rasa and jieba load on first use, without touching a conversation."""
        await self._agent.parse_message(WARM_UP_TEXT)

    async def drain(self) -> None:
        """Lets the turns under way end, for at most `DRAIN_S`, and closes the connections."""
        if self._turns:
            await asyncio.wait(self._turns, timeout=DRAIN_S)
        await asyncio.gather(*(socket.close() for socket in set(self._sockets)))


def _without_recipient(message: Dict[str, Any]) -> Dict[str, Any]:
    return {key: value for key, value in message.items() if key != "recipient_id"}


async def serve(server: TurnServer, host: str, port: int, stopped: asyncio.Event) -> int:
    """Listen until `stopped` is set, then finish the turns under way.

    Args:
        server: what to serve.
        host: address to listen on; loopback or a private network.
        port: port to listen on; 0 takes a free one.
        stopped: ends the serving.

    Returns:
        The number of the port that was used, printed to standard output once listening.
    """
    runner = web.AppRunner(server.app(), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    site = web.TCPSite(runner, host, port)
    await site.start()
    used = int(runner.addresses[0][1])
    print(f"listening {used}", flush=True)  # noqa: T201 -- the supervisor reads this line
    await stopped.wait()
    await site.stop()
    await server.drain()
    await runner.cleanup()
    return used
