"""The file of one application as its officers read it: what is sealed, opened on record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select

from casework.applications.acting import find, read_paper, subject
from casework.applications.attachments import AttachedFile, attached
from casework.applications.codes import PaperKind
from casework.applications.lodging import applicant_of
from casework.applications.request import Applicant, Request
from casework.occasions import Occasion
from casework.working_days import civil_day
from knowledge_base.models import AuditRecord

LOOKS = ("open_applicant", "open_papers", "open_attachment")
"""What the trail says of who read the file; no step of it."""


@dataclass(frozen=True)
class OpenPaper:
    """A text in the file."""

    kind: PaperKind
    written_on: date
    author: str
    """Account, or `applicant`."""
    text: str = field(repr=False)


@dataclass(frozen=True)
class CaseFile:
    """All that is personal in it."""

    applicant: Applicant
    request: Request
    papers: tuple[OpenPaper, ...]
    """Without the request."""
    attachments: tuple[AttachedFile, ...] = ()
    """Files that go with the reply."""


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One thing that was done; nothing personal."""

    on: date
    """The day in China."""
    actor: str
    """Account, or `applicant`."""
    act: str
    detail: Mapping[str, Any]
    """Codes and dates."""


def open_file(occasion: Occasion, number: str) -> CaseFile:
    """Open everything sealed; that somebody looked is on record.

    Raises:
        UnknownCase: no application has this number.
        SealError: the data was changed or sealed with another key.
    """
    application, applicant = find(occasion, number), applicant_of(occasion, number)
    occasion.audit("open_papers", subject(number))
    papers = [
        OpenPaper(each.kind, each.written_on, each.author, read_paper(occasion, each))
        for each in application.papers
    ]
    request = next(each for each in papers if each.kind is PaperKind.REQUEST)
    others = tuple(each for each in papers if each is not request)
    files = tuple(attached(occasion, number))
    return CaseFile(applicant, Request.unsealed(request.text), others, files)


def trail(occasion: Occasion, number: str) -> list[TrailLine]:
    """What was done to an application, oldest first."""
    of_it = select(AuditRecord).where(
        AuditRecord.subject == subject(number), AuditRecord.act.not_in(LOOKS)
    )
    return [
        TrailLine(civil_day(record.at), record.actor, record.act, record.detail)
        for record in occasion.session.scalars(of_it.order_by(AuditRecord.pk))
    ]
