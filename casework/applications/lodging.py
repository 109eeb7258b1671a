"""Applications come in (接收登记), and their applicants look where they stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from casework.announcements import announce, organisation
from casework.applications.acting import (
    acting,
    add_paper,
    find,
    read_paper,
    subject,
    tell_applicant,
)
from casework.applications.attachments import AttachedFile, attached, is_readable, ticket
from casework.applications.clock import wind
from casework.applications.codes import (
    TO_APPLICANT,
    Act,
    Outcome,
    PaperKind,
    ReplyKind,
    Step,
)
from casework.applications.receipt import Arrival
from casework.applications.repeats import earlier_same
from casework.applications.request import Applicant, FormWanted, Request
from casework.applications.steps import ENDED, STEPS
from casework.errors import AccessRefused, InvalidDate, UnknownCase
from casework.models import Application
from casework.occasions import Occasion
from casework.own import OwnCase
from casework.seals import new_secret
from casework.storing import next_number, writing
from knowledge_base.models import Organisation

REGISTER = "YSQ"
"""Register of applications; numbers run within a year: YSQ-2026-00017."""


@dataclass(frozen=True)
class NewApplication:
    """All that an application is lodged with."""

    applicant: Applicant
    """Who applies."""
    request: Request
    """For what."""
    arrival: Arrival
    """How it came."""
    organisation_code: str
    """The body it is addressed to."""
    form_wanted: FormWanted = FormWanted.ELECTRONIC
    """In what form."""
    conversation_id: str | None = None
    """Where notices reach the applicant."""
    language: str = "zh"
    """In which language."""
    taken_down_by: str | None = None
    """Who wrote an oral request down (第二十九条)."""


@dataclass(frozen=True)
class LodgingReceipt:
    """What the applicant is handed."""

    number: str
    """For looking the status up, with the secret."""
    secret: str = field(repr=False)
    """Shown once; not stored."""
    received_on: date | None
    """Date of receipt, None while it must still be confirmed."""
    due_on: date | None
    """Last day for the reply, where the clock runs."""
    provisional: bool
    """暂定: that day may still move."""
    same_as: tuple[str, ...]
    """The applicant's earlier applications for the same."""


def lodge(occasion: Occasion, new: NewApplication) -> LodgingReceipt:
    """Take an application in.

    Raises:
        InvalidInput: a field is missing, too long or unreadable.
        InvalidDate: it was submitted in the future.
        UnknownCase: no organisation has this code.
    """
    applicant, request = new.applicant.checked(), new.request.checked()
    received_on = new.arrival.received_on()
    if max(new.arrival.submitted_on, received_on or new.arrival.submitted_on) > occasion.on:
        raise InvalidDate("submitted_on", "in_future")
    if occasion.session.get(Organisation, new.organisation_code) is None:
        raise UnknownCase("no organisation has this code")
    same_as = earlier_same(occasion, applicant, request)
    secret = new_secret()
    with writing(occasion.session):
        application = _row(occasion, new, applicant, request, secret)
        application.received_on = application.clock_from = received_on
        occasion.session.add(application)
        add_paper(occasion, application, PaperKind.REQUEST, request.sealable())
        wind(application, occasion.calendar)
        occasion.audit("lodge", subject(application.number), channel=new.arrival.channel.value)
        announce(
            occasion.session,
            organisation(new.organisation_code),
            "application_lodged",
            subject(application.number),
            at=occasion.at,
        )
    return LodgingReceipt(
        application.number,
        secret,
        received_on,
        application.due_on,
        application.provisional,
        tuple(same_as),
    )


def _row(
    occasion: Occasion, new: NewApplication, applicant: Applicant, request: Request, secret: str
) -> Application:
    number = next_number(occasion.session, REGISTER, occasion.on.year)
    seal = occasion.seal
    return Application(
        number=number,
        secret_fingerprint=seal.fingerprint(secret),
        organisation_code=new.organisation_code,
        step=STEPS.start,
        applicant_kind=applicant.kind,
        applicant_sealed=seal.close(applicant.sealable(), _applicant_place(number)),
        applicant_fingerprint=seal.fingerprint(applicant.identity),
        request_fingerprint=seal.fingerprint(request.wording),
        form_wanted=new.form_wanted.value,
        channel=new.arrival.channel,
        conversation_id=new.conversation_id,
        language=new.language,
        taken_down_by=new.taken_down_by,
        lodged_at=occasion.at,
        submitted_on=new.arrival.submitted_on,
        last_act_on=new.arrival.submitted_on,
        extended_days=0,
    )


