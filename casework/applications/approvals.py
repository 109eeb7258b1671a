"""More time needs a second person (第三十三条、第三十五条): one officer asks, another decides."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from casework.announcements import announce, organisation
from casework.applications.acting import add_paper, find, second_person, subject
from casework.applications.clock import MAX_EXTENSION_DAYS
from casework.applications.codes import Act, PaperKind
from casework.applications.steps import STEPS
from casework.applications.waits import check_deferral, check_extension, defer, extend
from casework.errors import InvalidInput, OnlyOnce, UnknownCase
from casework.models import Application, ExtensionWish
from casework.occasions import Occasion
from casework.storing import writing
from casework.texts import required_text


@dataclass(frozen=True)
class AskedExtension:
    """What waits for the second person."""

    days: int | None
    """Working days asked for, or None where a later day is."""
    until: date | None
    """The later day asked for."""
    asked_by: str
    """The officer."""
    asked_on: date
    notice: str = field(repr=False)
    """What the applicant will be told."""


def ask_extension(occasion: Occasion, number: str, days: int, notice: str) -> None:
    """Ask a second person to extend the time to reply.

    Args:
        occasion: who asks, and when.
        number: the application's.
        days: working days, 1 to 20.
        notice: why, for the applicant.

    Raises:
        OnlyOnce: it was extended before, or that was asked already.
        TooLate: the time to reply is over already.
        WrongState: it is not open at the application's step.
        InvalidInput: more than 20 days, or the notice is empty or unreadable.
    """
    if not 1 <= days <= MAX_EXTENSION_DAYS:
        raise InvalidInput("days", "out_of_range")
    application = find(occasion, number)
    STEPS.after(application.step, Act.EXTEND)
    check_extension(application, occasion)
    _ask(occasion, application, notice, days=days)


def ask_deferral(occasion: Occasion, number: str, until: date, notice: str) -> None:
    """Ask a second person to set a later day for a very large application.

    Raises:
        OnlyOnce: that was asked already.
        NotPermitted: the applicant gave no reasons.
        InvalidDate: the day is not after the present deadline.
        WrongState: it is not open at the application's step.
        InvalidInput: the notice is empty or unreadable.
    """
    application = find(occasion, number)
    STEPS.after(application.step, Act.DEFER)
    check_deferral(application, until)
    _ask(occasion, application, notice, until=until)


def asked_extension(occasion: Occasion, number: str) -> AskedExtension | None:
    """What waits for the second person, if anything does."""
    wish = occasion.session.get(ExtensionWish, number)
    if wish is None:
        return None
    notice = occasion.seal.open(wish.notice_sealed, _place(number))
    return AskedExtension(wish.days, wish.until, wish.asked_by, wish.asked_on, notice)


def approve_extension(occasion: Occasion, number: str) -> Application:
    """Grant it, as the second person; the applicant is told.

    Raises:
        NotPermitted: whoever asked may not grant it.
        UnknownCase: nobody asked.
        RuleError: what was possible when it was asked is not any more.
    """
    wish = _wish(occasion, number)
    second_person(occasion, wish.asked_by)
    notice = occasion.seal.open(wish.notice_sealed, _place(number))
    asker, approver = replace(occasion, actor=wish.asked_by), occasion.actor
    if wish.days is not None:
        application = extend(asker, number, wish.days, notice, approved_by=approver)
    elif wish.until is not None:
        application = defer(asker, number, wish.until, notice, approved_by=approver)
    with writing(occasion.session):
        occasion.session.delete(wish)
        occasion.audit("approve_extension", subject(number), asked_by=wish.asked_by)
    return application


def decline_extension(occasion: Occasion, number: str, note: str) -> None:
    """Refuse it, or take it back; why goes into the file.

    Raises:
        UnknownCase: nobody asked.
        InvalidInput: the note is empty or unreadable.
    """
    with writing(occasion.session):
        wish = _wish(occasion, number)
        add_paper(occasion, find(occasion, number), PaperKind.NOTE, note)
        occasion.session.delete(wish)
        occasion.audit("decline_extension", subject(number), asked_by=wish.asked_by)


def _ask(
    occasion: Occasion,
    application: Application,
    notice: str,
    *,
    days: int | None = None,
    until: date | None = None,
) -> None:
    number = application.number
    if occasion.session.get(ExtensionWish, number):
        raise OnlyOnce("it was asked for, and waits for a second person")
    sealed = occasion.seal.close(required_text("notice", notice), _place(number))
    with writing(occasion.session):
        occasion.session.add(
            ExtensionWish(
                number=number,
                days=days,
                until=until,
                notice_sealed=sealed,
                asked_by=occasion.actor,
                asked_on=occasion.on,
            )
        )
        occasion.audit("ask_extension", subject(number), days=days, until=until and str(until))
        audience = organisation(application.organisation_code)
        announce(occasion.session, audience, "extension_asked", subject(number), at=occasion.at)


def _wish(occasion: Occasion, number: str) -> ExtensionWish:
    wish = occasion.session.get(ExtensionWish, number)
    if wish is None:
        raise UnknownCase("nobody asked for an extension")
    return wish


def _place(number: str) -> str:
    return f"{subject(number)}:extension_wish"
