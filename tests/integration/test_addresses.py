"""An openid is kept sealed while something is to be told there, and goes with everything else."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text, update
from sqlalchemy.orm import Session

from bot.citizen_addresses import CitizenAddresses
from bot.conversations.erasure import erase_conversation
from bot.conversations.models import Rating, ReceiptRecord, TranscriptEvent
from casework import handoff, messages
from casework.addresses import GRACE, forget_unneeded
from casework.answers import Answers
from casework.applications import lodging
from casework.message_forms import NewMessage
from casework.models import KeptAddress, MessageKind
from casework.own import OwnCase
from casework.queueing import Desk
from casework.seals import Seal
from casework.subscriptions import forget, subscribe
from casework.working_days import ServiceHours, load_calendar
from connectors.wechat import Address
from knowledge_base.database import utc_now
from tests.integration.casework_desk import KEY, MONDAY, Office, moment, open_office
from tests.support.stores import sqlite_in

OPENID, CONVERSATION = "oABCD-citizen-0001", "c" * 32


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(sqlite_in(tmp_path)) as office:
        yield office


def reach(office: Office) -> CitizenAddresses:
    return CitizenAddresses(office.database, office.seal)


def keep(office: Office) -> Address | None:
    """The citizen writes; what is kept then."""
    asyncio.run(reach(office).keep(CONVERSATION, "sf", OPENID))
    return asyncio.run(reach(office).find(CONVERSATION))


def said(office: Office, seq: int, kind: str, **more: Any) -> None:
    reply = {"turn_id": f"t{seq}", "status": "dialogue", "blocks": [], "language": "zh"}
    with office.database.begin() as session:
        session.add(
            TranscriptEvent(
                conversation_id=CONVERSATION, seq=seq, kind=kind, reply=reply, at=utc_now(), **more
            )
        )


def subscribes(office: Office) -> None:
    office.do(subscribe, CONVERSATION, {"规模": "小微、规下"})


def lodges(office: Office) -> str:
    return office.lodge(conversation_id=CONVERSATION).number


def leaves_a_message(office: Office) -> str:
    new = NewMessage("zrzy", MessageKind.QUESTION, "路灯坏了", conversation_id=CONVERSATION)
    return str(office.do(messages.leave, new, on=MONDAY).number)


def asks_for_a_person(office: Office) -> None:
    def ask(session: Session) -> None:
        desk = Desk(load_calendar(session), ServiceHours())
        handoff.request_person(session, CONVERSATION, desk, moment(MONDAY), channel="wechat")

    with office.database.begin() as session:
        ask(session)


REASONS = (subscribes, lodges, leaves_a_message, asks_for_a_person)


def test_without_a_reason_no_openid_is_kept(office: Office) -> None:
    assert keep(office) is None


@pytest.mark.parametrize("reason", REASONS)
def test_with_a_reason_it_is_kept_and_sealed(office: Office, reason: Any, tmp_path: Path) -> None:
    reason(office)
    assert keep(office) == Address(CONVERSATION, "sf", OPENID, 0)
    office.database.scrub()
    stored = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert CONVERSATION.encode() in stored
    assert OPENID.encode() not in stored


def test_it_goes_with_its_last_reason(office: Office) -> None:
    subscribes(office)
    number = leaves_a_message(office)
    assert keep(office) is not None
    with office.database.begin() as session:
        forget(session, CONVERSATION)
    assert keep(office) is not None
    office.do(messages.withdraw, OwnCase(CONVERSATION, number))
    assert keep(office) is None


def test_an_application_is_a_reason_until_it_is_concluded(office: Office) -> None:
    number = office.drafting(conversation_id=CONVERSATION)
    assert keep(office) is not None
    office.reply(number)
    assert keep(office) is None


def test_who_does_not_come_back_is_forgotten_when_nothing_is_left_to_tell(office: Office) -> None:
    subscribes(office)
    keep(office)
    with office.database.begin() as session:
        session.execute(update(KeptAddress).values(at=utc_now() - GRACE - timedelta(days=1)))
        assert forget_unneeded(session, utc_now()) == 0
        forget(session, CONVERSATION)
        assert forget_unneeded(session, utc_now()) == 1


def test_what_came_after_the_citizens_words_is_still_to_be_told(office: Office) -> None:
    subscribes(office)
    said(office, 1, "user", msg_id="m1", text="订阅")
    said(office, 2, "reply", msg_id="m1")
    assert keep(office) == Address(CONVERSATION, "sf", OPENID, 1)
    assert asyncio.run(reach(office).behind()) == []
    said(office, 3, "notice")
    assert asyncio.run(reach(office).behind()) == [CONVERSATION]
    assert asyncio.run(reach(office).claim(CONVERSATION, 1, 3))
    assert not asyncio.run(reach(office).claim(CONVERSATION, 1, 3))
    assert asyncio.run(reach(office).behind()) == []


def test_under_another_secret_it_does_not_open_and_nothing_breaks(office: Office) -> None:
    subscribes(office)
    keep(office)
    changed = Seal(b"another key for tests, 32 bytes or more")
    assert asyncio.run(CitizenAddresses(office.database, changed).find(CONVERSATION)) is None
    handed_on = Seal(b"another key for tests, 32 bytes or more", [KEY])
    assert asyncio.run(CitizenAddresses(office.database, handed_on).find(CONVERSATION)) is not None


def test_wechat_15_after_leaving_nothing_in_the_files_leads_to_the_citizen(
    office: Office, tmp_path: Path
) -> None:
    for reason in REASONS:
        reason(office)
    said(office, 1, "user", msg_id="m1", text="我想订阅稳岗补贴的消息")
    answers = Answers(office.database, office.seal)
    answers.keep(CONVERSATION, "message_text", "路灯坏了")
    _receipt_and_rating(office)
    keep(office)
    erase_conversation(office.database, CONVERSATION)
    office.database.scrub()
    with office.database.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        dump = "\n".join(driver.iterdump())
    stored = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert "applications" in dump
    for trace in (CONVERSATION, OPENID, "稳岗补贴"):
        assert trace not in dump
        assert trace.encode() not in stored
    with office.database.read() as session:
        assert session.scalar(text("select count(*) from handoffs")) == 1
        assert session.scalar(text("select count(*) from kept_addresses")) == 0
    assert office.application("YSQ-2026-00001").conversation_id is None
    assert office.do(lodging.request_of, "YSQ-2026-00001").description


def _receipt_and_rating(office: Office) -> None:
    with office.database.begin() as session:
        session.add(Rating(turn_id="t1", conversation_id=CONVERSATION, grade=5, at=utc_now()))
        session.add(
            ReceiptRecord(
                turn_id="t1",
                conversation_id=CONVERSATION,
                channel="wechat",
                language="zh",
                question="稳岗补贴",
                cleaned="稳岗补贴",
                status="answered",
                rule="",
                candidates=[],
                degraded=False,
                latency_ms={},
            )
        )
