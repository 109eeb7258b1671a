"""Conversations as numbered events, with more of them open than memory keeps."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack

import pytest

from bot.conversations import journal as journal_module
from bot.conversations import transcript as transcript_module
from bot.conversations.journal import Journal
from bot.conversations.transcript import Transcripts
from bot.errors import JournalFullError
from knowledge_base.database import Database


@pytest.fixture
def transcripts(database: Database) -> Iterator[Transcripts]:
    journal = Journal(database)
    journal.start()
    yield Transcripts(database, journal)
    journal.close()


def test_more_open_conversations_than_memory_keeps(
    transcripts: Transcripts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transcript_module, "KEPT_IN_MEMORY", 3)

    async def open_many() -> None:
        async with AsyncExitStack() as stack:
            for number in range(10):
                await stack.enter_async_context(transcripts.subscribe(f"c{number}"))
                await transcripts.append(f"c{number}", "user", text="在吗")
        for number in range(10):
            await transcripts.append(f"c{number}", "user", text="还在")
            events = await transcripts.events_after(f"c{number}", 0)
            assert [event.seq for event in events] == [1, 2]

    asyncio.run(open_many())


def test_the_newest_of_a_long_conversation_are_read_alone(transcripts: Transcripts) -> None:
    async def talk() -> None:
        for number in range(5):
            await transcripts.append("c", "user", text=str(number))
        assert [event.seq for event in await transcripts.events_after("c", 0, 2)] == [4, 5]
        assert [event.seq for event in await transcripts.events_after("c", 4, 2)] == [5]

    asyncio.run(talk())


def test_the_longest_of_all_choices_is_kept(transcripts: Transcripts) -> None:
    longest = ":".join(["s" * 16, "a" * 32, "b" * 32])

    async def choose() -> None:
        await transcripts.append("c", "user", msg_id="m" * 64, choice=longest)
        (event,) = await transcripts.events_after("c", 0)
        assert event.choice is not None
        assert longest.startswith(event.choice)

    asyncio.run(choose())


def test_every_listener_gets_every_event_in_order(transcripts: Transcripts) -> None:
    async def listen() -> None:
        async with transcripts.subscribe("c") as first, transcripts.subscribe("c") as second:
            for text in ("一", "二"):
                await transcripts.append("c", "user", text=text)
            for listener in (first, second):
                texts = [(await anext(listener)).text for _ in range(2)]
                assert texts == ["一", "二"]

    asyncio.run(listen())


def test_what_cannot_be_kept_was_never_said(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_module, "MAX_WAITING", 1)
    journal = Journal(database)  # not started: nothing is taken out
    transcripts = Transcripts(database, journal)

    async def overflow() -> None:
        await transcripts.append("c", "user", msg_id="m1", text="一")
        with pytest.raises(JournalFullError):
            await transcripts.append("c", "user", msg_id="m2", text="二")
        assert [event.seq for event in await transcripts.events_after("c", 0)] == [1]
        assert not await transcripts.exchange("c", "m2")

    asyncio.run(overflow())
    journal.start()
    journal.close()
