"""A district's offices with one application after another, for the tests of casework."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from casework.applications import enquiries, lodging, replies
from casework.applications.codes import ApplicantKind, ArrivalChannel, Outcome, ReplyKind
from casework.applications.receipt import Arrival
from casework.applications.replies import Proposal
from casework.applications.request import Applicant, IdentityKind, Request
from casework.models import Application
from casework.occasions import Occasion
from casework.seals import Seal
from casework.working_days import load_calendar
from knowledge_base.database import CIVIL_ZONE, Base, Database
from knowledge_base.models import Jurisdiction, Level, Organisation

KEY = b"a key for tests, of 32 bytes or more"
MONDAY = date(2026, 3, 2)
GRANT = Proposal(ReplyKind.GRANTED, Outcome.GRANTED, "现予公开，见附件。")
REFUSE_FOR_A_THIRD_PARTY = Proposal(ReplyKind.REFUSED, Outcome.THIRD_PARTY, "涉及商业秘密。")


def day(month: int, number: int) -> date:
    """A day of the year in which the tests of casework play."""
    return date(2026, month, number)


def moment(on: date, hour: int = 10, minute: int = 0) -> datetime:
    return datetime.combine(on, time(hour, minute), CIVIL_ZONE)


def new_database(url: str) -> Database:
    database = Database(url)
    Base.metadata.create_all(database.engine)
    with database.begin() as session:
        session.add(Jurisdiction(code="sf", name="示范区", level=Level.DISTRICT))
        session.flush()
        for code, name in (("zrzy", "自然资源局"), ("zwgk", "政务公开办公室")):
            session.add(Organisation(code=code, name=name, jurisdiction_code="sf"))
    return database


def applicant(number: str = "11010519491231002X", **changes: Any) -> Applicant:
    given: dict[str, Any] = {
        "kind": ApplicantKind.PERSON,
        "name": "测试甲",
        "identity_kind": IdentityKind.RESIDENT_ID,
        "identity_number": number,
        "phone": "13800000000",
    }
    return Applicant(**(given | changes))


@dataclass
class Office:
    """The office that works on applications, one unit of work per act."""

    database: Database
    seal: Seal

    @contextmanager
    def occasion(self, on: date | datetime = MONDAY, actor: str = "officer") -> Iterator[Occasion]:
        at = on if isinstance(on, datetime) else moment(on)
        with self.database.begin() as session:
            yield Occasion(session, load_calendar(session), self.seal, actor, at)

    def do(
        self, act: Any, *args: Any, on: date | datetime = MONDAY, actor: str = "officer", **kw: Any
    ) -> Any:
        """One act in its own unit of work."""
        with self.occasion(on, actor) as occasion:
            return act(occasion, *args, **kw)

    def lodge(self, on: date = MONDAY, **changes: Any) -> lodging.LodgingReceipt:
        given: dict[str, Any] = {
            "applicant": applicant(),
            "request": Request(description="青云街道旧改项目的征收批文"),
            "arrival": Arrival(ArrivalChannel.IN_PERSON, on),
            "organisation_code": "zrzy",
            "conversation_id": "c-1",
        }
        new = lodging.NewApplication(**(given | changes))
        receipt: lodging.LodgingReceipt = self.do(lodging.lodge, new, on=on, actor="applicant")
        return receipt

    def registered(self, on: date = MONDAY, **changes: Any) -> str:
        number = self.lodge(on, **changes).number
        self.do(lodging.register, number, on=on)
        return number

    def searching(self, on: date = MONDAY, **changes: Any) -> str:
        number = self.registered(on, **changes)
        self.do(enquiries.accept, number, on=on)
        return number

    def drafting(self, on: date = MONDAY, **changes: Any) -> str:
        number = self.searching(on, **changes)
        self.do(enquiries.find_information, number, on=on)
        self.do(enquiries.clear_secrecy, number, "可以公开", on=on, actor="secrecy")
        return number

    def reply(self, number: str, proposal: Proposal = GRANT, on: date = MONDAY) -> None:
        self.do(replies.propose, number, proposal, on=on)
        self.do(replies.approve, number, on=on, actor="head")
        self.do(replies.deliver, number, on=on)

    def application(self, number: str) -> Any:
        with self.database.read() as session:
            application = session.get(Application, number)
            assert application is not None
            _ = application.papers, application.consultations
            return application


@contextmanager
def open_office(url: str) -> Iterator[Office]:
    database = new_database(url)
    try:
        yield Office(database, Seal(KEY))
    finally:
        database.close()
