"""Files that go with a reply: what is taken, when, and who opens them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from casework.applications import enquiries, lodging, replies, waits
from casework.applications.attachments import (
    MAX_BYTES,
    MAX_FILES,
    TICKET_FOR,
    attach,
    attached,
    detach,
    read_attached,
    read_by_ticket,
)
from casework.applications.casefile import open_file
from casework.errors import AccessRefused, InvalidInput, NotPermitted, UnknownCase
from casework.models import ReplyAttachment
from knowledge_base.models import AuditRecord
from tests.integration.casework_desk import GRANT, MONDAY, Office, moment

PDF = b"%PDF-1.7 a file of the city"
NAME = "征收批文（2019）.pdf"


def drafted(office: Office) -> tuple[str, str]:
    """Number and secret of an application whose reply is drafted."""
    receipt = office.lodge()
    number = receipt.number
    office.do(lodging.register, number)
    office.do(enquiries.accept, number)
    office.do(enquiries.find_information, number)
    office.do(enquiries.clear_secrecy, number, "可以公开", actor="secrecy")
    return number, receipt.secret


def tickets(office: Office, number: str, secret: str, on: date = MONDAY) -> list[str]:
    found = office.do(lodging.status, number, secret, on=on, actor="applicant")
    return [ticket for _, ticket in found.attachments]


def test_a_file_is_sealed_and_read_by_who_holds_number_and_secret(office: Office) -> None:
    number, secret = drafted(office)
    pk = office.do(attach, number, f"C:\\文件\\{NAME}", PDF)
    assert tickets(office, number, secret) == []
    office.reply(number)
    (ticket,) = tickets(office, number, secret)
    opened = office.do(read_by_ticket, ticket, actor="applicant")
    assert (opened.name, opened.content, opened.media_type) == (NAME, PDF, "application/pdf")
    with office.database.read() as session:
        row = session.get_one(ReplyAttachment, pk)
        assert NAME not in row.name_sealed
        assert PDF not in row.content_sealed
        acts = select(AuditRecord.act, AuditRecord.actor).where(
            AuditRecord.act.in_(("attach", "open_attachment"))
        )
        assert session.execute(acts.order_by(AuditRecord.pk)).all() == [
            ("attach", "officer"),
            ("open_attachment", "applicant"),
        ]


def test_a_ticket_is_over_after_half_an_hour_and_opens_nothing_else(office: Office) -> None:
    number, secret = drafted(office)
    office.do(attach, number, NAME, PDF)
    office.reply(number)
    (ticket,) = tickets(office, number, secret)
    late = moment(MONDAY) + TICKET_FOR + timedelta(seconds=1)
    for given, at in ((ticket, late), (f"A{ticket[1:]}", moment(MONDAY)), ("", moment(MONDAY))):
        with pytest.raises(AccessRefused):
            office.do(read_by_ticket, given, on=at, actor="applicant")
    with pytest.raises(AccessRefused):
        tickets(office, number, "AAAABBBBCCCC")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("", PDF, "missing"),
        ("空.pdf", b"", "missing"),
        ("程序.exe", b"MZ", "not_taken"),
        ("网页.html", b"<script>", "not_taken"),
        ("假的.pdf", b"<script>", "not_of_its_name"),
        ("太大.pdf", PDF + bytes(MAX_BYTES), "too_long"),
        (f"{'长' * 100}.pdf", PDF, "too_long"),
    ],
)
def test_what_is_no_such_file_is_refused(
    office: Office, name: str, content: bytes, reason: str
) -> None:
    number, _ = drafted(office)
    with pytest.raises(InvalidInput) as refused:
        office.do(attach, number, name, content)
    assert refused.value.reason == reason


def test_files_come_and_go_only_while_the_reply_is_drafted(office: Office) -> None:
    early, number = office.registered(), drafted(office)[0]
    with pytest.raises(NotPermitted):
        office.do(attach, early, NAME, PDF)
    kept = office.do(attach, number, NAME, PDF)
    gone = office.do(attach, number, "错的.pdf", PDF)
    office.do(detach, number, gone)
    office.do(replies.propose, number, GRANT)
    for change, *given in ((attach, NAME, PDF), (detach, kept)):
        with pytest.raises(NotPermitted):
            office.do(change, number, *given)
    assert [each.name for each in office.do(open_file, number).attachments] == [NAME]
    office.do(replies.send_back, number, "换一个")
    office.do(detach, number, kept)
    assert office.do(attached, number) == []


def test_of_another_application_nothing_is_read_or_removed(office: Office) -> None:
    one, other = drafted(office)[0], drafted(office)[0]
    pk = office.do(attach, one, NAME, PDF)
    for act in (read_attached, detach):
        with pytest.raises(UnknownCase):
            office.do(act, other, pk)


def test_so_many_and_no_more(office: Office) -> None:
    number, _ = drafted(office)
    for each in range(MAX_FILES):
        office.do(attach, number, f"{each}.png", b"\x89PNG\r\n\x1a\n")
    with pytest.raises(NotPermitted):
        office.do(attach, number, NAME, PDF)


def test_of_an_application_that_was_withdrawn_no_draft_is_shown(office: Office) -> None:
    number, secret = drafted(office)
    office.do(attach, number, NAME, PDF)
    office.do(replies.propose, number, GRANT)
    office.do(waits.withdraw, number)
    assert tickets(office, number, secret) == []