def register(
    occasion: Occasion,
    number: str,
    *,
    signed_on: date | None = None,
    confirmed_on: date | None = None,
) -> Application:
    """Enter an application in the register, with what its date of receipt depends on.

    Args:
        occasion: who registers it, and when.
        number: the application's.
        signed_on: registered mail: the day it was signed for.
        confirmed_on: ordinary mail, internet, fax: the day it was confirmed with the applicant.

    Raises:
        InvalidDate: the date of receipt is still unknown, or in the future.
    """
    with acting(occasion, number, Act.REGISTER) as application:
        arrival = Arrival(application.channel, application.submitted_on, signed_on, confirmed_on)
        received_on = application.received_on or arrival.received_on()
        if received_on is None:
            raise InvalidDate("received_on", "not_confirmed")
        if received_on > occasion.on:
            raise InvalidDate("received_on", "in_future")
        application.received_on = application.clock_from = received_on
        wind(application, occasion.calendar)
        tell_applicant(occasion, application, "registered", application.due_on)
    return application


@dataclass(frozen=True)
class ApplicationStatus:
    """What the applicant may know."""

    number: str
    step: Step
    received_on: date | None
    due_on: date | None
    """Last day for our reply; None while no clock runs."""
    provisional: bool
    wait_due_on: date | None
    """Last day for the applicant, while a correction or a payment is awaited."""
    fee_yuan: int | None
    reply_kind: ReplyKind | None
    outcome: Outcome | None
    """Both None until the reply is delivered."""
    refer_to: str | None
    papers: tuple[tuple[PaperKind, date, str], ...] = field(repr=False)
    """Kind, day and text of what was sent either way; the request itself as JSON."""
    attachments: tuple[tuple[AttachedFile, str], ...] = field(default=(), repr=False)
    """Files that go with the reply, each with the ticket that opens it."""


def status(occasion: Occasion, number: str, secret: str | OwnCase) -> ApplicationStatus:
    """Where an application stands, for whoever holds its number and secret.

    Args:
        occasion: who asks, and when.
        number: the application's.
        secret: handed out with the number, or that it was lodged in the same conversation.

    Raises:
        AccessRefused: they do not belong together, or there is no such number.
    """
    application = opened(occasion, number, secret)
    ended = application.step in ENDED
    readable = TO_APPLICANT | ({PaperKind.REPLY} if ended else set())
    papers = [each for each in application.papers if each.kind in readable]
    return ApplicationStatus(
        number=application.number,
        step=application.step,
        received_on=application.received_on,
        due_on=None if ended else application.due_on,
        provisional=application.provisional and not ended,
        wait_due_on=application.wait_due_on,
        fee_yuan=application.fee_yuan,
        reply_kind=application.reply_kind if ended else None,
        outcome=application.outcome if ended else None,
        refer_to=application.refer_to if ended else None,
        papers=tuple((each.kind, each.written_on, read_paper(occasion, each)) for each in papers),
        attachments=tuple(
            (each, ticket(occasion, application.number, each.pk))
            for each in (attached(occasion, application.number) if is_readable(application) else ())
        ),
    )


def opened(occasion: Occasion, number: str, secret: str | OwnCase) -> Application:
    """The application, for its applicant. Call it before an act of the applicant's own.

    Raises:
        AccessRefused: number and secret do not belong together.
    """
    application = occasion.session.get(Application, number.strip().upper())
    if isinstance(secret, OwnCase):
        secret.check(application)
    if application is None:
        raise AccessRefused("number and secret do not belong together")
    if isinstance(secret, str):
        occasion.seal.check_secret(secret, application.secret_fingerprint)
    return application


def applicant_of(occasion: Occasion, number: str) -> Applicant:
    """Who applied, for the officer; that somebody looked is on record.

    Raises:
        UnknownCase: no application has this number.
        SealError: the data was changed or sealed with another key.
    """
    application = find(occasion, number)
    occasion.audit("open_applicant", subject(number))
    return Applicant.unsealed(
        occasion.seal.open(application.applicant_sealed, _applicant_place(number))
    )


def request_of(occasion: Occasion, number: str) -> Request:
    """What was asked for, as lodged.

    Raises:
        UnknownCase: no application has this number.
    """
    lodged = next(p for p in find(occasion, number).papers if p.kind is PaperKind.REQUEST)
    return Request.unsealed(read_paper(occasion, lodged))


def _applicant_place(number: str) -> str:
    return f"{subject(number)}:applicant"
