"""The reply (拟定答复、答复审核、答复申请人), and the archive (归档)."""

from __future__ import annotations

from dataclasses import dataclass, field

from casework.applications.acting import acting, add_paper, tell_applicant
from casework.applications.codes import (
    OUTCOMES,
    WITHHOLDING,
    Act,
    ConsultationKind,
    Outcome,
    PaperKind,
    ReplyKind,
)
from casework.errors import InvalidInput, NotPermitted, OpenConsultation
from casework.models import Application
from casework.occasions import Occasion


@dataclass(frozen=True)
class Proposal:
    """A reply as drafted."""

    kind: ReplyKind
    """Which of the seven."""
    outcome: Outcome
    """The row of table 3 it counts in."""
    text: str = field(repr=False)
    """The reply itself, with remedies."""
    withheld: tuple[Outcome, ...] = ()
    """Partial disclosure only: the grounds on which a part is withheld."""
    refer_to: str | None = None
    """Not this body: who has it, where known."""

    def check(self) -> None:
        """Whether the parts fit together.

        Raises:
            InvalidInput: the outcome is not one of this kind of reply, or grounds are missing
                or given where nothing is withheld.
        """
        if self.outcome not in OUTCOMES[self.kind]:
            raise InvalidInput("outcome", "not_of_this_kind")
        if (self.outcome is Outcome.PARTIAL) != bool(self.withheld):
            raise InvalidInput("withheld", "only_and_always_for_partial")
        if not set(self.withheld) <= set(WITHHOLDING):
            raise InvalidInput("withheld", "not_a_ground")


def propose(occasion: Occasion, number: str, proposal: Proposal) -> Application:
    """Put a drafted reply up for approval (预答复).

    Raises:
        InvalidInput: kind, outcome and grounds do not fit.
        OpenConsultation: an answer is still awaited.
        NotPermitted: a step that this reply needs is missing from the file.
    """
    proposal.check()
    detail = {"kind": proposal.kind.value, "outcome": proposal.outcome.value}
    with acting(occasion, number, Act.PROPOSE, detail) as application:
        if any(each.opinion is None for each in application.consultations):
            raise OpenConsultation("an answer is still awaited")
        _check_grounds(application, proposal)
        add_paper(occasion, application, PaperKind.REPLY, proposal.text)
        application.reply_kind, application.outcome = proposal.kind, proposal.outcome
        application.withheld = [each.value for each in proposal.withheld]
        application.refer_to = proposal.refer_to
        application.proposed_by = occasion.actor
    return application


def _check_grounds(application: Application, proposal: Proposal) -> None:
    """What the file must hold before it may be answered so."""
    if proposal.kind is ReplyKind.GRANTED and not application.cleared_by:
        raise NotPermitted("nothing is disclosed without the secrecy check")
    if proposal.outcome is Outcome.STILL_UNCLEAR and not application.corrected_on:
        raise NotPermitted("unclear only after a correction was asked and came")
    if proposal.outcome is Outcome.EXCESSIVE and not application.reasons_asked_on:
        raise NotPermitted("excessive only after reasons were asked")
    asked = {each.kind for each in application.consultations}
    protects = Outcome.THIRD_PARTY in (proposal.outcome, *proposal.withheld)
    if protects and ConsultationKind.THIRD_PARTY not in asked:
        raise NotPermitted("the third party must be asked (第三十二条)")


def send_back(occasion: Occasion, number: str, note: str) -> Application:
    """The approver wants the draft changed."""
    with acting(occasion, number, Act.SEND_BACK) as application:
        add_paper(occasion, application, PaperKind.NOTE, note)
        application.reply_kind = application.outcome = application.refer_to = None
        application.withheld = []
    return application


def approve(occasion: Occasion, number: str) -> Application:
    """Approve the drafted reply.

    Raises:
        NotPermitted: whoever drafted it may not approve it.
    """
    with acting(occasion, number, Act.APPROVE) as application:
        if application.proposed_by == occasion.actor:
            raise NotPermitted("whoever drafted it may not approve it")
        application.approved_by = occasion.actor
    return application


def deliver(occasion: Occasion, number: str) -> Application:
    """Give the reply to the applicant: the application ends."""
    with acting(occasion, number, Act.DELIVER) as application:
        application.concluded_on = occasion.on
        tell_applicant(occasion, application, "replied")
    return application


def archive(occasion: Occasion, number: str) -> Application:
    """Put the file away (归档)."""
    with acting(occasion, number, Act.ARCHIVE) as application:
        application.archived_on = occasion.on
    return application
