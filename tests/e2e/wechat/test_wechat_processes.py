"""Two processes behind a load balancer that share a Redis."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import httpx
import pytest

from connectors.wechat.redis_store import RedisStore
from connectors.wechat.store import MemoryStore, Store
from tests.e2e.wechat.support import bare_account
from tests.e2e.wechat.wechat_platform import Platform
from tests.support.service import ROOT, free_port, wait_until


@pytest.fixture
def two_processes(redis_url: str, tmp_path: Path) -> Iterator[tuple[list[str], Path]]:
    turns = tmp_path / "turns"
    turns.touch()
    ports = [free_port(), free_port()]
    command = [sys.executable, "-m", "tests.e2e.wechat.one_process"]
    processes = [
        subprocess.Popen([*command, str(port), redis_url, str(turns)], cwd=ROOT) for port in ports
    ]
    urls = [f"http://127.0.0.1:{port}" for port in ports]
    try:
        for url in urls:
            wait_until(partial(_answers, url), 60)
        yield urls, turns
    finally:
        for process in processes:
            process.terminate()
            process.wait(20)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url + "/wechat/sf", trust_env=False).status_code == 403
    except httpx.TransportError:
        return False


def test_wechat_05_the_same_message_through_two_processes_is_one_turn_and_one_answer(
    two_processes: tuple[list[str], Path],
) -> None:
    urls, turns = two_processes

    async def deliver() -> list[str]:
        platforms = [
            Platform(
                bare_account(), httpx.AsyncClient(base_url=url, trust_env=False), clock=time.time
            )
            for url in urls
        ]
        messages = [platforms[0].xml("c1", "text", Content=f"问题{n}", MsgId=n) for n in (1, 2)]
        posts = [p.post(xml, "c1") for xml in messages for p in (*platforms, platforms[1])]
        replies = await asyncio.gather(*posts)
        for platform in platforms:
            await platform.service.aclose()
        return [platforms[0].read_reply(reply.text)["Content"] for reply in replies]

    assert asyncio.run(deliver()) == ["答：问题1"] * 3 + ["答：问题2"] * 3
    assert sorted(turns.read_text().split()) == ["1", "2"]


@pytest.mark.parametrize("kind", ["memory", "redis"])
def test_both_stores_keep_the_same_promises(kind: str, redis_url: str) -> None:
    async def promises(store: Store) -> None:
        assert await store.get("a:1") is None
        assert await store.add("a:1", "first", 60)
        assert not await store.add("a:1", "second", 60)
        assert await store.get("a:1") == "first"
        await store.set("a:1", "third", 60)
        assert await store.get("a:1") == "third"
        counts = await asyncio.gather(*(store.increment("a:2", 60) for _ in range(20)))
        assert sorted(counts) == list(range(1, 21))
        added = await asyncio.gather(*(store.add("a:3", str(n), 60) for n in range(20)))
        assert added.count(True) == 1
        for line in "abcd":
            await store.push("a:4", line, 60, 3)
        assert await store.take("a:4") == ["b", "c", "d"]
        assert await store.take("a:4") == []
        await store.remove("a:3")
        assert await store.add("a:3", "again", 0.03)
        await asyncio.sleep(0.06)
        assert await store.get("a:3") is None
        await store.set("b:1", "stays", 60)
        await store.forget("a:")
        assert [await store.get(key) for key in ("a:1", "a:2", "b:1")] == [None, None, "stays"]
        await store.close()

    async def run_it() -> None:
        await promises(MemoryStore() if kind == "memory" else RedisStore.at(redis_url))

    asyncio.run(run_it())
