"""Citizens ask for a person; agents are there, or away; who leaves is forgotten."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.compose import Outcome
from bot.handoff_requests import HandoffRequests
from bot.turns import Channel, UserTurn
from bot.wording import Wording
from casework import agents, handoff
from casework.announcements import board, undelivered
from casework.answers import Answers
from casework.errors import InvalidInput, UnknownCase
from casework.frontdesk import DeskRules, FrontDesk, Standing
from casework.leaving import forget_conversation
from casework.models import Announcement, Handoff, HandoffState
from casework.queueing import Nobody, QueuePlace, read_hours
from casework.seals import Seal
from knowledge_base.database import Database
from knowledge_base.models import AuditRecord
from tests.integration.casework_desk import moment, new_database

OPEN_AT = moment(date(2026, 11, 23), 10)
SUNDAY = moment(date(2026, 11, 22), 10)
PASSWORD = "long enough"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = new_database(database_url)
    with database.begin() as session:
        agents.set_agent(session, "li", "小李", PASSWORD)
        agents.seen(session, "li", OPEN_AT)
    yield database
    database.close()


@pytest.fixture
def desk(database: Database) -> FrontDesk:
    return FrontDesk(database, DeskRules(queue_limit=2))


def claimed(database: Database, conversation: str, by: str = "li") -> int:
    with database.begin() as session:
        one = handoff.current(session, conversation)
        assert one is not None
        return handoff.claim(session, one.pk, by, OPEN_AT).pk


def state(database: Database, pk: int) -> HandoffState:
    with database.read() as session:
        found = session.get(Handoff, pk)
        assert found is not None
        return found.state


def test_asking_again_tells_the_place_again(desk: FrontDesk) -> None:
    first = desk.ask("c-1", channel="web", language="zh", at=OPEN_AT)
    assert (first.standing, first.place) == (Standing.QUEUED, QueuePlace(1, 0))
    second = desk.ask("c-2", channel="web", language="zh", at=OPEN_AT)
    assert second.place == QueuePlace(2, 300)
    again = desk.ask("c-2", channel="web", language="zh", at=OPEN_AT)
    assert (again.standing, again.place) == (Standing.WAITING, QueuePlace(2, 300))


def test_out_of_hours_it_is_said_when_the_desk_opens(desk: FrontDesk) -> None:
    asked = desk.ask("c-1", channel="web", language="zh", at=SUNDAY)
    assert (asked.standing, asked.reason) == (Standing.NOBODY, Nobody.CLOSED)
    assert asked.opens_at == moment(date(2026, 11, 23), 9)


def test_a_desk_without_hours_never_opens(database: Database) -> None:
    desk = FrontDesk(database, DeskRules(read_hours("")))
    asked = desk.ask("c-1", channel="web", language="zh", at=OPEN_AT)
    assert (asked.reason, asked.opens_at) == (Nobody.CLOSED, None)


def test_with_nobody_signed_in_nobody_is_kept_waiting(desk: FrontDesk) -> None:
    later = OPEN_AT + timedelta(minutes=5)
    asked = desk.ask("c-1", channel="web", language="zh", at=later)
    assert (asked.reason, asked.opens_at) == (Nobody.UNATTENDED, None)


def test_the_queue_has_an_end(desk: FrontDesk) -> None:
    for number in (1, 2):
        desk.ask(f"c-{number}", channel="web", language="zh", at=OPEN_AT)
    third = desk.ask("c-3", channel="web", language="zh", at=OPEN_AT)
    assert third.reason is Nobody.FULL


def test_nobody_fills_the_queue_from_one_address(database: Database) -> None:
    desk = FrontDesk(database, DeskRules(from_one_address=2))
    for number in range(4):
        desk.came(f"c-{number}", "one address")
    desk.came("c-4", "another")
    asked = [desk.ask(f"c-{n}", channel="web", language="zh", at=OPEN_AT) for n in range(6)]
    assert [one.standing for one in asked] == [
        *(Standing.QUEUED, Standing.QUEUED, Standing.NOBODY, Standing.NOBODY),
        *(Standing.QUEUED, Standing.QUEUED),  # another address, and one that is not known
    ]
    assert asked[2].reason is Nobody.FULL
    assert desk.give_up("c-0", OPEN_AT)
    assert desk.ask("c-2", channel="web", language="zh", at=OPEN_AT).standing is Standing.QUEUED


def test_words_are_for_a_person_only_while_one_has_the_conversation(
    desk: FrontDesk, database: Database
) -> None:
    assert not desk.hears("c-1")
    desk.ask("c-1", channel="web", language="zh", at=OPEN_AT)
    assert not desk.hears("c-1")  # waiting: the assistant still answers
    pk = claimed(database, "c-1")
    assert desk.hears("c-1")
    asked = desk.ask("c-1", channel="web", language="zh", at=OPEN_AT)
    assert asked.standing is Standing.TALKING
    with database.begin() as session:
        handoff.hand_back(session, pk, "li", OPEN_AT)
    assert not desk.hears("c-1")


def test_only_who_waits_can_give_up(desk: FrontDesk, database: Database) -> None:
    assert not desk.give_up("c-1", OPEN_AT)
    desk.ask("c-1", channel="web", language="zh", at=OPEN_AT)
    assert desk.give_up("c-1", OPEN_AT)
    desk.ask("c-1", channel="web", language="zh", at=OPEN_AT)
    claimed(database, "c-1")
    assert not desk.give_up("c-1", OPEN_AT)


def test_who_begins_anew_is_waited_for_no_longer(desk: FrontDesk, database: Database) -> None:
    desk.ask("c-1", channel="web", language="zh", at=OPEN_AT)
    pk = claimed(database, "c-1")
    desk.leave("c-1", OPEN_AT)
    assert state(database, pk) is HandoffState.CLOSED


def test_what_an_absent_agent_has_goes_back_to_the_queue(
    desk: FrontDesk, database: Database
) -> None:
    desk.ask("c-1", channel="web", language="zh", at=OPEN_AT)
    pk = claimed(database, "c-1")
    with database.begin() as session:
        assert agents.release_absent(session, OPEN_AT + timedelta(seconds=10)) == 0
        assert agents.release_absent(session, OPEN_AT + timedelta(minutes=1)) == 1
    assert state(database, pk) is HandoffState.QUEUED


def test_only_the_right_name_and_password_open_an_account(database: Database) -> None:
    with database.begin() as session:
        assert agents.sign_in(session, "li", PASSWORD) == agents.AgentName("li", "小李")
        assert agents.sign_in(session, "li", "something else") is None
        assert agents.sign_in(session, "nobody", PASSWORD) is None
        agents.close_agent(session, "li")
        assert agents.sign_in(session, "li", PASSWORD) is None
        assert agents.find_agent(session, "li") is None
        assert agents.on_duty(session, OPEN_AT) == []
        with pytest.raises(UnknownCase):
            agents.close_agent(session, "nobody")


@pytest.mark.parametrize(
    ("name", "public_name", "password"),
    [
        ("Li", "小李", PASSWORD),
        ("li2", "", PASSWORD),
        ("li2", "小李", "short"),
        ("", "x", PASSWORD),
    ],
)
def test_accounts_that_cannot_be_used_are_refused(
    database: Database, name: str, public_name: str, password: str
) -> None:
    with database.begin() as session, pytest.raises(InvalidInput):
        agents.set_agent(session, name, public_name, password)


def test_no_password_reaches_the_database(database: Database) -> None:
    with database.read() as session:
        stored = [agent.password_hash for agent in agents.all_agents(session)]
        audit = [str(record.detail) for record in session.scalars(select(AuditRecord))]
    assert stored[0].startswith("$argon2id$")
    assert PASSWORD not in "".join([*stored, *audit])


def test_who_leaves_for_good_is_told_nothing_any_more(desk: FrontDesk, database: Database) -> None:
    desk.ask("c-1", channel="wechat", language="zh", at=OPEN_AT)
    pk = claimed(database, "c-1")
    with database.begin() as session:
        forget_conversation(session, "c-1", OPEN_AT)
    assert state(database, pk) is HandoffState.CLOSED
    with database.read() as session:
        audiences = set(session.scalars(select(Announcement.audience)))
        assert "conversation:c-1" not in audiences
        assert [row.kind for row in board(session, {"desk"})][-1] == "handoff_close"
        assert undelivered(session)


@pytest.mark.parametrize("text", ["9-12", "09:00", "18:00-09:00", "09:00-09:00", "a-b"])
def test_hours_that_mean_nothing_are_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        read_hours(text)


def test_who_waits_is_known_until_a_person_has_them(desk: FrontDesk, database: Database) -> None:
    assert not desk.waits("c-1")
    desk.ask("c-1", channel="web", language="zh", at=OPEN_AT)
    assert desk.waits("c-1")
    claimed(database, "c-1")
    assert not desk.waits("c-1")


def test_a_citizen_ends_a_persons_conversation_in_words(
    desk: FrontDesk, database: Database
) -> None:
    desk.ask("c-1", channel="web", language="zh", at=OPEN_AT)
    pk = claimed(database, "c-1")
    answers = Answers(database, Seal(b"k" * 32))
    person = HandoffRequests(desk, answers, Wording())

    def said(text: str) -> Outcome | None:
        return asyncio.run(person.leave(UserTurn(Channel.WEB, "c-1", text), "zh"))

    assert said("我不想退出人工") is None
    assert state(database, pk) is HandoffState.CLAIMED
    assert said("退出人工。") is not None
    assert state(database, pk) is HandoffState.CLOSED
