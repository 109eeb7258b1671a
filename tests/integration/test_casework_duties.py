"""The round the service makes every minute, and the officers' board."""

from __future__ import annotations

from datetime import date
from threading import Barrier, Thread

from casework import handoff, message_board, messages
from casework.announcements import undelivered
from casework.applications import waits
from casework.applications.board import board
from casework.applications.codes import Act, FeeBasis, Light
from casework.duties import RoundResult, every_minute
from casework.message_forms import NewMessage
from casework.models import MessageKind, MessageState
from casework.queueing import Desk
from casework.working_days import WorkingCalendar
from tests.integration.casework_desk import MONDAY, Office, moment

YELLOW_DAY = date(2026, 3, 23)


def test_a_round_does_everything_that_is_due(office: Office) -> None:
    office.searching()
    with office.database.begin() as session:
        desk = Desk(WorkingCalendar())
        handoff.request_person(session, "c-9", desk, moment(YELLOW_DAY, 11, 59), channel="web")
    noon = moment(YELLOW_DAY, 12)
    assert every_minute(office.database, noon) == RoundResult(desk_closed=1, reminders=1, news=0)
    assert every_minute(office.database, noon) == RoundResult(desk_closed=0, reminders=0, news=0)


def test_a_round_begun_anew_after_a_stop_of_days_forgets_nothing(office: Office) -> None:
    office.searching()
    assert every_minute(office.database, moment(date(2026, 4, 10))).reminders == 2


def test_two_processes_say_nothing_twice(office: Office) -> None:
    for _ in range(5):
        office.searching()
    together = Barrier(2)

    def run() -> None:
        together.wait(timeout=10)
        every_minute(office.database, moment(YELLOW_DAY))

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    every_minute(office.database, moment(YELLOW_DAY))
    with office.database.read() as session:
        said = [each.once for each in undelivered(session) if each.kind == "reply_yellow"]
    assert len(said) == len(set(said)) == 5


def test_the_board_shows_the_most_pressing_first(office: Office) -> None:
    waiting = office.searching()
    office.do(waits.charge, waiting, FeeBasis.PAGES, 50, "收费通知")
    pressing, later = office.searching(), office.registered(on=date(2026, 3, 16))
    with office.occasion(YELLOW_DAY) as occasion:
        rows = board(occasion)
        assert board(occasion, "zwgk") == []
    assert [(row.number, row.light, row.days_left) for row in rows] == [
        (pressing, Light.YELLOW, 5),
        (later, Light.GREEN, 15),
        (waiting, Light.WAITING, None),
    ]
    assert rows[2].open_acts == (Act.PAY, Act.ABANDON, Act.WITHDRAW)
    assert rows[2].wait_due_on == date(2026, 3, 30)


def test_the_inbox_holds_what_waits_for_an_answer(office: Office) -> None:
    kinds = (MessageKind.COMPLAINT, MessageKind.QUESTION, MessageKind.QUESTION)
    numbers = [office.do(messages.leave, NewMessage("zrzy", k, "在吗")).number for k in kinds]
    office.do(messages.answer, numbers[1], "在。", on=MONDAY)
    waiting = office.do(message_board.board, "zrzy", MessageState.OPEN)
    assert [row.number for row in waiting] == [numbers[2], numbers[0]]
    assert office.do(message_board.board, "zwgk", MessageState.OPEN) == []
