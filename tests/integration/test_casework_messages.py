"""Messages to an organisation."""

from __future__ import annotations

from datetime import date

import pytest

from casework import messages
from casework.announcements import undelivered
from casework.deadlines import recompute_deadlines
from casework.errors import AccessRefused, InvalidInput, OnlyOnce, UnknownCase, WrongState
from casework.message_forms import MessageReceipt, NewMessage
from casework.models import CitizenMessage, MessageKind, MessageState
from casework.models.calendar import DayKind
from casework.working_days import announce_year, set_day
from knowledge_base.models import AuditRecord
from tests.integration.casework_desk import MONDAY, Office


def leave(office: Office, text: str = "路灯坏了三天", on: date = MONDAY) -> MessageReceipt:
    new = NewMessage("zrzy", MessageKind.QUESTION, text, "请打座机", conversation_id="c-1")
    receipt: MessageReceipt = office.do(messages.leave, new, on=on, actor="applicant")
    return receipt


def test_a_message_is_answered_and_its_writer_told(office: Office) -> None:
    receipt = leave(office)
    assert (receipt.number, receipt.due_on) == ("LY-2026-00001", date(2026, 3, 9))
    office.do(messages.answer, receipt.number, "已派人维修。")
    read = office.do(messages.read, receipt.token.lower())
    assert (read.text, read.answer, read.state) == (
        "路灯坏了三天",
        "已派人维修。",
        MessageState.ANSWERED,
    )
    with office.database.read() as session:
        told = [(each.audience, each.kind) for each in undelivered(session)]
    assert told == [("organisation:zrzy", "message_left"), ("conversation:c-1", "message_answered")]


def test_a_wrong_token_opens_nothing(office: Office) -> None:
    leave(office)
    with pytest.raises(AccessRefused):
        office.do(messages.read, "WRONGTOKEN22")
    with pytest.raises(AccessRefused):
        office.do(messages.read, "")


@pytest.mark.parametrize("text", ["", "   ", "字" * 5001, "坏\x00的"])
def test_nonsense_is_refused(office: Office, text: str) -> None:
    with pytest.raises(InvalidInput):
        leave(office, text)


def test_a_message_to_nobody_is_refused(office: Office) -> None:
    with pytest.raises(UnknownCase):
        office.do(messages.leave, NewMessage("nobody", MessageKind.QUESTION, "在吗"))
    with pytest.raises(UnknownCase):
        office.do(messages.answer, "LY-2026-09999", "在")


def test_a_message_goes_on_to_whom_it_belongs_without_new_time(office: Office) -> None:
    receipt = leave(office)
    with pytest.raises(InvalidInput):
        office.do(messages.transfer, receipt.number, "zrzy")
    moved = office.do(messages.transfer, receipt.number, "zwgk", on=date(2026, 3, 4))
    assert (moved.organisation_code, moved.due_on) == ("zwgk", receipt.due_on)


def test_the_writer_may_ask_again_once(office: Office) -> None:
    receipt = leave(office)
    office.do(messages.answer, receipt.number, "已派人维修。")
    again = office.do(messages.follow_up, receipt.token, "还是没亮。", on=date(2026, 3, 16))
    assert (again.state, again.due_on) == (MessageState.OPEN, date(2026, 3, 23))
    assert office.do(messages.read, receipt.token).text == "路灯坏了三天\n\n还是没亮。"
    office.do(messages.answer, receipt.number, "今天修好。", on=date(2026, 3, 17))
    with pytest.raises(OnlyOnce):
        office.do(messages.follow_up, receipt.token, "又坏了。", on=date(2026, 3, 18))


def test_a_withdrawn_message_is_deleted_and_cannot_be_answered(office: Office) -> None:
    receipt = leave(office)
    office.do(messages.withdraw, receipt.token)
    with office.database.read() as session:
        kept = session.get_one(CitizenMessage, receipt.number)
        assert (kept.text_sealed, kept.contact_sealed) == ("", None)
    with pytest.raises(WrongState):
        office.do(messages.answer, receipt.number, "迟了。")


def test_an_answer_may_be_amended_but_an_answered_message_not_withdrawn(office: Office) -> None:
    receipt = leave(office)
    office.do(messages.answer, receipt.number, "已派人。")
    office.do(messages.answer, receipt.number, "已修好。")
    assert office.do(messages.read, receipt.token).answer == "已修好。"
    with pytest.raises(WrongState):
        office.do(messages.withdraw, receipt.token)


def test_that_staff_looked_is_on_record(office: Office) -> None:
    receipt = leave(office)
    assert office.do(messages.read_as_staff, receipt.number).contact == "请打座机"
    with office.database.read() as session:
        acts = [(r.actor, r.act) for r in session.query(AuditRecord).order_by(AuditRecord.pk)]
    assert acts == [("applicant", "leave"), ("officer", "open_message")]


def test_deadlines_follow_the_calendar(office: Office) -> None:
    receipt = leave(office, on=date(2026, 12, 29))
    assert receipt.provisional
    with office.database.begin() as session:
        set_day(
            session, date(2026, 12, 30), DayKind.HOLIDAY, note="停电", source="区府办", actor="op"
        )
        assert recompute_deadlines(session) == [receipt.number]
    with office.database.begin() as session:
        set_day(session, date(2026, 12, 30), None, note="", source="区府办", actor="op")
        announce_year(session, 2027, [date(2027, 1, 1)], [], source="通知", actor="op")
        assert recompute_deadlines(session) == [receipt.number]
    with office.database.read() as session:
        settled = session.get_one(CitizenMessage, receipt.number)
        assert (settled.due_on, settled.provisional) == (receipt.due_on, False)
