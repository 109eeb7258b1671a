"""The service's end of its connection to the assistant, against a real server of the same kind."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.assistant_client import SECRET_HEADER, AssistantClient
from bot.errors import AssistantUnavailableError

SECRET = "a secret"
TIMEOUT_S = 2.0


class Assistant:
    """Answers a turn by what its text says: at once, through an action, late or never."""

    def __init__(self, name: str = "one") -> None:
        self.name = name
        self.connections = 0
        self.forgotten: list[str] = []

    async def connect(self, request: web.Request) -> web.WebSocketResponse:
        assert request.headers[SECRET_HEADER] == SECRET
        self.connections += 1
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        late: list[asyncio.Task[None]] = []
        async for message in socket:
            frame = message.json()
            if "action" in frame:
                text = f"{frame['status']} {frame['body']}"
                await socket.send_json({"turn": frame["action"], "messages": [{"text": text}]})
            elif frame["text"] == "die":
                await socket.close()
            elif frame["text"] == "act":
                await socket.send_json({"action": frame["turn"], "call": {"sender_id": "s"}})
            elif frame["text"] == "fail":
                await socket.send_json({"turn": frame["turn"], "error": "ValueError"})
            elif frame["text"].startswith("wait"):
                late.append(asyncio.create_task(self._later(socket, frame)))
            else:
                await self._answer(socket, frame)
        return socket

    async def _later(self, socket: web.WebSocketResponse, frame: dict[str, Any]) -> None:
        await asyncio.sleep(float(frame["text"].split()[1]))
        if not socket.closed:
            await self._answer(socket, frame)

    async def _answer(self, socket: web.WebSocketResponse, frame: dict[str, Any]) -> None:
        text = f"{self.name}: {frame['sender']} {frame['text']} {frame['metadata']}"
        await socket.send_json({"turn": frame["turn"], "messages": [{"text": text}]})

    async def forget(self, request: web.Request) -> web.Response:
        self.forgotten.append(request.match_info["sender"])
        return web.json_response({})


@asynccontextmanager
async def served(assistant: Assistant) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_get("/turns", assistant.connect)
    app.router.add_delete("/conversations/{sender}", assistant.forget)
    async with TestServer(app) as server:
        yield str(server.make_url("")).rstrip("/")


async def run_action(call: dict[str, Any]) -> tuple[int, object]:
    return 200, {"of": call["sender_id"]}


@asynccontextmanager
async def talking(where: list[str | None]) -> AsyncIterator[AssistantClient]:
    client = AssistantClient(lambda: where[0], SECRET, TIMEOUT_S, run_action)
    try:
        yield client
    finally:
        await client.close()


async def said(client: AssistantClient, text: str) -> str:
    return str((await client.turn("s", text, {"m": 1}))[0]["text"])


def test_turns_share_a_connection_and_do_not_wait_for_each_other() -> None:
    async def talk() -> None:
        assistant, order = Assistant(), []

        async def turn(client: AssistantClient, text: str) -> None:
            assert await said(client, text) == f"one: s {text} {{'m': 1}}"
            order.append(text)

        async with served(assistant) as address, talking([address]) as client:
            await asyncio.gather(*(turn(client, text) for text in ("wait 0.3", "wait 0.1", "hi")))
        assert order == ["hi", "wait 0.1", "wait 0.3"]
        assert assistant.connections == 1

    asyncio.run(talk())


def test_an_action_runs_here_and_goes_back() -> None:
    async def talk() -> None:
        async with served(Assistant()) as address, talking([address]) as client:
            assert await said(client, "act") == "200 {'of': 's'}"

    asyncio.run(talk())


@pytest.mark.parametrize("text", ["fail", "die", "wait 60"])
def test_a_turn_that_comes_to_nothing_is_told_and_the_next_one_goes_on(text: str) -> None:
    async def talk() -> None:
        async with served(Assistant()) as address, talking([address]) as client:
            with pytest.raises(AssistantUnavailableError):
                await said(client, text)
            assert await said(client, "hi") == "one: s hi {'m': 1}"

    asyncio.run(talk())


def test_the_death_of_the_assistant_ends_every_turn_at_once() -> None:
    async def talk() -> None:
        async with served(Assistant()) as address, talking([address]) as client:
            turns = [asyncio.create_task(said(client, "wait 60")) for _ in range(3)]
            await asyncio.sleep(0.1)
            with pytest.raises(AssistantUnavailableError):
                await said(client, "die")
            async with asyncio.timeout(TIMEOUT_S / 2):
                ended = await asyncio.gather(*turns, return_exceptions=True)
            assert {type(fault) for fault in ended} == {AssistantUnavailableError}

    asyncio.run(talk())


def test_nobody_there_is_told_at_once() -> None:
    async def talk() -> None:
        for where in (None, "http://127.0.0.1:9"):
            async with talking([where]) as client:
                with pytest.raises(AssistantUnavailableError):
                    await said(client, "hi")
                with pytest.raises(AssistantUnavailableError):
                    await client.forget("s")

    asyncio.run(talk())


def test_a_replaced_assistant_ends_what_it_had_begun() -> None:
    async def talk() -> None:
        async with served(Assistant("old")) as old, served(Assistant("new")) as new:
            where: list[str | None] = [old]
            async with talking(where) as client:
                begun = asyncio.create_task(said(client, "wait 0.3"))
                await asyncio.sleep(0.1)
                where[0] = new
                assert (await said(client, "hi")).startswith("new")
                assert (await begun).startswith("old")

    asyncio.run(talk())


def test_forgetting_reaches_the_assistant() -> None:
    async def talk() -> None:
        assistant = Assistant()
        async with served(assistant) as address, talking([address]) as client:
            await client.forget("somebody")
        assert assistant.forgotten == ["somebody"]

    asyncio.run(talk())
