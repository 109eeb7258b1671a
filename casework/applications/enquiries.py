"""Looking for what was asked: examination, search, consultation, secrecy check."""

from __future__ import annotations

from datetime import date

from casework.applications.acting import acting, add_paper
from casework.applications.clock import CONSULTATION_DAYS
from casework.applications.codes import Act, ConsultationKind, Opinion, PaperKind
from casework.errors import InvalidDate, InvalidInput, NotPermitted, UnknownCase
from casework.models import Application, Consultation
from casework.occasions import Occasion


def accept(occasion: Occasion, number: str) -> Application:
    """The application is clear: look for the information."""
    with acting(occasion, number, Act.ACCEPT) as application:
        pass
    return application


def decide_at_once(occasion: Occasion, number: str) -> Application:
    """Nothing needs to be looked for: already public, repeated, not this body, other law."""
    with acting(occasion, number, Act.DECIDE_AT_ONCE) as application:
        pass
    return application


def find_information(occasion: Occasion, number: str) -> Application:
    """It was found: have it checked for secrecy."""
    with acting(occasion, number, Act.FIND) as application:
        pass
    return application


def find_nothing(occasion: Occasion, number: str, note: str) -> Application:
    """It was looked for and is not there; where was looked goes into the file."""
    with acting(occasion, number, Act.FIND_NOTHING) as application:
        add_paper(occasion, application, PaperKind.NOTE, note)
    return application


def clear_secrecy(occasion: Occasion, number: str, opinion: str) -> Application:
    """The secrecy check is done (保密审查, 第十七条); its opinion goes into the file."""
    with acting(occasion, number, Act.CLEAR) as application:
        add_paper(occasion, application, PaperKind.SECRECY_OPINION, opinion)
        application.cleared_by = occasion.actor
    return application


def search_again(occasion: Occasion, number: str) -> Application:
    """Back to the search; what is found is checked for secrecy again."""
    with acting(occasion, number, Act.SEARCH_AGAIN) as application:
        application.cleared_by = None
    return application


def consult(
    occasion: Occasion,
    number: str,
    kind: ConsultationKind,
    letter: str,
    received_on: date | None = None,
) -> Consultation:
    """Ask a third party or a co-author; the time until they answer is not counted.

    Args:
        occasion: who asks, and when.
        number: the application's.
        kind: whom.
        letter: to whom and what, for the file.
        received_on: when they received it, where that is known; today where None.

    Raises:
        InvalidDate: they received it before it was written.
    """
    received_on = received_on or occasion.on
    if received_on < occasion.on:
        raise InvalidDate("received_on", "before_asking")
    with acting(occasion, number, Act.CONSULT, {"kind": kind.value}) as application:
        add_paper(occasion, application, PaperKind.CONSULTATION, letter)
        due = occasion.calendar.deadline(received_on, CONSULTATION_DAYS)
        consultation = Consultation(
            kind=kind,
            asked_on=occasion.on,
            received_on=received_on,
            due_on=due.on,
            provisional=due.provisional,
        )
        application.consultations.append(consultation)
    return consultation


def answer_consultation(
    occasion: Occasion, number: str, pk: int, opinion: Opinion, text: str
) -> Application:
    """Take the answer of a third party or co-author; the clock goes on from the next day.

    Raises:
        UnknownCase: the application has no such consultation.
        NotPermitted: it is answered, or its time has passed in silence.
        InvalidInput: silence is no answer.
    """
    if opinion not in (Opinion.AGREE, Opinion.DISAGREE):
        raise InvalidInput("opinion", "not_an_answer")
    detail = {"consultation": pk, "opinion": opinion.value}
    with acting(occasion, number, Act.ANSWER_CONSULT, detail) as application:
        for each in application.consultations:
            if each.pk == pk:
                break
        else:
            raise UnknownCase("the application has no such consultation")
        if each.opinion:
            raise NotPermitted("it was answered, or its time has passed in silence")
        add_paper(occasion, application, PaperKind.OPINION, text)
        each.opinion, each.answered_on = opinion, occasion.on
    return application
