"""The clocks of an application: what starts, stops and stretches them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from casework.applications import enquiries, replies, waits
from casework.applications.clock import recompute_deadlines
from casework.applications.codes import (
    ConsultationKind,
    FeeBasis,
    Light,
    Opinion,
    Outcome,
    Step,
)
from casework.applications.lights import light
from casework.errors import (
    InvalidDate,
    InvalidInput,
    NotPermitted,
    OnlyOnce,
    OpenConsultation,
    TooEarly,
    TooLate,
    UnknownCase,
)
from casework.models.calendar import DayKind
from casework.working_days import WorkingCalendar, announce_year, load_calendar
from tests.integration.casework_desk import GRANT, MONDAY, Office, day


def test_a_correction_restarts_the_clock(office: Office) -> None:
    number = office.registered()
    office.do(waits.ask_correction, number, "请说明是哪一年的批文。", 10, on=day(3, 5))
    waiting = office.application(number)
    assert (waiting.due_on, waiting.wait_due_on) == (None, day(3, 19))
    office.do(waits.correct, number, "2019年的。", on=day(3, 12), actor="applicant")
    restarted = office.application(number)
    assert (restarted.step, restarted.wait_due_on) == (Step.EXAMINATION, None)
    assert restarted.due_on == WorkingCalendar().deadline(day(3, 12), 20).on


def test_a_correction_is_asked_once_and_in_seven_working_days(office: Office) -> None:
    number = office.registered()
    with pytest.raises(TooLate):
        office.do(waits.ask_correction, number, "请补正。", on=day(3, 12))
    office.do(waits.ask_correction, number, "请补正。", on=day(3, 11))
    office.do(waits.correct, number, "补正如下。", on=day(3, 12))
    with pytest.raises(OnlyOnce):
        office.do(waits.ask_correction, number, "再补正。", on=day(3, 12))


def test_no_correction_in_time_is_deemed_abandoned_unless_excused(office: Office) -> None:
    excused, abandoned = office.registered(), office.registered()
    for number in (excused, abandoned):
        office.do(waits.ask_correction, number, "请补正。", 5)
    with pytest.raises(TooEarly):
        office.do(waits.abandon, abandoned, on=day(3, 9))
    with pytest.raises(TooLate):
        office.do(waits.correct, excused, "迟到的补正。", on=day(3, 10))
    office.do(waits.correct, excused, "住院，迟到的补正。", on=day(3, 10), good_reason=True)
    office.do(waits.abandon, abandoned, on=day(3, 10))
    assert office.application(excused).step is Step.EXAMINATION
    assert office.application(abandoned).outcome is Outcome.CORRECTION_OVERDUE


def test_an_extension_is_one_with_a_second_persons_approval(office: Office) -> None:
    number = office.searching()
    with pytest.raises(NotPermitted):
        office.do(waits.extend, number, 20, "材料多。", approved_by="officer")
    with pytest.raises(InvalidInput):
        office.do(waits.extend, number, 21, "材料多。", approved_by="head")
    with pytest.raises(TooLate):
        office.do(waits.extend, number, 20, "材料多。", approved_by="head", on=day(3, 31))
    office.do(waits.extend, number, 20, "材料多。", approved_by="head", on=day(3, 30))
    assert office.application(number).due_on == WorkingCalendar().deadline(MONDAY, 40).on
    with pytest.raises(OnlyOnce):
        office.do(waits.extend, number, 1, "还是多。", approved_by="head", on=day(3, 30))


def test_time_of_a_third_party_is_not_counted(office: Office) -> None:
    number = office.searching()
    ask = enquiries.consult
    consultation = office.do(ask, number, ConsultationKind.THIRD_PARTY, "征求意见", on=day(3, 4))
    assert consultation.due_on == day(3, 25)
    assert office.application(number).due_on == day(4, 21)  # 15 days more, over Qingming
    answer = enquiries.answer_consultation
    office.do(answer, number, consultation.pk, Opinion.DISAGREE, "不同意。", on=day(3, 9))
    assert office.application(number).due_on == day(4, 2)  # 5, 6 and 9 March do not count
    with pytest.raises(NotPermitted):
        office.do(answer, number, consultation.pk, Opinion.AGREE, "又同意了。", on=day(3, 10))


@pytest.mark.parametrize(
    ("kind", "meaning"),
    [
        (ConsultationKind.THIRD_PARTY, Opinion.BODY_DECIDES),
        (ConsultationKind.CO_AUTHOR, Opinion.DEEMED_CONSENT),
    ],
)
def test_silence_means_what_the_law_says(
    office: Office, kind: ConsultationKind, meaning: Opinion
) -> None:
    number = office.drafting()
    pk = office.do(enquiries.consult, number, kind, "征求意见").pk
    with pytest.raises(OpenConsultation):
        office.do(replies.propose, number, GRANT, on=day(3, 23))
    office.do(replies.propose, number, GRANT, on=day(3, 24))
    closed = office.application(number).consultations[0]
    assert (closed.pk, closed.opinion, closed.answered_on) == (pk, meaning, day(3, 23))


def test_silence_is_no_answer_and_others_consultations_are_not_found(office: Office) -> None:
    number = office.searching()
    answer = enquiries.answer_consultation
    with pytest.raises(InvalidInput):
        office.do(answer, number, 1, Opinion.BODY_DECIDES, "没有回音")
    with pytest.raises(UnknownCase):
        office.do(answer, number, 1, Opinion.AGREE, "同意")


def test_a_fee_stops_the_clock_until_it_is_paid(office: Office) -> None:
    number = office.searching()
    with pytest.raises(NotPermitted):
        office.do(waits.charge, number, FeeBasis.PAGES, 30, "收费通知")
    office.do(waits.charge, number, FeeBasis.PAGES, 101, "收费通知", on=day(3, 4))
    asked = office.application(number)
    assert (asked.fee_yuan, asked.due_on, asked.step) == (720, None, Step.PAYMENT)
    office.do(waits.pay, number, on=day(3, 10))
    assert office.application(number).due_on == WorkingCalendar().deadline(day(3, 10), 20).on
    with pytest.raises(OnlyOnce):
        office.do(waits.charge, number, FeeBasis.REQUESTS, 31, "收费通知", on=day(3, 10))


def test_a_fee_not_paid_in_time_ends_the_application(office: Office) -> None:
    number = office.searching()
    office.do(waits.charge, number, FeeBasis.REQUESTS, 31, "收费通知")
    with pytest.raises(TooLate):
        office.do(waits.pay, number, on=day(3, 31))
    office.do(waits.abandon, number, on=day(3, 31))
    ended = office.application(number)
    assert (ended.outcome, ended.fee_yuan) == (Outcome.FEE_OVERDUE, 200)


def test_reasons_are_asked_of_the_excessive_only_and_may_move_the_day(office: Office) -> None:
    number = office.registered()
    with pytest.raises(NotPermitted):
        office.do(waits.give_reasons, number, "我自己想说。")
    office.do(waits.ask_reasons, number, "请说明理由。")
    with pytest.raises(OnlyOnce):
        office.do(waits.ask_reasons, number, "请再说明理由。")
    office.do(waits.give_reasons, number, "做研究用。", actor="applicant")
    office.do(enquiries.accept, number)
    with pytest.raises(InvalidDate):
        office.do(waits.defer, number, day(3, 30), "量大。", approved_by="head")
    office.do(waits.defer, number, day(6, 30), "量大。", approved_by="head")
    assert office.application(number).due_on == day(6, 30)


def test_lights_turn_as_the_deadline_comes(office: Office) -> None:
    number = office.searching()
    application = office.application(number)  # due on 30 March
    calendar = WorkingCalendar()
    lights = {d: light(application, day(3, d), calendar) for d in (20, 22, 23, 25, 26, 30, 31)}
    assert lights == {
        20: Light.GREEN,
        22: Light.GREEN,  # Sunday: six working days are left
        23: Light.YELLOW,
        25: Light.YELLOW,
        26: Light.RED,
        30: Light.RED,
        31: Light.RED,
    }
    office.do(waits.charge, number, FeeBasis.PAGES, 40, "收费通知")
    assert light(office.application(number), day(3, 30), calendar) is Light.WAITING
    office.do(waits.withdraw, number, on=day(3, 30))
    assert light(office.application(number), day(3, 31), calendar) is Light.DONE


def test_acts_are_dated_in_order(office: Office) -> None:
    number = office.searching(on=day(3, 4))
    with pytest.raises(InvalidDate):
        office.do(enquiries.find_information, number, on=day(3, 3))


def test_a_clock_over_an_unannounced_year_moves_when_it_is_announced(office: Office) -> None:
    number = office.searching(on=date(2026, 11, 22))
    office.do(waits.extend, number, 20, "材料多。", approved_by="head", on=date(2026, 11, 22))
    guessed = office.application(number)
    assert guessed.provisional
    with office.database.begin() as session:
        announce_year(
            session,
            2027,
            free=[date(2027, 1, 1), date(2027, 1, 4)],
            worked=[date(2027, 1, 9)],
            source="国办发明电〔2026〕0号",
            actor="openness",
        )
        assert recompute_deadlines(session, load_calendar(session)) == [number]
        assert recompute_deadlines(session, load_calendar(session)) == []
    settled = office.application(number)
    assert not settled.provisional
    assert settled.due_on == guessed.due_on  # one day lost, one Saturday won
    assert load_days(office)[date(2027, 1, 9)] is DayKind.WORKDAY


def load_days(office: Office) -> Any:
    with office.database.read() as session:
        return load_calendar(session).days


def test_a_year_cannot_be_announced_wrongly(office: Office) -> None:
    with office.database.begin() as session, pytest.raises(InvalidDate):
        announce_year(session, 2027, [date(2028, 1, 1)], [], source="x", actor="a")
    twice = date(2027, 1, 2)
    with office.database.begin() as session, pytest.raises(InvalidDate):
        announce_year(session, 2027, [twice], [twice], source="x", actor="a")


def test_deadlines_of_forty_days_cross_the_year(office: Office) -> None:
    receipt = office.lodge(on=date(2026, 12, 25))
    assert receipt.provisional
    assert receipt.due_on is not None
    assert receipt.due_on > date(2026, 12, 25) + timedelta(days=27)
