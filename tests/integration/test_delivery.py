"""What happened to a case is told once, in the citizen's language, whatever restarts in between."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.conversations.journal import Journal
from bot.conversations.transcript import Transcripts
from bot.delivery import PERSON, SAID_IN_TURN, WORDS, Delivery
from bot.events import Event
from bot.turns import AnswerStatus, Language, NoticeBlock, Reply, TextBlock
from bot.wording import Wording
from casework.agents import set_agent
from casework.announcements import DESK, announce, conversation, take, undelivered
from casework.applications.steps import WAITS
from casework.handoff import HandoffAct
from casework.models import Handoff, HandoffState
from knowledge_base.database import Database, utc_now

CASEWORK = Path(__file__).resolve().parents[2] / "casework"


@pytest.fixture
def transcripts(database: Database) -> Iterator[Transcripts]:
    journal = Journal(database)
    journal.start()
    yield Transcripts(database, journal)
    journal.close()


@pytest.fixture
def delivery(database: Database, transcripts: Transcripts) -> Delivery:
    return Delivery(database, transcripts, Wording())


def tell(database: Database, kind: str, subject: str = "message:LY-2026-00001", **data: str) -> int:
    with database.begin() as session:
        announce(session, conversation("c-1"), kind, subject, data)
        return undelivered(session)[-1].pk


async def spoken(transcripts: Transcripts, language: Language = "zh") -> None:
    reply = Reply("t1", AnswerStatus.DIALOGUE, (TextBlock("…"),), language)
    await transcripts.append("c-1", "user", text="…")
    await transcripts.append("c-1", "reply", reply=reply)


def said(events: list[Event]) -> list[str]:
    blocks = [block for e in events if e.kind == "notice" and e.reply for block in e.reply.blocks]
    return [block.text for block in blocks if isinstance(block, NoticeBlock)]


def heard(transcripts: Transcripts) -> list[Event]:
    return list(asyncio.run(transcripts.events_after("c-1", 0)))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "您的留言LY-2026-00001有答复了，请凭口令查看。"),
        ("en", "There is an answer to your message LY-2026-00001. Read it with your code."),
    ],
)
def test_it_is_told_once_in_the_citizens_language(
    database: Database,
    transcripts: Transcripts,
    delivery: Delivery,
    language: Language,
    text: str,
) -> None:
    async def rounds() -> None:
        await spoken(transcripts, language)
        tell(database, "message_answered")
        await delivery.round()
        await delivery.round()
        await delivery.finish_interrupted(utc_now())

    asyncio.run(rounds())
    assert said(heard(transcripts)) == [text]


def test_what_was_taken_before_a_crash_is_told_after_it(
    database: Database, transcripts: Transcripts, delivery: Delivery
) -> None:
    async def crash_and_start() -> None:
        await spoken(transcripts)
        pk = tell(database, "message_answered")
        with database.begin() as session:
            assert take(session, pk)
        await delivery.round()
        assert said(list(await transcripts.events_after("c-1", 0))) == []
        await delivery.finish_interrupted(utc_now())
        await delivery.finish_interrupted(utc_now())
        await delivery.finish_interrupted(utc_now() + timedelta(hours=1))

    asyncio.run(crash_and_start())
    assert len(said(heard(transcripts))) == 1


def test_two_processes_tell_once(database: Database, transcripts: Transcripts) -> None:
    async def both() -> None:
        await spoken(transcripts)
        tell(database, "message_answered")
        rounds = [Delivery(database, transcripts, Wording()).round() for _ in range(4)]
        assert sorted(await asyncio.gather(*rounds)) == [0, 0, 0, 1]

    asyncio.run(both())
    assert len(said(heard(transcripts))) == 1


def test_a_forgotten_conversation_is_not_begun_again(
    database: Database, transcripts: Transcripts, delivery: Delivery
) -> None:
    tell(database, "message_answered")
    assert asyncio.run(delivery.round()) == 1
    assert heard(transcripts) == []


def test_who_has_come_is_named(
    database: Database, transcripts: Transcripts, delivery: Delivery
) -> None:
    with database.begin() as session:
        set_agent(session, "li", "小李", "long enough")
        handoff = Handoff(
            conversation_id="c-1",
            open_conversation="c-1",
            state=HandoffState.CLAIMED,
            owner="li",
            channel="web",
            language="zh",
            requested_at=utc_now(),
        )
        session.add(handoff)
        session.flush()
        subject = f"handoff:{handoff.pk}"

    async def claimed() -> None:
        await spoken(transcripts)
        tell(database, "handoff_request", subject, by="citizen")
        tell(database, "handoff_claim", subject, by="staff")
        await delivery.round()

    asyncio.run(claimed())
    waiting, here = heard(transcripts)[-2:]
    assert (waiting.person, waiting.reply and waiting.reply.blocks) == ("waiting", ())
    assert (here.person, here.author) == ("here", "小李")
    assert said([here]) == ["工作人员小李来为您服务。"]


def test_what_is_for_staff_does_not_hold_the_rest_up(
    database: Database, transcripts: Transcripts, delivery: Delivery
) -> None:
    async def many() -> None:
        await spoken(transcripts)
        with database.begin() as session:
            for number in range(250):
                announce(session, DESK, "handoff_waiting", f"handoff:{number}")
        tell(database, "message_answered")
        await delivery.round()
        await delivery.round()

    asyncio.run(many())
    assert len(said(heard(transcripts))) == 1


def test_every_kind_of_announcement_to_a_citizen_has_words() -> None:
    code = "\n".join(file.read_text("utf-8") for file in CASEWORK.rglob("*.py"))
    applications = re.findall(r'tell_applicant\(\s*occasion, application, "(\w+)"', code)
    assert applications
    kinds = {f"application_{kind}" for kind in applications}
    kinds |= {f"handoff_{act.value}" for act in HandoffAct}
    kinds |= {f"application_{step.value}_due" for step in WAITS}
    kinds |= {"message_answered", "policy_news"}
    assert kinds == set(WORDS) | SAID_IN_TURN
    assert set(PERSON) <= set(WORDS) | SAID_IN_TURN


def test_every_announcement_of_casework_goes_through_what_is_checked_here() -> None:
    """A new place that announces to a citizen must be added to the test above."""
    code = "\n".join(file.read_text("utf-8") for file in CASEWORK.rglob("*.py"))
    to_citizens = re.findall(r"(?<!def )\bconversation\(", code)
    assert len(to_citizens) == 6
