"""Files that go with a reply (答复附件): added while it is drafted, read once it is delivered.

The approver reads the reply with its files, so that nothing is added behind their back. An
applicant opens a file with a ticket. It is handed out with the status of the application, which
number and secret open, and it opens this one file for half an hour.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType

from sqlalchemy import func, select

from casework.applications.acting import find, subject
from casework.applications.codes import Step
from casework.applications.steps import ENDED
from casework.errors import AccessRefused, InvalidInput, NotPermitted, SealError, UnknownCase
from casework.models import Application, ReplyAttachment
from casework.occasions import Occasion
from casework.storing import writing

MAX_BYTES = 10 * 1024 * 1024
"""Bytes of one file."""
MAX_FILES = 10
"""Files of one application."""
MAX_NAME = 100
"""Characters of a file's name."""
TICKET_FOR = timedelta(minutes=30)
"""How long a link opens a file."""

_ZIP = b"PK\x03\x04"
BEGINNINGS: Mapping[str, bytes] = MappingProxyType(
    {
        "pdf": b"%PDF-",
        "ofd": _ZIP,
        "docx": _ZIP,
        "xlsx": _ZIP,
        "jpg": b"\xff\xd8\xff",
        "jpeg": b"\xff\xd8\xff",
        "png": b"\x89PNG\r\n\x1a\n",
    }
)
"""Endings of names that are taken → how such a file begins."""
MEDIA_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "pdf": "application/pdf",
        "ofd": "application/ofd",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "jpg": "image/jpeg",
        "jpeg": "image/jpeg",
        "png": "image/png",
    }
)
_TICKET = "attachment ticket"


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file as it is listed."""

    pk: int
    name: str = field(repr=False)
    size: int
    """Bytes."""
    added_on: date
    added_by: str


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file as it is handed out."""

    name: str = field(repr=False)
    media_type: str
    content: bytes = field(repr=False)


def attach(occasion: Occasion, number: str, name: str, content: bytes) -> int:
    """Add a file to the reply that is drafted; its key.

    Raises:
        UnknownCase: no application has this number.
        NotPermitted: no reply is being drafted, or there are as many files as go with one.
        InvalidInput: the name or the file is empty, too long or of a kind that is not taken.
    """
    name, kind = _named(name)
    if not content:
        raise InvalidInput("file", "missing")
    if len(content) > MAX_BYTES:
        raise InvalidInput("file", "too_long")
    if not content.startswith(BEGINNINGS[kind]):
        raise InvalidInput("file", "not_of_its_name")
    with writing(occasion.session):
        _drafted(occasion, number)
        if _count(occasion, number) >= MAX_FILES:
            raise NotPermitted("so many files go with one reply")
        place = _place(number)
        row = ReplyAttachment(
            number=number,
            name_sealed=occasion.seal.close(name, place),
            kind=kind,
            size=len(content),
            content_sealed=occasion.seal.close_bytes(content, place),
            added_on=occasion.on,
            added_by=occasion.actor,
        )
        occasion.session.add(row)
    occasion.audit("attach", subject(number), file=row.pk, kind=kind, size=row.size)
    return row.pk


def detach(occasion: Occasion, number: str, pk: int) -> None:
    """Take a file back out of the draft.

    Raises:
        UnknownCase: the application has no such file.
        NotPermitted: no reply is being drafted.
    """
    with writing(occasion.session):
        _drafted(occasion, number)
        occasion.session.delete(_row(occasion, number, pk))
    occasion.audit("detach", subject(number), file=pk)


def attached(occasion: Occasion, number: str) -> list[AttachedFile]:
    """The files of an application, in the order they were added."""
    of_it = select(ReplyAttachment).where(ReplyAttachment.number == number)
    return [
        AttachedFile(
            row.pk,
            occasion.seal.open(row.name_sealed, _place(number)),
            row.size,
            row.added_on,
            row.added_by,
        )
        for row in occasion.session.scalars(of_it.order_by(ReplyAttachment.pk))
    ]


def read_attached(occasion: Occasion, number: str, pk: int) -> OpenedFile:
    """One file, for its officers; that somebody read it is on record.

    Raises:
        UnknownCase: the application has no such file.
    """
    row = _row(occasion, number, pk)
    occasion.audit("open_attachment", subject(number), file=pk)
    place = _place(number)
    return OpenedFile(
        occasion.seal.open(row.name_sealed, place),
        MEDIA_TYPES[row.kind],
        occasion.seal.open_bytes(row.content_sealed, place),
    )


def is_readable(application: Application) -> bool:
    """Whether the applicant may have the files: the reply is approved, and delivered."""
    return bool(application.step in ENDED and application.reply_kind and application.approved_by)


def ticket(occasion: Occasion, number: str, pk: int) -> str:
    """What opens one file for a while, for whoever opened the application.

    The application itself is opened by `lodging.opened`.
    """
    until = (occasion.at + TICKET_FOR).isoformat()
    return occasion.seal.close(f"{number}|{pk}|{until}", _TICKET)


def read_by_ticket(occasion: Occasion, given: str) -> OpenedFile:
    """The file that a ticket opens; that it was read is on record.

    Raises:
        AccessRefused: it is none of ours, its time is over, or the file is not there any more.
    """
    try:
        number, pk, until = occasion.seal.open(given, _TICKET).split("|")
    except (SealError, ValueError) as error:
        raise AccessRefused("no such ticket") from error
    if occasion.at > datetime.fromisoformat(until):
        raise AccessRefused("the ticket's time is over")
    try:
        if not is_readable(find(occasion, number)):
            raise AccessRefused("the reply is not delivered")
        return read_attached(occasion, number, int(pk))
    except UnknownCase as error:
        raise AccessRefused("the file is gone") from error


def _named(name: str) -> tuple[str, str]:
    """A file's own name without folders and control characters, and its ending."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip()
    if not plain:
        raise InvalidInput("file", "missing")
    if len(plain) > MAX_NAME:
        raise InvalidInput("file", "too_long")
    kind = plain.rpartition(".")[2].lower()
    if "." not in plain or kind not in BEGINNINGS:
        raise InvalidInput("file", "not_taken")
    return plain, kind


def _drafted(occasion: Occasion, number: str) -> Application:
    application = find(occasion, number)
    if application.step is not Step.DRAFTING:
        raise NotPermitted("files are added while the reply is drafted")
    return application


def _count(occasion: Occasion, number: str) -> int:
    of_it = select(func.count()).where(ReplyAttachment.number == number)
    return occasion.session.execute(of_it).scalar_one()


def _row(occasion: Occasion, number: str, pk: int) -> ReplyAttachment:
    row = occasion.session.get(ReplyAttachment, pk)
    if row is None or row.number != number:
        raise UnknownCase("the application has no such file")
    return row


def _place(number: str) -> str:
    return f"{subject(number)}:attachment"
