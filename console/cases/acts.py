"""What an officer does to an application: the form of each act, read and done."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

from casework.applications import approvals, enquiries, lodging, replies, waits
from casework.applications.acting import find
from casework.applications.codes import (
    Act,
    ConsultationKind,
    FeeBasis,
    Opinion,
    Outcome,
    ReplyKind,
)
from casework.applications.replies import Proposal
from casework.occasions import Occasion
from casework.officers import Officer
from casework.texts import checked_line
from console.cases.fields import Fields
from console.cases.pages import PageRefused

Do = Callable[[Occasion, str, Fields], object]


def _register(occasion: Occasion, number: str, form: Fields) -> object:
    signed_on, confirmed_on = form.day("signed_on"), form.day("confirmed_on")
    return lodging.register(occasion, number, signed_on=signed_on, confirmed_on=confirmed_on)


def _correct(occasion: Occasion, number: str, form: Fields) -> object:
    good_reason = form.ticked("good_reason")
    return waits.correct(occasion, number, form.text("text"), good_reason=good_reason)


def _charge(occasion: Occasion, number: str, form: Fields) -> object:
    basis = form.code("basis", FeeBasis)
    return waits.charge(occasion, number, basis, form.number("count"), form.text("text"))


def _defer(occasion: Occasion, number: str, form: Fields) -> None:
    approvals.ask_deferral(occasion, number, form.required_day("until"), form.text("text"))


def _consult(occasion: Occasion, number: str, form: Fields) -> object:
    kind = form.code("kind", ConsultationKind)
    return enquiries.consult(occasion, number, kind, form.text("text"), form.day("received_on"))


def _answer_consult(occasion: Occasion, number: str, form: Fields) -> object:
    opinion, which = form.code("opinion", Opinion), form.number("consultation")
    return enquiries.answer_consultation(occasion, number, which, opinion, form.text("text"))


def _propose(occasion: Occasion, number: str, form: Fields) -> object:
    proposal = Proposal(
        form.code("kind", ReplyKind),
        form.code("outcome", Outcome),
        form.text("text"),
        form.codes("withheld", Outcome),
        checked_line("refer_to", form.text("refer_to")) or None,
    )
    return replies.propose(occasion, number, proposal)


def _plain(act: Callable[[Occasion, str], object]) -> Do:
    return lambda occasion, number, _form: act(occasion, number)


def _written(act: Callable[[Occasion, str, str], object]) -> Do:
    return lambda occasion, number, form: act(occasion, number, form.text("text"))


def _in_days(act: Callable[[Occasion, str, str, int], object]) -> Do:
    return lambda occasion, number, form: act(
        occasion, number, form.text("text"), form.number("days")
    )


ACTS: MappingProxyType[str, Do] = MappingProxyType(
    {
        Act.REGISTER: _register,
        Act.ACCEPT: _plain(enquiries.accept),
        Act.DECIDE_AT_ONCE: _plain(enquiries.decide_at_once),
        Act.ASK_CORRECTION: _in_days(waits.ask_correction),
        Act.CORRECT: _correct,
        Act.ASK_REASONS: _written(waits.ask_reasons),
        Act.GIVE_REASONS: _written(waits.give_reasons),
        Act.CHARGE: _charge,
        Act.PAY: _plain(waits.pay),
        Act.EXTEND: lambda occasion, number, form: approvals.ask_extension(
            occasion, number, form.number("days"), form.text("text")
        ),
        Act.DEFER: _defer,
        Act.CONSULT: _consult,
        Act.ANSWER_CONSULT: _answer_consult,
        Act.FIND: _plain(enquiries.find_information),
        Act.FIND_NOTHING: _written(enquiries.find_nothing),
        Act.CLEAR: _written(enquiries.clear_secrecy),
        Act.SEARCH_AGAIN: _plain(enquiries.search_again),
        Act.PROPOSE: _propose,
        Act.SEND_BACK: _written(replies.send_back),
        Act.APPROVE: _plain(replies.approve),
        Act.DELIVER: _plain(replies.deliver),
        Act.ABANDON: _plain(waits.abandon),
        Act.WITHDRAW: _plain(waits.withdraw),
        Act.ARCHIVE: _plain(replies.archive),
    }
)
"""Every act of the table of steps, by its code."""
OVERSEEN: MappingProxyType[str, Do] = MappingProxyType(
    {
        "approve_extension": _plain(approvals.approve_extension),
        "decline_extension": _written(approvals.decline_extension),
    }
)
"""What the openness office may decide for another body too."""


def perform(occasion: Occasion, me: Officer, number: str, act: str, form: Fields) -> None:
    """Do an act, where it is the officer's to do.

    Raises:
        AccessRefused: the application is another body's.
        CaseworkError: what the act itself raises.
        PageRefused: there is no such act.
    """
    organisation_code = find(occasion, number).organisation_code
    if act in OVERSEEN:
        me.must_see(organisation_code)
        OVERSEEN[act](occasion, number, form)
    elif act in ACTS:
        me.must_open(organisation_code)
        ACTS[act](occasion, number, form)
    else:
        raise PageRefused(404, "没有这个操作。")
