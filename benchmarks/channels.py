"""Each channel from message received to answer sent, and many open widgets.

`python -m benchmarks.channels [--turns 100] [--idle 500] [--asking 50] [--data DIR]` starts the
service with its assistant and the sample knowledge, speaks to it over each channel, one message
at a time, in a new conversation each, and prints medians. Then it opens idle widgets, and
lets others ask at the same moment: what does an open widget weigh, and how long do the askers wait?
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from xml.sax.saxutils import escape

import aiohttp
import psutil

from benchmarks.processes import free_port, memory_mb, running, wait_for
from benchmarks.turns import QUESTIONS

TOKEN = "benchmarktoken"  # noqa: S105 -- signs messages of the benchmark's own account
ACCOUNT = [{"name": "bench", "appid": "wxbenchmark", "token": TOKEN, "mode": "plain"}]
SETTLE_S = 2.0
"""Seconds until memory is looked at."""

FIRST_START_S = 1200
"""A new data directory is filled and the assistant trained before anything is measured."""

Ask = Callable[[str], Awaitable[None]]
"""Asks one question and returns when the answer is there."""


async def over_api(http: aiohttp.ClientSession, url: str, question: str) -> None:
    """`POST /api/ask` without a session: the knowledge alone."""
    async with http.post(f"{url}/api/ask", json={"question": question}) as response:
        response.raise_for_status()
        await response.read()


async def typing(http: aiohttp.ClientSession, url: str, typed: str) -> None:
    """`GET /web/suggest`: what is offered while somebody types (联想)."""
    async with http.get(f"{url}/web/suggest", params={"q": typed}) as response:
        response.raise_for_status()
        await response.read()


async def over_wechat(http: aiohttp.ClientSession, url: str, question: str, number: int) -> None:
    """A text message as WeChat posts it; the passive reply is the answer."""
    stamp, nonce = str(int(time.time())), str(number)
    signature = hashlib.sha1("".join(sorted((TOKEN, stamp, nonce))).encode()).hexdigest()  # noqa: S324
    body = (
        f"<xml><ToUserName>gh_bench</ToUserName><FromUserName>o{number}</FromUserName>"
        f"<CreateTime>{stamp}</CreateTime><MsgType>text</MsgType>"
        f"<Content>{escape(question)}</Content><MsgId>{number}</MsgId></xml>"
    )
    query = {"signature": signature, "timestamp": stamp, "nonce": nonce, "openid": f"o{number}"}
    async with http.post(f"{url}/wechat/bench", params=query, data=body) as response:
        response.raise_for_status()
        if b"<xml>" not in await response.read():
            raise RuntimeError("no passive reply")


@asynccontextmanager
async def widget(http: aiohttp.ClientSession, url: str) -> AsyncIterator[Ask]:
    """An open widget: a session of its own on a WebSocket."""
    async with http.post(f"{url}/web/session") as response:
        session = (await response.json())["session"]
    async with http.ws_connect(f"{url}/web/ws") as socket:
        await socket.send_json({"type": "resume", "session": session, "after": 0})
        await _until(socket, "ready")
        numbers = iter(range(1_000_000))

        async def ask(question: str) -> None:
            message = {"type": "message", "msg_id": f"m{next(numbers)}", "text": question}
            await socket.send_json(message)
            await _until(socket, "reply")

        yield ask


@asynccontextmanager
async def kiosk(http: aiohttp.ClientSession, url: str) -> AsyncIterator[Ask]:
    """A kiosk that is typed at; without the voice."""
    async with http.ws_connect(f"{url}/kiosk/ws") as socket:
        await socket.send_json({"type": "start", "language": "zh", "speech": "none"})
        await _until(socket, "ready")
        numbers = iter(range(1_000_000))

        async def ask(question: str) -> None:
            message = {"type": "message", "msg_id": f"m{next(numbers)}", "text": question}
            await socket.send_json(message)
            await _until(socket, "reply")

        yield ask
        await socket.send_json({"type": "bye"})  # or its place is kept for ten seconds


async def _until(socket: aiohttp.ClientWebSocketResponse, kind: str) -> None:
    while True:
        frame = await socket.receive(timeout=30)
        if frame.type is aiohttp.WSMsgType.TEXT:
            if json.loads(frame.data)["kind"] == kind:
                return
        elif frame.type is not aiohttp.WSMsgType.BINARY:
            raise RuntimeError(f"the socket said {frame.type}")


async def timed(work: Awaitable[None]) -> float:
    """Milliseconds until it is done."""
    started = time.perf_counter()
    await work
    return (time.perf_counter() - started) * 1000


async def by_channel(http: aiohttp.ClientSession, url: str, turns: int) -> str:
    """A Markdown table of each channel's latency."""
    waits: dict[str, list[float]] = {}
    for number in range(turns):
        question = QUESTIONS[number % len(QUESTIONS)]
        typed = question[: 2 + number % 5]
        waits.setdefault("suggestions while typing", []).append(
            await timed(typing(http, url, typed))
        )
        waits.setdefault("API, one question", []).append(await timed(over_api(http, url, question)))
        waits.setdefault("WeChat, passive reply", []).append(
            await timed(over_wechat(http, url, question, number))
        )
        async with widget(http, url) as ask:
            waits.setdefault("widget, WebSocket", []).append(await timed(ask(question)))
        async with kiosk(http, url) as ask:
            waits.setdefault("kiosk, typed", []).append(await timed(ask(question)))
    lines = ["| channel | p50 ms | p99 ms |", "|---|---|---|"]
    lines += [f"| {name} | {_p50(ms):.1f} | {_p99(ms):.1f} |" for name, ms in waits.items()]
    return "\n".join(lines)


