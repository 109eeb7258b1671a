"""Applications through their eight steps: taken in, looked up, replied to, counted."""

from __future__ import annotations

from datetime import date
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import select

from casework.announcements import undelivered
from casework.applications import enquiries, lodging, repeats, replies, waits
from casework.applications.acting import acting
from casework.applications.codes import (
    Act,
    ApplicantKind,
    ArrivalChannel,
    ConsultationKind,
    Outcome,
    PaperKind,
    ReplyKind,
    Step,
)
from casework.applications.receipt import Arrival
from casework.applications.replies import Proposal
from casework.applications.request import Request
from casework.applications.table3 import table3
from casework.errors import (
    AccessRefused,
    CaseConflict,
    CaseworkError,
    InvalidDate,
    InvalidInput,
    NotPermitted,
    UnknownCase,
    WrongState,
)
from casework.occasions import APPLICANT
from knowledge_base.models import AuditRecord
from tests.integration.casework_desk import (
    GRANT,
    MONDAY,
    REFUSE_FOR_A_THIRD_PARTY,
    Office,
    applicant,
    day,
)


def test_an_application_goes_through_all_eight_steps(office: Office) -> None:
    number = office.drafting()
    office.reply(number, on=day(3, 9))
    office.do(replies.archive, number, on=day(3, 10))
    application = office.application(number)
    assert application.step is Step.ARCHIVED
    assert (application.concluded_on, application.archived_on) == (day(3, 9), day(3, 10))
    assert (application.outcome, application.approved_by) == (Outcome.GRANTED, "head")


def test_every_change_is_in_the_audit_trail(office: Office) -> None:
    number = office.drafting()
    office.reply(number)
    with office.database.read() as session:
        trail = select(AuditRecord).where(AuditRecord.subject == f"application:{number}")
        records = session.scalars(trail.order_by(AuditRecord.pk)).all()
    assert [record.act for record in records] == [
        "lodge", "register", "accept", "find", "clear", "propose", "approve", "deliver",
    ]  # fmt: skip
    assert records[-1].detail == {"from": "delivery", "to": "archiving", "on": "2026-03-02"}
    assert records[0].actor == "applicant"


def test_numbers_run_within_the_year(office: Office) -> None:
    numbers = [office.lodge().number for _ in range(3)]
    assert numbers == ["YSQ-2026-00001", "YSQ-2026-00002", "YSQ-2026-00003"]


def test_an_application_over_the_internet_is_received_when_both_confirm(office: Office) -> None:
    arrival = Arrival(ArrivalChannel.INTERNET, MONDAY)
    receipt = office.lodge(arrival=arrival)
    assert (receipt.received_on, receipt.due_on) == (None, None)
    with pytest.raises(InvalidDate):
        office.do(lodging.register, receipt.number, on=day(3, 4))
    with pytest.raises(InvalidDate):
        office.do(lodging.register, receipt.number, on=day(3, 4), confirmed_on=day(3, 5))
    office.do(lodging.register, receipt.number, on=day(3, 4), confirmed_on=day(3, 3))
    application = office.application(receipt.number)
    assert (application.received_on, application.due_on) == (day(3, 3), day(3, 31))


def test_nothing_is_lodged_in_the_future_or_to_nobody(office: Office) -> None:
    with pytest.raises(InvalidDate):
        office.lodge(arrival=Arrival(ArrivalChannel.IN_PERSON, day(3, 3)))
    with pytest.raises(UnknownCase):
        office.lodge(organisation_code="nobody")
    with pytest.raises(UnknownCase):
        office.do(enquiries.accept, "YSQ-2026-99999")


def test_the_applicant_sees_the_status_by_number_and_secret(office: Office) -> None:
    receipt = office.lodge()
    shown = office.do(lodging.status, f" {receipt.number.lower()} ", receipt.secret.lower())
    assert (shown.step, shown.due_on) == (Step.INTAKE, day(3, 30))
    for number, secret in ((receipt.number, "WRONG"), ("YSQ-2026-00009", receipt.secret)):
        with pytest.raises(AccessRefused) as refused:
            office.do(lodging.status, number, secret)
        assert str(refused.value) == "number and secret do not belong together"


