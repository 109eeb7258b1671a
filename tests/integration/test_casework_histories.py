"""Random histories of applications: whatever officers do, table 3 adds up and clocks hold."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.applications import enquiries, lodging, replies, waits
from casework.applications.codes import (
    OUTCOMES,
    WITHHOLDING,
    Act,
    ApplicantKind,
    ArrivalChannel,
    ConsultationKind,
    FeeBasis,
    Opinion,
    Outcome,
    ReplyKind,
    Step,
)
from casework.applications.receipt import Arrival
from casework.applications.replies import Proposal
from casework.applications.steps import ENDED, STEPS, WAITS
from casework.applications.table3 import table3
from casework.errors import CaseworkError
from casework.models import Application
from casework.working_days import WorkingCalendar
from knowledge_base.models import AuditRecord
from tests.integration.casework_desk import Office, applicant, open_office
from tests.support.stores import sqlite_in

BEGIN, END = date(2024, 11, 1), date(2028, 2, 1)


def proposal(chance: random.Random) -> Proposal:
    kind = chance.choice(list(ReplyKind))
    outcome = chance.choice(OUTCOMES[kind])
    withheld = tuple(chance.sample(WITHHOLDING, 2)) if outcome is Outcome.PARTIAL else ()
    return Proposal(kind, outcome, "答复", withheld)


Attempt = tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]


def attempts(chance: random.Random, today: date) -> dict[Act, Attempt]:
    """How anybody may try each act, with arguments that are sometimes wrong."""
    kind = chance.choice(list(ConsultationKind))
    opinion = chance.choice(list(Opinion))
    pages = chance.choice([20, 101])
    until = today + timedelta(days=chance.randint(-5, 90))
    return {
        Act.REGISTER: (lodging.register, (), {"confirmed_on": today}),
        Act.ACCEPT: (enquiries.accept, (), {}),
        Act.DECIDE_AT_ONCE: (enquiries.decide_at_once, (), {}),
        Act.FIND: (enquiries.find_information, (), {}),
        Act.FIND_NOTHING: (enquiries.find_nothing, ("没有",), {}),
        Act.CLEAR: (enquiries.clear_secrecy, ("可以",), {}),
        Act.SEARCH_AGAIN: (enquiries.search_again, (), {}),
        Act.CONSULT: (enquiries.consult, (kind, "征求意见"), {}),
        Act.ANSWER_CONSULT: (
            enquiries.answer_consultation,
            (chance.randint(1, 5), opinion, "意见"),
            {},
        ),
        Act.ASK_CORRECTION: (waits.ask_correction, ("补正", chance.randint(0, 20)), {}),
        Act.CORRECT: (waits.correct, ("补正了",), {"good_reason": chance.random() < 0.3}),
        Act.CHARGE: (waits.charge, (FeeBasis.PAGES, pages, "通知"), {}),
        Act.PAY: (waits.pay, (), {}),
        Act.ABANDON: (waits.abandon, (), {}),
        Act.WITHDRAW: (waits.withdraw, (), {}),
        Act.ASK_REASONS: (waits.ask_reasons, ("为何",), {}),
        Act.GIVE_REASONS: (waits.give_reasons, ("研究",), {}),
        Act.EXTEND: (waits.extend, (chance.randint(1, 22), "量大"), {"approved_by": "head"}),
        Act.DEFER: (waits.defer, (until, "量大"), {"approved_by": "head"}),
        Act.PROPOSE: (replies.propose, (proposal(chance),), {}),
        Act.SEND_BACK: (replies.send_back, ("改",), {}),
        Act.APPROVE: (replies.approve, (), {}),
        Act.DELIVER: (replies.deliver, (), {}),
        Act.ARCHIVE: (replies.archive, (), {}),
    }


def test_every_act_is_tried() -> None:
    assert set(attempts(random.Random(0), BEGIN)) == set(Act)


def live(office: Office, chance: random.Random, length: int) -> list[str]:
    """A life of the office: days pass, applications come, people do things to them."""
    today, numbers = BEGIN, [lodged(office, chance, BEGIN)]
    for _ in range(length):
        today = min(END, today + timedelta(days=chance.choice([0, 0, 0, 1, 3, 20])))
        if chance.random() < 0.08:
            numbers.append(lodged(office, chance, today))
            continue
        number = chance.choice(numbers)
        act, args, options = attempts(chance, today)[likely(office, chance, number)]
        try:
            actor = chance.choice(["officer", "head"])
            office.do(act, number, *args, on=today, actor=actor, **options)
        except CaseworkError:
            continue
    return numbers


def likely(office: Office, chance: random.Random, number: str) -> Act:
    """Mostly what is open now, sometimes anything; withdrawing is rare."""
    usual = [each for each in Act if each is not Act.WITHDRAW]
    if chance.random() < 0.85:
        usual = [each for each in STEPS.open_acts(office.application(number).step) if each in usual]
    return chance.choice([*usual * 9, Act.WITHDRAW])


def lodged(office: Office, chance: random.Random, on: date) -> str:
    kind = chance.choice(list(ApplicantKind))
    channel = chance.choice([ArrivalChannel.IN_PERSON, ArrivalChannel.INTERNET])
    number = office.lodge(on, applicant=applicant(kind=kind), arrival=Arrival(channel, on)).number
    if chance.random() < 0.8:
        office.do(lodging.register, number, on=on, confirmed_on=on)
    return number


@given(st.integers(0, 2**32), st.integers(20, 150))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_done_table_3_adds_up_and_no_clock_is_lost(seed: int, length: int) -> None:
    with tempfile.TemporaryDirectory() as folder, open_office(sqlite_in(Path(folder))) as office:
        numbers = live(office, random.Random(seed), length)
        with office.database.read() as session:
            for year in range(BEGIN.year, END.year + 1):
                table3(session, year).check()
            applications = session.scalars(select(Application)).all()
            assert sorted(each.number for each in applications) == sorted(numbers)
            for application in applications:
                hold(application)
                assert walked(session, application.number)[-1] == application.step.value


def walked(session: Session, number: str) -> list[str]:
    """The steps an application went through by its audit trail, which must have no gaps."""
    trail = select(AuditRecord).where(AuditRecord.subject == f"application:{number}")
    acts = [record.detail for record in session.scalars(trail.order_by(AuditRecord.pk)).all()][1:]
    steps = ["intake", *(act["to"] for act in acts)]
    assert [act["from"] for act in acts] == steps[:-1]
    return steps


def hold(application: Application) -> None:
    """What is true of every application, whatever was done to it."""
    ended = application.step in ENDED
    assert ended == (application.concluded_on is not None) == bool(application.outcome and ended)
    assert (application.wait_due_on is not None) == (application.step in WAITS)
    if application.step is Step.INTAKE and application.received_on is None:
        assert application.due_on is None
    elif application.step in WAITS:
        assert application.due_on is None
    elif not ended:
        assert application.due_on is not None
        assert application.clock_from is not None
        least = WorkingCalendar().deadline(application.clock_from, 20).on
        assert application.due_on >= least