async def crowd(
    http: aiohttp.ClientSession, url: str, process: psutil.Process, idle: int, asking: int
) -> str:
    """What idle widgets weigh, and how long others wait who ask all at once, three times."""
    before = memory_mb([process])
    async with _many(http, url, idle):
        await asyncio.sleep(SETTLE_S)
        grown = sum(memory_mb([process])) - sum(before)
        async with _many(http, url, asking) as asks:
            waits = []
            for number in range(3):
                question = QUESTIONS[number]
                waits += await asyncio.gather(*(timed(ask(question)) for ask in asks))
    return (
        f"{idle} idle widgets: {grown / idle * 1000:.0f} KB each, {grown:.0f} MB together\n"
        f"{asking} asking at the same moment beside them: p50 {_p50(waits):.0f} ms,"
        f" p99 {_p99(waits):.0f} ms, {asking / (_p99(waits) / 1000):.0f} answers/s"
    )


@asynccontextmanager
async def _many(http: aiohttp.ClientSession, url: str, count: int) -> AsyncIterator[list[Ask]]:
    widgets = [widget(http, url) for _ in range(count)]
    try:
        yield [await each.__aenter__() for each in widgets]
    finally:
        await asyncio.gather(*(each.__aexit__(None, None, None) for each in widgets))


def _p50(values: list[float]) -> float:
    return statistics.median(values)


def _p99(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.99)]


async def measure(arguments: argparse.Namespace, process: psutil.Process, url: str) -> None:
    """Measure and print."""
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as http:
        await by_channel(http, url, 10)  # warm
        print(await by_channel(http, url, arguments.turns))
        print()
        print(await crowd(http, url, process, arguments.idle, arguments.asking))


def main() -> None:
    """Start the service, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=100)
    parser.add_argument("--idle", type=int, default=500)
    parser.add_argument("--asking", type=int, default=50)
    parser.add_argument("--data", type=Path, help="a data directory to use again")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary, ExitStack() as stack:
        data, port = arguments.data or Path(temporary), free_port()
        process = stack.enter_context(
            running(
                [sys.executable, "-m", "bot", "run", "--port", str(port)],
                Path(temporary) / "service.log",
                WENZHENG_DATA_DIR=str(data),
                WENZHENG_RATE_PER_MINUTE="1000000",
                WENZHENG_ADDRESS_RATE_PER_MINUTE="1000000",
                WENZHENG_WECHAT_ACCOUNTS=json.dumps(ACCOUNT),
            )
        )
        url = f"http://127.0.0.1:{port}"
        wait_for(f"{url}/health", lambda body: b'"ready"' in body, FIRST_START_S)
        asyncio.run(measure(arguments, process, url))


if __name__ == "__main__":
    main()
