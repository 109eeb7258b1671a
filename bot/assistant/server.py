"""The assistant's door: turns in, messages out, for the service and for nobody else."""

from __future__ import annotations

import asyncio
import hmac
import logging
from typing import Any, Dict, List

from aiohttp import web
from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.tracker_store import TrackerStore

logger = logging.getLogger(__name__)

SECRET_HEADER = "X-Wenzheng-Secret"  # noqa: S105 -- the name of the header
WARM_UP_TEXT = "居住证怎么办"
CHANNEL = "wenzheng"


class TurnServer:
    """Serves one loaded agent over HTTP.

    Routes:
        GET /health: `{"model": name}`; answers only once the agent is loaded.
        POST /turns: `{"sender", "text", "metadata"}` → `{"messages": [...]}`.
        DELETE /conversations/{sender}: forgets a conversation.

    Every route wants the shared secret in `X-Wenzheng-Secret` and answers 403 without it.
    """

    def __init__(self, agent: Agent, trackers: TrackerStore, secret: str) -> None:
        """Serves `agent`, whose conversations are in `trackers`, to whoever knows `secret`."""
        self._agent = agent
        self._trackers = trackers
        self._secret = secret

    def app(self) -> web.Application:
        """The aiohttp application."""
        app = web.Application(middlewares=[self._guard])
        app.router.add_get("/health", self._health)
        app.router.add_post("/turns", self._turn)
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

    async def _turn(self, request: web.Request) -> web.Response:
        body: Dict[str, Any] = await request.json()
        output = CollectingOutputChannel()
        await self._agent.handle_message(
            UserMessage(
                body["text"],
                output,
                body["sender"],
                input_channel=CHANNEL,
                metadata=body.get("metadata") or {},
            )
        )
        return web.json_response({"messages": _without_recipient(output.messages)})

    async def _forget(self, request: web.Request) -> web.Response:
        await self._trackers.delete(request.match_info["sender"])
        return web.json_response({})

    async def warm_up(self) -> None:
        """Loads what Rasa and jieba load on first use, without touching a conversation."""
        await self._agent.parse_message(WARM_UP_TEXT)


def _without_recipient(messages: List[Dict[str, Any]]) -> List[Dict[str, Any]]:
    return [{k: v for k, v in message.items() if k != "recipient_id"} for message in messages]


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
    runner = web.AppRunner(server.app(), access_log=None, shutdown_timeout=5.0)
    await runner.setup()
    site = web.TCPSite(runner, host, port)
    await site.start()
    used = int(runner.addresses[0][1])
    print(f"listening {used}", flush=True)  # noqa: T201 -- the supervisor reads this line
    await stopped.wait()
    await runner.cleanup()
    return used
