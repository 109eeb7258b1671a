"""Unsubscribing, with the real pipeline and the real database behind the connector."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from fastapi import FastAPI
from structlog.testing import capture_logs

from bot.assembly import build
from bot.citizen_addresses import CitizenAddresses
from bot.conversations.erasure import erase_conversation
from bot.parts import Service
from bot.settings import Settings
from connectors.wechat import create_router
from connectors.wechat.store import MemoryStore
from tests.e2e.wechat.support import SECRET, Scene, ScriptedBot, bare_account, play, say
from tests.e2e.wechat.wechat_platform import Platform
from tests.support.knowledge import DISCLOSURE_TIME, small_district

TABLES = ("transcript_events", "receipts")


def rows(data: Path) -> dict[str, int]:
    with sqlite3.connect(data / "wenzheng.db") as database:
        return {
            table: database.execute(f"select count(*) from {table}").fetchone()[0]  # noqa: S608
            for table in TABLES
        }


@asynccontextmanager
async def running(data: Path, store: MemoryStore) -> AsyncIterator[tuple[Platform, Service]]:
    service = build(Settings(data_dir=data, assistant_enabled=False))
    service.journal.start()
    await asyncio.to_thread(service.answering.open)

    async def erase(conversation_id: str) -> None:
        await asyncio.to_thread(erase_conversation, service.database, conversation_id)

    app = FastAPI()
    app.include_router(
        create_router(
            service.responder,
            service.transcripts,
            accounts=[bare_account()],
            secret=SECRET,
            say=say,
            erase=erase,
            addresses=CitizenAddresses(service.database, service.seal),
            full_answer_url=lambda entry: f"https://ask.example.gov.cn/entry/{entry}",
            store=store,
        )
    )
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://service") as client:
        yield Platform(bare_account(), client, clock=time.time), service
    await asyncio.to_thread(service.journal.close)
    service.answering.close()
    service.database.close()


def test_wechat_15_who_unsubscribes_leaves_no_row_behind(tmp_path: Path) -> None:
    small_district(f"sqlite:///{tmp_path / 'wenzheng.db'}").close()

    async def scenario() -> None:
        store = MemoryStore()
        async with running(tmp_path, store) as (platform, _):
            for citizen in ("leaves", "stays"):
                await platform.says(citizen, "依申请公开多久答复？")
                await platform.says(citizen, "居住证")
            assert DISCLOSURE_TIME.answer in platform.screens["leaves"][0].content
            before = rows(tmp_path)
            assert before == {"transcript_events": 8, "receipts": 4}
            await platform.does("leaves", "unsubscribe")
            assert rows(tmp_path) == {table: count // 2 for table, count in before.items()}
            stays = {key.split(":")[1] for key in vars(store)["_kept"]}
            assert len(stays) == 1  # the other citizen's
            await platform.says("leaves", "居住证")
            assert rows(tmp_path)["receipts"] == 3

    asyncio.run(scenario())


def test_wechat_15_an_answer_under_way_is_waited_for_and_erased_with_the_rest() -> None:
    order: list[str] = []

    class SlowBot(ScriptedBot):
        async def erase(self, conversation_id: str) -> None:
            order.append(f"erased after {len(self.turns)} turns, answered: {self.answered}")

        answered = False

    def answer(turn: object) -> tuple[()]:
        bot.answered = True
        return ()

    bot = SlowBot(answer, delay_s=20)

    async def scenario(stage: Scene) -> None:
        asking = asyncio.ensure_future(stage.platform.says("c1", "慢"))
        await asyncio.sleep(1)
        await stage.platform.does("c1", "unsubscribe")
        await asking
        await asyncio.sleep(30)
        assert "慢" not in repr(vars(stage.store))
        assert vars(stage.store)["_kept"] == {}

    play(bare_account(), scenario, bot)
    assert order == ["erased after 1 turns, answered: True"]


def test_wechat_15_erasing_is_tried_again_until_it_succeeds() -> None:
    faults = [OSError("disk full"), OSError("disk full")]

    class FailingBot(ScriptedBot):
        async def erase(self, conversation_id: str) -> None:
            if faults:
                raise faults.pop()
            await super().erase(conversation_id)

    async def scenario(stage: Scene) -> None:
        await stage.platform.says("c1", "问")
        (turn,) = stage.bot.turns
        xml = stage.platform.xml("c1", "event", Event="unsubscribe")
        assert (await stage.platform.post(xml, "c1")).text == "success"
        await asyncio.sleep(60)
        assert stage.bot.erased == [turn.conversation_id]

    with capture_logs() as logs:
        play(bare_account(), scenario, FailingBot())
    assert [log["event"] for log in logs] == ["wechat.not_erased"] * 2
