"""Any process takes any turn: what two of them share, and what is left when one dies."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
import redis

from bot.shared.client import SharedRedis
from bot.shared.queues import SharedQueues
from knowledge_base.drafts import EntryDraft
from tests.conversations.talks import Speaker, check, read, talks
from tests.e2e.desk.over_http import AgentClient, waiting
from tests.e2e.replicas.conftest import Citizen, Town, standing_in, two_services
from tests.support.desk import TestDesk
from tests.support.knowledge import REGULATION, publish
from tests.support.service import LiveService, wait_until
from tests.support.stores import Postgresql, running_redis

QUESTION = "依申请公开多久答复？"
Standing = Callable[[str], int]


@asynccontextmanager
async def held(redis_url: str, conversation_id: str) -> AsyncIterator[None]:
    """A third process is at a turn of the conversation."""
    redis = SharedRedis(redis_url)
    async with SharedQueues(redis).stand_in(conversation_id) as place:
        await place.reached()
        yield
    await redis.close()


def kinds(citizen: Citizen, service: LiveService | None = None) -> list[tuple[str, str]]:
    return [(event["kind"], event.get("msg_id", "")) for event in citizen.events(service)]


def test_one_message_through_both_is_one_turn(town: Town, standing: Standing) -> None:
    citizen = town.citizen()

    async def both() -> list[threading.Thread]:
        async with held(town.redis_url, citizen.conversation_id):
            sent = [citizen.sends_meanwhile(s, "m1", QUESTION) for s in town.services]
            await asyncio.to_thread(wait_until, lambda: standing(citizen.conversation_id) == 3, 5)
            return sent

    for thread in asyncio.run(both()):
        thread.join()
    for service in town.services:
        assert kinds(citizen, service) == [("user", "m1"), ("reply", "m1")]
    assert citizen.receipts() == 1


def test_turns_through_both_stay_in_order(town: Town, standing: Standing) -> None:
    citizen = town.citizen()
    ids = [f"m{number}" for number in range(1, 7)]

    def stand(count: int) -> bool:
        return standing(citizen.conversation_id) == count

    async def one_after_the_other() -> list[threading.Thread]:
        sent = []
        async with held(town.redis_url, citizen.conversation_id):
            for number, msg_id in enumerate(ids):
                service = town.services[number % 2]
                sent.append(citizen.sends_meanwhile(service, msg_id, QUESTION))
                await asyncio.to_thread(wait_until, partial(stand, number + 2), 5)
        return sent

    for thread in asyncio.run(one_after_the_other()):
        thread.join()
    events = citizen.events()
    assert [event["seq"] for event in events] == list(range(1, 2 * len(ids) + 1))
    said = [(kind, msg_id) for msg_id in ids for kind in ("user", "reply")]
    assert kinds(citizen) == said
    assert {e["reply"]["status"] for e in events if e["kind"] == "reply"} == {"answered"}


def test_what_is_published_is_answered_by_both_within_a_second(town: Town) -> None:
    question = "图书馆周一开门吗？"
    entry = EntryDraft(
        key="test/library",
        question=question,
        answer="周一闭馆，遇法定节假日照常开放。",
        jurisdiction="sf",
        topic="图书馆",
        sources=(REGULATION,),
    )
    assert all(s.ask(question)["status"] != "answered" for s in town.services)
    publish(town.database, entry)
    for service in town.services:
        wait_until(partial(_answers, service, question), 10)


def test_turns_of_a_minute_are_counted_together(town: Town) -> None:
    if (left := 60 - time.time() % 60) < 15:
        time.sleep(left)
    citizen = town.citizen()
    for number in range(16):
        citizen.sends(town.services[number % 2], f"m{number}", QUESTION)
    statuses = [e["reply"]["status"] for e in citizen.events() if e["kind"] == "reply"]
    # The first that is too many is told and kept, of the rest nothing is.
    assert statuses == ["answered"] * 12 + ["refused_rate"]


def replies(citizen: Citizen) -> list[str]:
    """What was said to a citizen, as text."""
    return [read(event["reply"]) for event in citizen.events() if "reply" in event]


def test_of_two_agents_one_has_the_conversation_and_is_heard_at_the_other_process(
    town: Town,
) -> None:
    TestDesk(town.database).put("open", (("li", "小李"), ("wang", "小王")))
    citizen = town.citizen()
    citizen.sends(town.one, "m1", "转人工")
    pk = waiting(town.database)
    agents = [AgentClient(town.one, "li"), AgentClient(town.other, "wang")]
    with ThreadPoolExecutor() as at_once:
        codes = list(at_once.map(lambda agent: agent.does(pk, "claim").status_code, agents))
    assert sorted(codes) == [204, 409]
    winner = codes.index(204)
    there, elsewhere = town.services[winner], town.services[1 - winner]
    # One notice tells the place in the queue, the next who comes.
    wait_until(lambda: any("来为您服务" in words for words in replies(citizen)), 10)
    last = citizen.events()[-1]["seq"]
    with ThreadPoolExecutor() as beside:
        listening = beside.submit(citizen.listens, elsewhere, last)
        time.sleep(0.5)
        assert agents[winner].does(pk, "say", text="您好，请讲。").status_code == 204
        assert [event["kind"] for event in listening.result()] == ["agent"]
    citizen.sends(there, "m2", "谢谢")
    citizen.sends(elsewhere, "m3", "再问一句")
    agents[winner].does(pk, "close")
    seqs = [event["seq"] for event in citizen.events()]
    assert seqs == list(range(1, len(seqs) + 1))


def test_a_killed_process_loses_nothing_that_was_accepted_nor_does_a_killed_redis(
    tmp_path: Path, postgresql: Postgresql
) -> None:
    with running_redis() as redis_url, two_services(tmp_path, postgresql, redis_url) as town:
        standing = standing_in(redis_url)
        citizen, other = town.citizen(), town.citizen()
        accepted = [citizen.sends(town.one, f"m{n}", QUESTION).status_code for n in range(5)]
        assert accepted == [202] * 5

        async def in_the_middle_of_a_turn() -> threading.Thread:
            async with held(redis_url, other.conversation_id):
                sent = other.sends_meanwhile(town.one, "m1", QUESTION)
                await asyncio.to_thread(wait_until, lambda: standing(other.conversation_id) == 2, 5)
                town.one.process.kill()
                town.one.process.wait()
                return sent

        asyncio.run(in_the_middle_of_a_turn()).join()
        said = [(kind, f"m{n}") for n in range(5) for kind in ("user", "reply")]
        assert kinds(citizen, town.other) == said
        assert other.sends(town.other, "m1", QUESTION).status_code == 202
        assert kinds(other, town.other) == [("user", "m1"), ("reply", "m1")]
        with redis.Redis.from_url(redis_url) as client:
            client.shutdown(nosave=True)
        assert other.sends(town.other, "m2", QUESTION).status_code == 202
        assert kinds(other, town.other)[2:] == [("user", "m2"), ("reply", "m2")]
        assert town.other.health()["status"] == "ok"


@pytest.mark.assistant
@pytest.mark.timeout(300)
def test_a_form_is_filled_in_at_both(
    tmp_path: Path, postgresql: Postgresql, redis_url: str, trained_model: Path
) -> None:
    talk = next(t for t in talks() if t.name.startswith("application: A person applies"))
    with two_services(tmp_path, postgresql, redis_url, model=trained_model) as town:
        for service in town.services:
            service.wait_for_assistant()
        speaker = Speaker(town.one, town.citizen().token)
        for number, turn in enumerate(talk.turns):
            speaker.service = town.services[number % 2]
            check(number, turn, speaker.turn(turn))


def _answers(service: LiveService, question: str) -> bool:
    return bool(service.ask(question)["status"] == "answered")
