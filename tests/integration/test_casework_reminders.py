"""What is due when, and that it is said once."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from casework import handoff, messages
from casework.applications import enquiries, waits
from casework.applications.codes import ArrivalChannel, ConsultationKind
from casework.applications.receipt import Arrival
from casework.message_forms import NewMessage
from casework.models import MessageKind
from casework.queueing import Desk
from casework.reminders import due, remind
from casework.working_days import WorkingCalendar, load_calendar
from tests.integration.casework_desk import MONDAY, Office, day, moment


def said(office: Office, on: date | datetime) -> list[tuple[str, str]]:
    at = on if isinstance(on, datetime) else moment(on)
    with office.database.read() as session:
        return [(each.kind, each.audience) for each in due(session, load_calendar(session), at)]


def told(office: Office, on: date | datetime) -> int:
    at = on if isinstance(on, datetime) else moment(on)
    with office.database.begin() as session:
        return remind(session, load_calendar(session), at)


def test_reading_what_is_due_changes_nothing(office: Office) -> None:
    office.searching()
    assert said(office, day(3, 26)) == said(office, day(3, 26))


def test_a_reply_turns_yellow_red_and_overdue(office: Office) -> None:
    office.searching()  # due on 30 March
    assert said(office, day(3, 20)) == []
    assert said(office, day(3, 23)) == [("reply_yellow", "organisation:zrzy")]
    assert said(office, day(3, 26)) == [("reply_red", "organisation:zrzy")]
    assert said(office, day(3, 30)) == [("reply_red", "organisation:zrzy")]
    assert said(office, day(3, 31)) == [
        ("reply_overdue", "organisation:zrzy"),
        ("reply_overdue", "openness"),
    ]


def test_each_occasion_is_announced_once_whatever_restarts(office: Office) -> None:
    office.searching()
    assert [told(office, day(3, 23)) for _ in range(3)] == [1, 0, 0]
    assert told(office, day(3, 24)) == 0
    assert told(office, day(3, 26)) == 1
    assert [told(office, day(3, 31)), told(office, day(3, 31)), told(office, day(4, 1))] == [
        2,
        0,
        2,
    ]


def test_a_moved_deadline_is_a_new_occasion(office: Office) -> None:
    number = office.searching()
    assert told(office, day(3, 26)) == 1
    office.do(waits.extend, number, 20, "量大。", approved_by="head", on=day(3, 27))
    assert said(office, day(3, 30)) == []
    assert told(office, day(4, 27)) == 1


def test_what_has_ended_is_not_reminded_of_until_it_should_be_archived(office: Office) -> None:
    number = office.searching()
    office.do(enquiries.consult, number, ConsultationKind.THIRD_PARTY, "征求意见")
    office.do(waits.withdraw, number)
    assert said(office, day(3, 13)) == []
    assert said(office, day(3, 17)) == [("archive", "organisation:zrzy")]


def test_an_unconfirmed_receipt_is_asked_for(office: Office) -> None:
    office.lodge(arrival=Arrival(ArrivalChannel.INTERNET, MONDAY))
    assert said(office, MONDAY) == []
    assert said(office, day(3, 3)) == [("confirm_receipt", "organisation:zrzy")]


def test_the_last_days_for_a_correction_are_told(office: Office) -> None:
    office.registered()
    assert said(office, day(3, 9)) == []
    assert said(office, day(3, 10)) == [("correction_window", "organisation:zrzy")]
    assert said(office, day(3, 12)) == []


def test_the_applicant_is_told_before_and_the_officer_after_the_period(office: Office) -> None:
    number = office.registered()
    office.do(waits.ask_correction, number, "请补正。", 5)
    assert said(office, day(3, 4)) == []
    assert said(office, day(3, 5)) == [("application_correction_due", "conversation:c-1")]
    assert said(office, day(3, 10)) == [("applicant_overdue", "organisation:zrzy")]


def test_a_silent_third_party_is_told_of(office: Office) -> None:
    number = office.searching()
    office.do(enquiries.consult, number, ConsultationKind.CO_AUTHOR, "征求意见")
    assert said(office, day(3, 23)) == []
    assert said(office, day(3, 24)) == [("consultation_over", "organisation:zrzy")]


def test_messages_due_and_overdue(office: Office) -> None:
    office.do(messages.leave, NewMessage("zrzy", MessageKind.QUESTION, "在吗"))
    assert said(office, day(3, 5)) == []
    assert said(office, day(3, 6)) == [("message_due", "organisation:zrzy")]
    assert said(office, day(3, 10)) == [
        ("message_overdue", "organisation:zrzy"),
        ("message_overdue", "openness"),
    ]


def test_a_citizen_who_waits_and_an_agent_who_is_silent(office: Office) -> None:
    at = moment(MONDAY)
    desk = Desk(WorkingCalendar())
    with office.database.begin() as session:
        pk = handoff.request_person(session, "c-1", desk, at, channel="web").pk
    assert said(office, at + timedelta(seconds=119)) == []
    assert told(office, at + timedelta(seconds=121)) == 1
    assert told(office, at + timedelta(seconds=150)) == 0
    assert told(office, at + timedelta(seconds=241)) == 1
    with office.database.begin() as session:
        handoff.claim(session, pk, "li", at + timedelta(seconds=250))
    assert said(office, at + timedelta(seconds=300)) == []
    late = at + timedelta(seconds=250 + 181)
    assert said(office, late) == [("handoff_unanswered", "agent:li")]
    with office.database.begin() as session:
        handoff.speak(session, "c-1", "li", late)
    assert said(office, late + timedelta(hours=1)) == []
    with office.database.begin() as session:
        handoff.heard(session, "c-1", late + timedelta(hours=1))
    unanswered = late + timedelta(hours=1, seconds=200)
    assert said(office, unanswered) == [("handoff_unanswered", "agent:li")]


def test_a_year_nobody_announced_is_asked_for(office: Office) -> None:
    office.searching(on=date(2026, 12, 21))
    assert said(office, date(2026, 12, 22)) == [("calendar_missing", "openness")]
    assert [told(office, date(2026, 12, n)) for n in (22, 23)] == [1, 0]
