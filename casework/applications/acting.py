"""Doing one act to an application: found, allowed, in order, audited, announced, saved."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from casework.announcements import announce, conversation
from casework.applications.clock import settle_silence, wind
from casework.applications.codes import Act, PaperKind
from casework.applications.steps import STEPS
from casework.errors import InvalidDate, NotPermitted, UnknownCase
from casework.models import Application, Paper
from casework.occasions import Occasion
from casework.storing import writing
from casework.texts import required_text


def find(occasion: Occasion, number: str) -> Application:
    """The application with this number.

    Raises:
        UnknownCase: there is none.
    """
    application = occasion.session.get(Application, number)
    if application is None:
        raise UnknownCase("no application has this number")
    return application


@contextmanager
def acting(
    occasion: Occasion, number: str, act: Act, detail: dict[str, Any] | None = None
) -> Iterator[Application]:
    """Do an act: the block checks what is special to it and changes the application.

    The step, the clocks and the audit trail are taken care of. A block that raises leaves nothing
    behind, for the unit of work it is in must be rolled back.

    Args:
        occasion: who does it, and when.
        number: the application's.
        act: what is done.
        detail: codes and dates for the audit trail; the block may add to it.

    Raises:
        UnknownCase: no application has this number.
        WrongState: the act is not open at the application's step.
        InvalidDate: it is dated before the act that went before.
        CaseConflict: somebody else changed the application meanwhile.
    """
    with writing(occasion.session):
        application = find(occasion, number)
        before, after = application.step, STEPS.after(application.step, act)
        if occasion.on < application.last_act_on:
            raise InvalidDate("on", "before_last_act")
        settle_silence(application, occasion.on)
        yield application
        application.step = after
        application.last_act_on = occasion.on
        wind(application, occasion.calendar)
        steps = {"from": before.value, "to": after.value, "on": occasion.on.isoformat()}
        occasion.audit(act.value, subject(number), **steps, **(detail or {}))


def subject(number: str) -> str:
    """The application's name in the audit trail and in announcements."""
    return f"application:{number}"


def add_paper(occasion: Occasion, application: Application, kind: PaperKind, text: str) -> Paper:
    """Seal a text into the file.

    Raises:
        InvalidInput: the text is empty, too long or unreadable.
    """
    sealed = occasion.seal.close(
        required_text(kind.value, text), paper_place(application.number, kind)
    )
    paper = Paper(kind=kind, written_on=occasion.on, author=occasion.actor, text_sealed=sealed)
    application.papers.append(paper)
    return paper


def paper_place(number: str, kind: PaperKind) -> str:
    """Where a paper's text is sealed for."""
    return f"{subject(number)}:{kind.value}"


def read_paper(occasion: Occasion, paper: Paper) -> str:
    """The text of a paper.

    Raises:
        SealError: it was changed or sealed with another key.
    """
    return occasion.seal.open(paper.text_sealed, paper_place(paper.number, paper.kind))


def tell_applicant(
    occasion: Occasion, application: Application, kind: str, due_on: date | None = None
) -> None:
    """Announce a change to the applicant, where they can be reached in a conversation."""
    if application.conversation_id:
        announce(
            occasion.session,
            conversation(application.conversation_id),
            f"application_{kind}",
            subject(application.number),
            {"number": application.number, "due_on": due_on and due_on.isoformat()},
            at=occasion.at,
        )


def second_person(occasion: Occasion, other: str | None) -> None:
    """What needs two people needs two.

    Raises:
        NotPermitted: the other is nobody, or the actor again.
    """
    if not other or other == occasion.actor:
        raise NotPermitted("a second person must approve this")
