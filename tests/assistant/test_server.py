"""`TurnServer` over a real socket: who may come in, what a service gets back, how it ends."""

from __future__ import annotations

import asyncio
import logging
import unittest
from typing import Any

import aiohttp
from aiohttp.test_utils import TestServer
from rasa.core.channels.channel import UserMessage
from rasa.utils.endpoints import ClientResponseError

from bot.assistant.server import SECRET_HEADER, TurnServer
from bot.assistant.wire import WireEndpoint

SECRET = "a secret"
CALL = {"next_action": "action_answer"}


class Talker:
    """Stands for a loaded agent: what a turn does is told by its text."""

    def __init__(self) -> None:
        """Calls its actions as a loaded agent does."""
        self.endpoint = WireEndpoint()
        self.ended: list[str] = []

    async def handle_message(self, message: UserMessage) -> None:
        """Says what its action said, breaks, or takes its time."""
        if message.text == "break":
            raise ValueError("a fault of ours")
        if message.text == "slow":
            await asyncio.sleep(0.2)
            said = "at last"
        else:
            try:
                said = (await self.endpoint.request(json=CALL))["said"]
            except (ClientResponseError, aiohttp.ClientError) as error:
                said = f"{type(error).__name__} {getattr(error, 'text', '')}"
        self.ended.append(said)
        await message.output_channel.send_text_message(message.sender_id, said)


class ServerTest(unittest.IsolatedAsyncioTestCase):
    """One server, spoken to by raw frames."""

    async def asyncSetUp(self) -> None:
        """A server on a free port and a connection to it."""
        logging.disable(logging.ERROR)
        self.addCleanup(logging.disable, logging.NOTSET)
        self.talker = Talker()
        self.turns = TurnServer(self.talker, None, SECRET)
        self.server = TestServer(self.turns.app())
        await self.server.start_server()
        self.addAsyncCleanup(self.server.close)
        self.http = aiohttp.ClientSession()
        self.addAsyncCleanup(self.http.close)
        self.socket = await self._connect(SECRET)

    async def _connect(self, secret: str) -> aiohttp.ClientWebSocketResponse:
        url = self.server.make_url("/turns")
        return await self.http.ws_connect(url, headers={SECRET_HEADER: secret})

    async def _ask(self, number: int, text: str) -> None:
        await self.socket.send_json({"turn": number, "sender": "s", "text": text, "metadata": {}})

    async def _frame(self) -> dict[str, Any]:
        return await self.socket.receive_json(timeout=10)

    async def test_nobody_without_the_secret(self) -> None:
        for method, path in (("GET", "/turns"), ("GET", "/health"), ("DELETE", "/conversations/s")):
            url = self.server.make_url(path)
            async with self.http.request(method, url, headers={SECRET_HEADER: "x"}) as response:
                self.assertEqual(response.status, 403)

    async def test_an_action_is_called_on_the_connection_of_its_turn(self) -> None:
        other = await self._connect(SECRET)
        await self._ask(1, "ask")
        called = await self._frame()
        self.assertEqual(called["call"], CALL)
        await other.send_json({"action": called["action"], "status": 200, "body": {"said": "no"}})
        body = {"said": "好"}
        await self.socket.send_json({"action": called["action"], "status": 200, "body": body})
        self.assertEqual(await self._frame(), {"turn": 1, "messages": [{"text": "好"}]})

    async def test_turns_do_not_wait_for_each_other(self) -> None:
        await self._ask(1, "slow")
        await self._ask(2, "ask")
        called = await self._frame()
        result = {"action": called["action"], "status": 200, "body": {"said": "quick"}}
        await self.socket.send_json(result)
        self.assertEqual([(await self._frame())["turn"] for _ in range(2)], [2, 1])

    async def test_a_refused_action_is_refused_as_over_http(self) -> None:
        await self._ask(1, "ask")
        called = await self._frame()
        refusal = {"action": called["action"], "status": 400, "body": {"error": "not now"}}
        await self.socket.send_json(refusal)
        said = (await self._frame())["messages"][0]["text"]
        self.assertEqual(said, 'ClientResponseError {"error": "not now"}')

    async def test_a_fault_is_told_by_its_name_only(self) -> None:
        await self._ask(7, "break")
        self.assertEqual(await self._frame(), {"turn": 7, "error": "ValueError"})
        await self._ask(8, "slow")
        self.assertEqual((await self._frame())["turn"], 8)

    async def test_a_service_that_goes_leaves_no_turn_hanging(self) -> None:
        await self._ask(1, "ask")
        await self._frame()
        await self.socket.close()
        await asyncio.wait_for(self.turns.drain(), 5)
        self.assertEqual(self.talker.ended, ["ClientConnectionError "])

    async def test_what_is_under_way_ends_before_the_server_does(self) -> None:
        await self._ask(1, "slow")
        await asyncio.sleep(0.05)
        ending = asyncio.create_task(self.turns.drain())
        self.assertEqual((await self._frame())["messages"], [{"text": "at last"}])
        self.assertEqual((await self.socket.receive(timeout=10)).type, aiohttp.WSMsgType.CLOSE)
        await ending


if __name__ == "__main__":
    unittest.main()
