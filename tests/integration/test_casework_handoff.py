"""Conversations between the assistant, the queue and the agents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest

from casework import absence, handoff
from casework.announcements import take, undelivered
from casework.errors import (
    AlreadyClaimed,
    AlreadyWaiting,
    CaseworkError,
    InvalidInput,
    NotOwner,
    UnknownCase,
    WrongState,
)
from casework.models import Handoff, HandoffState
from casework.queueing import Desk, QueuePlace, queue, queue_place
from casework.working_days import WorkingCalendar
from knowledge_base.database import Database
from knowledge_base.models import AuditRecord
from tests.integration.casework_desk import moment, new_database

DESK = Desk(WorkingCalendar())
OPEN_AT = moment(date(2026, 11, 23), 10)
SUNDAY = moment(date(2026, 11, 22), 10)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = new_database(database_url)
    yield database
    database.close()


def ask(
    database: Database, conversation: str = "c-1", at: datetime = OPEN_AT, channel: str = "web"
) -> Handoff:
    with database.begin() as session:
        return handoff.request_person(session, conversation, DESK, at, channel=channel)


def do(database: Database, act: Callable[..., Any], *args: Any) -> Any:
    with database.begin() as session:
        return act(session, *args)


def owner(database: Database, conversation: str = "c-1") -> str | None:
    with database.read() as session:
        return handoff.owner_of(session, conversation)


def test_a_person_is_asked_claims_speaks_and_gives_back(database: Database) -> None:
    one = ask(database)
    assert (one.state, owner(database)) == (HandoffState.QUEUED, None)
    do(database, handoff.claim, one.pk, "li", OPEN_AT)
    assert owner(database) == "li"
    do(database, handoff.speak, "c-1", "li", OPEN_AT)
    assert do(database, handoff.heard, "c-1", OPEN_AT) is True
    back = do(database, handoff.hand_back, one.pk, "li", OPEN_AT)
    assert (back.state, owner(database)) == (HandoffState.BACK, None)
    assert do(database, handoff.heard, "c-1", OPEN_AT) is False


def test_out_of_hours_a_message_is_offered(database: Database) -> None:
    one = ask(database, at=SUNDAY)
    assert one.state is HandoffState.MESSAGE
    with database.read() as session:
        assert queue(session) == []
    assert ask(database, at=OPEN_AT).state is HandoffState.QUEUED


def test_one_conversation_waits_once(database: Database) -> None:
    ask(database)
    with pytest.raises(AlreadyWaiting):
        ask(database)


def racing(database: Database, *acts: Callable[[Any], Any]) -> list[str]:
    """Each act in its own thread and unit of work, begun together; how they ended."""
    together, ends = Barrier(len(acts)), []

    def run(act: Callable[[Any], Any]) -> None:
        try:
            with database.begin() as session:
                together.wait(timeout=10)
                act(session)
            ends.append("done")
        except CaseworkError as error:
            ends.append(type(error).__name__)

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ends)


@pytest.mark.parametrize("attempt", range(5))
def test_of_agents_who_claim_at_once_one_wins(database: Database, attempt: int) -> None:
    one = ask(database, f"c-{attempt}")
    agents = ("li", "wang", "zhao", "qian")
    claims = [
        lambda session, agent=agent: handoff.claim(session, one.pk, agent, OPEN_AT)
        for agent in agents
    ]
    assert racing(database, *claims) == ["AlreadyClaimed"] * 3 + ["done"]
    assert owner(database, f"c-{attempt}") in agents


def test_a_claim_on_a_stale_reading_is_refused_by_name(database: Database) -> None:
    one = ask(database)
    with database.begin() as early:
        held = early.get_one(Handoff, one.pk)
        assert held.state is HandoffState.QUEUED
        do(database, handoff.claim, one.pk, "wang", OPEN_AT)
        with pytest.raises(AlreadyClaimed):
            handoff.claim(early, one.pk, "li", OPEN_AT)
        early.rollback()
    assert owner(database) == "wang"


def test_two_tabs_that_ask_at_once_wait_once(database: Database) -> None:
    def request(session: Any) -> None:
        handoff.request_person(session, "c-1", DESK, OPEN_AT, channel="web")

    assert racing(database, request, request) == ["AlreadyWaiting", "done"]


def test_claiming_ones_own_again_changes_nothing(database: Database) -> None:
    one = ask(database)
    first = do(database, handoff.claim, one.pk, "li", OPEN_AT)
    again = do(database, handoff.claim, one.pk, "li", OPEN_AT + timedelta(minutes=1))
    assert (again.version, again.claimed_at) == (first.version, first.claimed_at)


def test_only_the_owner_speaks_and_acts(database: Database) -> None:
    one = ask(database)
    with pytest.raises(NotOwner, match="nobody"):
        do(database, handoff.speak, "c-1", "li", OPEN_AT)
    do(database, handoff.claim, one.pk, "li", OPEN_AT)
    for act in (handoff.release, handoff.hand_back, handoff.close):
        with pytest.raises(NotOwner):
            do(database, act, one.pk, "wang", OPEN_AT)
    with pytest.raises(NotOwner, match="another"):
        do(database, handoff.speak, "c-1", "wang", OPEN_AT)


def test_after_a_transfer_the_former_owner_is_silent(database: Database) -> None:
    one = ask(database)
    do(database, handoff.claim, one.pk, "li", OPEN_AT)
    with pytest.raises(InvalidInput):
        do(database, handoff.transfer, one.pk, "li", "li", OPEN_AT)
    do(database, handoff.transfer, one.pk, "li", "wang", OPEN_AT)
    with pytest.raises(NotOwner):
        do(database, handoff.speak, "c-1", "li", OPEN_AT)
    do(database, handoff.speak, "c-1", "wang", OPEN_AT)


def test_what_has_ended_stays_ended(database: Database) -> None:
    one = ask(database)
    do(database, handoff.claim, one.pk, "li", OPEN_AT)
    do(database, handoff.close, one.pk, "li", OPEN_AT)
    with pytest.raises(WrongState):
        do(database, handoff.claim, one.pk, "wang", OPEN_AT)
    with pytest.raises(NotOwner):
        do(database, handoff.speak, "c-1", "li", OPEN_AT)
    with pytest.raises(UnknownCase):
        do(database, handoff.cancel, "c-1", OPEN_AT)
    with pytest.raises(UnknownCase):
        do(database, handoff.claim, 999, "li", OPEN_AT)


def test_a_released_conversation_keeps_its_place(database: Database) -> None:
    first = ask(database, "c-1")
    ask(database, "c-2", OPEN_AT + timedelta(minutes=1))
    do(database, handoff.claim, first.pk, "li", OPEN_AT)
    do(database, handoff.release, first.pk, "li", OPEN_AT)
    with database.read() as session:
        assert [each.conversation_id for each in queue(session)] == ["c-1", "c-2"]


def test_the_citizen_may_stop_waiting_but_not_throw_an_agent_out(database: Database) -> None:
    one = ask(database)
    assert do(database, handoff.cancel, "c-1", OPEN_AT).state is HandoffState.BACK
    two = ask(database)
    assert two.pk != one.pk
    do(database, handoff.claim, two.pk, "li", OPEN_AT)
    with pytest.raises(WrongState):
        do(database, handoff.cancel, "c-1", OPEN_AT)
    assert do(database, handoff.citizen_left, "c-1", OPEN_AT).state is HandoffState.CLOSED


def test_place_and_wait_follow_from_the_queue_and_the_agents(database: Database) -> None:
    waiting = [ask(database, f"c-{n}", OPEN_AT + timedelta(seconds=n)) for n in range(4)]
    with database.read() as session:
        assert queue_place(session, waiting[2], agents=0) == QueuePlace(3, None)
        assert queue_place(session, waiting[0], agents=1) == QueuePlace(1, 0)
        assert queue_place(session, waiting[2], agents=2) == QueuePlace(3, 150)
    do(database, handoff.claim, waiting[0].pk, "li", OPEN_AT)
    do(database, handoff.close, waiting[0].pk, "li", OPEN_AT + timedelta(seconds=60))
    do(database, handoff.claim, waiting[1].pk, "li", OPEN_AT)
    with database.read() as session:
        assert queue_place(session, waiting[3], agents=1) == QueuePlace(2, 120)
        assert queue_place(session, waiting[0], agents=1) is None


def test_at_the_end_of_the_hours_those_waiting_leave_a_message(database: Database) -> None:
    ask(database, "c-1")
    kept = ask(database, "c-2")
    do(database, handoff.claim, kept.pk, "li", OPEN_AT)
    assert do(database, handoff.close_desk, DESK, moment(date(2026, 11, 23), 11)) == []
    ended = do(database, handoff.close_desk, DESK, moment(date(2026, 11, 23), 12))
    assert [each.conversation_id for each in ended] == ["c-1"]
    assert ended[0].state is HandoffState.MESSAGE
    assert owner(database, "c-2") == "li"


def test_who_closes_the_page_for_long_waits_no_more(database: Database) -> None:
    after, later = timedelta(minutes=10), OPEN_AT + timedelta(minutes=11)
    gone, there, claimed = (ask(database, f"c-{n}") for n in range(3))
    do(database, handoff.claim, claimed.pk, "li", OPEN_AT)
    do(database, absence.note_seen, [there.pk], OPEN_AT + timedelta(minutes=5))
    assert do(database, absence.end_deserted, OPEN_AT + timedelta(minutes=9), after) == 0
    assert do(database, absence.end_deserted, later, after) == 1
    with database.read() as session:
        assert [each.pk for each in queue(session)] == [there.pk]
        ended = session.get(Handoff, gone.pk)
        assert ended is not None
        assert ended.state is HandoffState.CLOSED
        assert handoff.current(session, "c-0") is None
        told = [each.kind for each in undelivered(session) if each.audience == "desk"]
    assert "handoff_desert" in told
    do(database, handoff.release, claimed.pk, "li", later)
    assert do(database, absence.end_deserted, later, after) == 0


def test_who_waits_in_wechat_has_no_page_to_close(database: Database) -> None:
    ask(database, "c-1", channel="wechat")
    assert do(database, absence.end_deserted, OPEN_AT + timedelta(hours=2), timedelta(0)) == 0


def test_every_change_is_announced_and_on_record(database: Database) -> None:
    one = ask(database)
    do(database, handoff.claim, one.pk, "li", OPEN_AT)
    do(database, handoff.transfer, one.pk, "li", "wang", OPEN_AT)
    do(database, handoff.hand_back, one.pk, "wang", OPEN_AT)
    with database.read() as session:
        told = [(each.audience, each.kind) for each in undelivered(session)]
        acts = [record.act for record in session.query(AuditRecord).order_by(AuditRecord.pk)]
    kinds = ["request", "claim", "transfer", "hand_back"]
    assert acts == kinds
    for audience in ("conversation:c-1", "desk"):
        heard = [kind for who, kind in told if who == audience]
        assert heard == [f"handoff_{kind}" for kind in kinds]
    assert ("agent:wang", "handoff_yours") in told


def test_an_announcement_is_taken_by_one_process(database: Database) -> None:
    ask(database)
    with database.read() as session:
        pk = undelivered(session)[0].pk
    assert do(database, take, pk) is True
    assert do(database, take, pk) is False
    with database.read() as session:
        assert pk not in [each.pk for each in undelivered(session)]


def test_a_citizen_is_never_told_which_agent(database: Database) -> None:
    one = ask(database)
    do(database, handoff.claim, one.pk, "li.si", OPEN_AT)
    with database.read() as session:
        to_citizen = [e for e in undelivered(session) if e.audience.startswith("conversation:")]
    assert "li.si" not in str([each.data for each in to_citizen])


def test_a_queue_that_does_not_exist_and_an_agent_without_a_name(database: Database) -> None:
    with pytest.raises(UnknownCase), database.begin() as session:
        handoff.request_person(
            session, "c-1", DESK, OPEN_AT, channel="web", organisation_code="nobody"
        )
    one = ask(database)
    with pytest.raises(InvalidInput):
        do(database, handoff.claim, one.pk, "", OPEN_AT)