def test_the_reply_is_seen_only_once_it_is_delivered(office: Office) -> None:
    receipt = office.lodge()
    number = receipt.number
    office.do(lodging.register, number)
    office.do(enquiries.decide_at_once, number)
    public = Proposal(ReplyKind.ALREADY_PUBLIC, Outcome.GRANTED, "已在网站公开。")
    office.do(replies.propose, number, public)
    before = office.do(lodging.status, number, receipt.secret)
    assert before.reply_kind is None
    assert [kind for kind, _, _ in before.papers] == [PaperKind.REQUEST]
    office.do(replies.approve, number, actor="head")
    office.do(replies.deliver, number)
    after = office.do(lodging.status, number, receipt.secret)
    assert after.reply_kind is ReplyKind.ALREADY_PUBLIC
    assert after.papers[-1][2] == "已在网站公开。"


def test_replies_need_their_grounds_in_the_file(office: Office) -> None:
    number = office.searching()
    office.do(enquiries.find_nothing, number, "查了档案室和系统。")
    for proposal in (
        GRANT,
        REFUSE_FOR_A_THIRD_PARTY,
        Proposal(ReplyKind.REFUSED, Outcome.STILL_UNCLEAR, "不明确。"),
        Proposal(ReplyKind.REFUSED, Outcome.EXCESSIVE, "过多。"),
    ):
        with pytest.raises(NotPermitted):
            office.do(replies.propose, number, proposal)
    office.do(
        replies.propose, number, Proposal(ReplyKind.NONEXISTENT, Outcome.NOT_HELD, "经查没有。")
    )


def test_whoever_drafts_does_not_approve_and_the_approver_may_send_back(office: Office) -> None:
    number = office.drafting()
    office.do(replies.propose, number, GRANT)
    with pytest.raises(NotPermitted):
        office.do(replies.approve, number)
    office.do(replies.send_back, number, "写清楚附件。", actor="head")
    returned = office.application(number)
    assert (returned.step, returned.reply_kind, returned.outcome) == (Step.DRAFTING, None, None)


def test_partial_disclosure_keeps_its_grounds(office: Office) -> None:
    number = office.drafting()
    office.do(enquiries.consult, number, ConsultationKind.THIRD_PARTY, "征求意见")
    withheld = (Outcome.THIRD_PARTY, Outcome.PROCESS)
    partial = Proposal(ReplyKind.GRANTED, Outcome.PARTIAL, "部分公开。", withheld=withheld)
    office.do(replies.propose, number, partial, on=day(3, 24))
    assert office.application(number).withheld == ["3.4", "3.6"]


def test_a_new_search_needs_a_new_secrecy_check(office: Office) -> None:
    number = office.drafting()
    office.do(enquiries.search_again, number)
    office.do(enquiries.find_nothing, number, "没有了。")
    with pytest.raises(NotPermitted):
        office.do(replies.propose, number, GRANT)


def test_the_same_again_by_the_same_is_noticed(office: Office) -> None:
    first = office.lodge()
    again = office.lodge(request=Request(description=" 青云街道旧改项目的 征收批文"))
    other = office.lodge(applicant=applicant("110101199003070732", name="测试乙"))
    assert first.same_as == other.same_as == ()
    assert again.same_as == (first.number,)


def test_applications_of_one_applicant_are_counted_by_month_and_body(office: Office) -> None:
    numbers = [office.lodge().number for _ in range(11)]
    office.lodge(applicant=applicant("110101199003070732", name="测试乙"))
    next_month = office.lodge(on=day(4, 1)).number
    with office.occasion() as occasion:
        places = [
            repeats.place_in_month(occasion, office.application(number))
            for number in (*numbers, next_month)
        ]
        assert places == [*range(1, 12), 1]
        assert repeats.is_excessive(occasion, office.application(numbers[-1]))
        assert not repeats.is_excessive(occasion, office.application(numbers[-2]))


