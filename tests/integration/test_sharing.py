"""What several processes share by a real Redis, and how each goes on where it is away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count

import pytest
from redis.asyncio import Redis

from bot import order as order_module
from bot.conversations.journal import Journal
from bot.conversations.news import News
from bot.conversations.transcript import Transcripts
from bot.errors import BusyError
from bot.events import Event
from bot.order import Order
from bot.rates import PerMinute
from bot.shared import RedisState, shared_state
from bot.shared import queues as queues_module
from bot.shared.client import SharedRedis
from bot.shared.counts import SharedCounts
from bot.shared.queues import SharedQueues
from bot.storage import migrate
from bot.turns import AnswerStatus, Reply, TextBlock
from knowledge_base.database import Database

SECRET = "a secret for tests, of 32 bytes or more"
NOWHERE = "unix:///nowhere/redis.sock"
_NUMBERS = count()


@pytest.fixture
def conversation() -> str:
    return f"c{next(_NUMBERS)}"


@asynccontextmanager
async def processes(url: str, number: int = 2) -> AsyncIterator[list[Order]]:
    clients = [SharedRedis(url) for _ in range(number)]
    yield [Order(SharedQueues(client)) for client in clients]
    for client in clients:
        await client.close()


def test_turns_of_all_processes_come_in_the_order_of_their_arrival(
    redis_url: str, conversation: str
) -> None:
    queue = f"wenzheng:turns:{{{conversation}}}:queue"

    async def talk() -> list[int]:
        done: list[int] = []

        async def turn(order: Order, number: int) -> None:
            async with order.turn(conversation):
                before = len(done)
                await asyncio.sleep(0.01)
                assert len(done) == before  # nobody else was at it
                done.append(number)

        async with processes(redis_url) as orders, Redis.from_url(redis_url) as client:
            turns = []
            async with orders[0].turn(conversation):
                for number in range(12):
                    turns.append(asyncio.create_task(turn(orders[number % 2], number)))
                    while await client.llen(queue) < number + 2:  # noqa: ASYNC110 -- Redis', not ours
                        await asyncio.sleep(0.001)
            await asyncio.gather(*turns)
        return done

    assert asyncio.run(talk()) == list(range(12))


def test_many_turns_through_one_process_keep_their_order_too(
    redis_url: str, conversation: str
) -> None:
    async def talk() -> list[int]:
        done: list[int] = []

        async def turn(order: Order, number: int) -> None:
            async with order.turn(conversation):
                done.append(number)

        async with processes(redis_url, 1) as (order,):
            await asyncio.gather(*(turn(order, number) for number in range(20)))
        return done

    assert asyncio.run(talk()) == list(range(20))


def test_whoever_died_at_work_or_waiting_is_passed_over(
    redis_url: str, conversation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queues_module, "LEASE_S", 0.3)

    async def talk() -> float:
        async with processes(redis_url) as (order, _):
            dead = SharedRedis(redis_url)
            for _ in range(2):
                await queues_module.Place(dead, conversation).look(joining=True)
            began = asyncio.get_running_loop().time()
            async with order.turn(conversation):
                waited = asyncio.get_running_loop().time() - began
            await dead.close()
            return waited

    assert 0.2 < asyncio.run(talk()) < 2


def test_a_long_turn_is_not_taken_for_dead(
    redis_url: str, conversation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queues_module, "LEASE_S", 0.4)
    monkeypatch.setattr(queues_module, "RENEW_S", 0.1)
    monkeypatch.setattr(order_module, "WAIT_LIMIT_S", 0.8)

    async def talk() -> None:
        async with processes(redis_url) as (one, other), one.turn(conversation):
            with pytest.raises(BusyError):
                async with other.turn(conversation):
                    pass
        async with processes(redis_url) as (one, _), one.turn(conversation):
            pass  # who gave up stands in nobody's way

    asyncio.run(talk())


def test_counts_of_a_minute_are_common_and_begin_anew(redis_url: str, conversation: str) -> None:
    now = [60_000.0]

    async def turns() -> list[int]:
        clients = [SharedRedis(redis_url) for _ in range(2)]
        rates = [
            PerMinute(3, shared=SharedCounts(client, "test", lambda: now[0])) for client in clients
        ]
        excess = [await rates[n % 2].excess(conversation) for n in range(5)]
        excess.append(await rates[0].excess("somebody else"))
        now[0] += 60
        excess.append(await rates[1].excess(conversation))
        for client in clients:
            await client.close()
        return excess

    assert asyncio.run(turns()) == [0, 0, 0, 1, 2, 0, 0]


def test_where_redis_is_away_each_counts_and_orders_for_itself(conversation: str) -> None:
    async def alone() -> list[int]:
        shared = shared_state(NOWHERE, SECRET)
        rate, order = shared.per_minute("test", 2), shared.order()
        done: list[int] = []

        async def turn(number: int) -> None:
            async with order.turn(conversation):
                await asyncio.sleep(0)
                done.append(number)

        await asyncio.gather(*(turn(number) for number in range(5)))
        assert done == list(range(5))
        excess = [await rate.excess(conversation) for _ in range(3)]
        await shared.close()
        return excess

    assert asyncio.run(alone()) == [0, 0, 1]


async def _next(listening: AsyncIterator[Event]) -> Event:
    return await asyncio.wait_for(anext(listening), 5)


@asynccontextmanager
async def process(url: str, redis_url: str) -> AsyncIterator[Transcripts]:
    """The transcripts of one process."""
    database = Database(url)
    migrate(database)
    journal = Journal(database)
    journal.start()
    shared = shared_state(redis_url, SECRET)
    assert isinstance(shared, RedisState)
    transcripts = Transcripts(database, journal, shared.news)
    running = asyncio.create_task(shared.run(transcripts.hear))
    await asyncio.sleep(0.2)  # until it listens
    yield transcripts
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await shared.close()
    await asyncio.to_thread(journal.close)
    database.close()


def test_what_is_said_at_one_process_is_heard_at_the_other(
    database_url: str, redis_url: str, conversation: str
) -> None:
    kept = Reply("t1", AnswerStatus.DIALOGUE, (TextBlock("（已填写）"),), "zh")
    shown = Reply("t1", AnswerStatus.DIALOGUE, (TextBlock("测试甲"),), "zh")

    async def talk() -> None:
        async with (
            process(database_url, redis_url) as here,
            process(database_url, redis_url) as there,
            there.subscribe(conversation) as listening,
        ):
            await here.append(conversation, "user", msg_id="m1", text="转人工")
            here.passing(conversation, "typing", author="小李")
            here.passing(conversation, "queue", place=1)  # told by each process to its own
            await here.append(conversation, "reply", msg_id="m1", reply=kept, shown=shown)
            heard = [await _next(listening) for _ in range(3)]
            assert [(event.seq, event.kind) for event in heard] == [
                (1, "user"),
                (0, "typing"),
                (2, "reply"),
            ]
            assert heard[1].author == "小李"
            assert heard[2].reply == shown
            assert [e.reply for e in await there.events_after(conversation, 1)] == [kept]

    asyncio.run(talk())


def test_numbers_given_at_the_same_moment_have_no_gap_and_none_is_lost(
    database_url: str, redis_url: str, conversation: str
) -> None:
    async def talk() -> list[int]:
        async with (
            process(database_url, redis_url) as here,
            process(database_url, redis_url) as there,
        ):
            for number in range(6):
                await asyncio.gather(
                    *(
                        each.append(conversation, "user", text=f"{number}")
                        for each in (here, there, here)
                    )
                )
            return [event.seq for event in await there.events_after(conversation, 0)]

    assert asyncio.run(talk()) == list(range(1, 19))


def test_news_of_another_secret_is_not_believed(redis_url: str, conversation: str) -> None:
    heard: list[News] = []

    async def hear(news: News) -> None:
        heard.append(news)

    async def talk() -> None:
        us, them = shared_state(redis_url, SECRET), shared_state(redis_url, SECRET[::-1])
        running = [asyncio.create_task(us.run(hear)), asyncio.create_task(them.run(hear))]
        await asyncio.sleep(0.2)
        assert them.news is not None
        them.news.tell(News(conversation, 1, "reply", shown="{}"))
        them.news.tell(News(conversation, 2, "reply"))
        await asyncio.sleep(0.3)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    asyncio.run(talk())
    assert heard == [News(conversation, 2, "reply")]