def test_a_refused_act_leaves_nothing_behind(office: Office) -> None:
    number = office.registered()
    before = office.application(number)
    with pytest.raises(InvalidInput):
        office.do(waits.ask_correction, number, "   ")
    with pytest.raises(WrongState):
        office.do(replies.deliver, number)
    after = office.application(number)
    assert (after.step, after.version, len(after.papers)) == (before.step, before.version, 1)
    assert after.correction_asked_on is None


def test_of_two_officers_at_once_one_is_refused(office: Office) -> None:
    number = office.searching()
    together, ends = Barrier(2), []

    def act(move: Any, *args: str) -> None:
        try:
            with office.occasion(actor="-".join(args) or "x") as occasion:
                occasion.session.get_one(type(office.application(number)), number)
                together.wait(timeout=10)
                move(occasion, number, *args)
            ends.append("done")
        except CaseworkError as error:
            ends.append(type(error).__name__)

    threads = [
        Thread(target=act, args=(enquiries.find_information,)),
        Thread(target=act, args=(enquiries.find_nothing, "没有")),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) in (["CaseConflict", "done"], ["WrongState", "done"])


def test_a_stale_reading_cannot_overwrite(office: Office) -> None:
    number = office.searching()
    with pytest.raises(CaseConflict), office.occasion() as late, acting(late, number, Act.FIND):
        office.do(enquiries.find_nothing, number, "没有")
    assert office.application(number).step is Step.DRAFTING


def test_notices_reach_the_applicant(office: Office) -> None:
    number = office.registered()
    office.do(waits.ask_correction, number, "请补正。", 5)
    with office.database.read() as session:
        told = [each for each in undelivered(session) if each.audience == "conversation:c-1"]
    kinds = [each.kind for each in told]
    assert kinds == ["application_registered", "application_correction_asked"]
    assert told[-1].data == {"number": number, "due_on": "2026-03-09"}


def test_table_3_of_a_year_and_the_next(office: Office) -> None:
    company = {
        "kind": ApplicantKind.BUSINESS,
        "name": "示例公司",
    }
    granted = office.drafting()
    office.reply(granted, on=day(3, 9))
    running = office.searching(on=day(12, 30), applicant=applicant(**company))
    never_received = office.lodge(arrival=Arrival(ArrivalChannel.FAX, MONDAY)).number
    office.do(waits.withdraw, never_received)
    with office.database.read() as session:
        rows = dict(table3(session, 2026).rows())
        assert rows["1"] == (1, 1, 0, 0, 0, 0, 2)
        assert rows["3.1"] == (1, 0, 0, 0, 0, 0, 1)
        assert rows["4"] == (0, 1, 0, 0, 0, 0, 1)
        assert dict(table3(session, 2026, "zwgk").rows())["1"] == (0,) * 7
    office.do(waits.withdraw, running, on=date(2027, 1, 5))
    with office.database.read() as session:
        after = dict(table3(session, 2027).rows())
    assert after["2"] == after["3.6.3"] == (0, 1, 0, 0, 0, 0, 1)


def test_the_applicant_corrects_and_withdraws_with_the_secret(office: Office) -> None:
    receipt = office.lodge()
    office.do(lodging.register, receipt.number)
    office.do(waits.ask_correction, receipt.number, "请补正。")
    with office.occasion(day(3, 5), APPLICANT) as occasion:
        number = lodging.opened(occasion, receipt.number.lower(), receipt.secret).number
        waits.correct(occasion, number, "是2019年的。")
    read = office.do(lodging.status, number, receipt.secret, on=day(3, 5))
    assert [(kind.value, text) for kind, _, text in read.papers][1:] == [
        ("correction_asked", "请补正。"),
        ("correction", "是2019年的。"),
    ]
    office.do(waits.withdraw, number, on=day(3, 6), actor=APPLICANT)
    ended = office.do(lodging.status, number, receipt.secret, on=day(3, 6))
    assert (ended.outcome, ended.due_on, ended.reply_kind) == (Outcome.OTHER, None, None)
