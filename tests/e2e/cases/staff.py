"""Officers over HTTP, as their browsers speak to the case pages, and citizens who wait for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import select

from bot.conversations.models import TranscriptEvent
from bot.secrets import derived
from casework import messages
from casework.agents import set_agent
from casework.applications import lodging
from casework.applications.clock import wind
from casework.applications.codes import ApplicantKind, ArrivalChannel
from casework.applications.receipt import Arrival
from casework.applications.request import Applicant, IdentityKind, Request
from casework.message_forms import MessageReceipt, NewMessage
from casework.models import Application, MessageKind
from casework.officers import set_body
from casework.working_days import DAY, civil_day, load_calendar
from connectors.web.sessions import Sessions
from knowledge_base.database import Database, utc_now
from knowledge_base.models import AuditRecord
from tests.e2e.service.errands import office_of
from tests.support.desk import PASSWORD
from tests.support.service import LiveService

OFFICERS = {"an": "jyj", "bei": "jyj", "cai": "cgj", "dai": "zwgk", "er": "zwgk", "li": None}
"""Accounts and bodies: two of the education bureau, one of another, two of the office, an agent."""
NAME, IDENTITY, PHONE = "欧阳测试甲", "11010519491231002X", "13899990000"
WANTED = "青云街道二〇一九年学校扩建的征收批文"
WORDS = "实验小学门口早上堵车很厉害，能不能安排人疏导"
DATES = ("submitted_on", "received_on", "last_act_on", "clock_from", "wait_from")
PERSONAL = (NAME, IDENTITY, PHONE, WANTED)
GRANT = {"kind": "granted", "outcome": "1", "text": "现予公开，见附件。"}
MESSAGES, APPLICATIONS = "/console/desk/messages", "/console/desk/applications"


def open_accounts(database: Database) -> None:
    with database.begin() as session:
        for name, body in OFFICERS.items():
            set_agent(session, name, f"小{name}", PASSWORD)
            session.flush()
            set_body(session, name, body)


class Staff:
    """A browser of somebody on the staff, without its page."""

    def __init__(self, service: LiveService, name: str = "") -> None:
        self.http = httpx.Client(base_url=service.url, timeout=30, trust_env=False)
        self.here = {"Origin": service.url}
        if name:
            entered = self.http.post("/console/desk", data={"name": name, "password": PASSWORD})
            assert entered.status_code == 303, entered.text

    def sees(self, path: str) -> str:
        """The words of a page."""
        response = self.http.get(path)
        assert response.status_code == 200, (response.status_code, response.text)
        return words_of(response.text)

    def asks(self, path: str, **headers: str) -> httpx.Response:
        return self.http.get(path, headers=headers)

    def sends(self, path: str, **fields: Any) -> httpx.Response:
        return self.http.post(path, data=fields, headers=self.here)

    def does(self, number: str, act: str, **fields: Any) -> None:
        """An act on an application that is expected to be done."""
        done = self.sends(f"{APPLICATIONS}/{number}/{act}", **fields)
        assert done.status_code == 303, (done.status_code, words_of(done.text))

    def is_refused(self, number: str, act: str, **fields: Any) -> str:
        """An act on an application that is expected to be refused; what the page says of it."""
        refused = self.sends(f"{APPLICATIONS}/{number}/{act}", **fields)
        assert refused.status_code in (409, 422), (refused.status_code, words_of(refused.text))
        return trouble_of(refused)

    def may(self, number: str) -> set[str]:
        """The acts whose buttons are on an application's page."""
        page = self.http.get(f"{APPLICATIONS}/{number}").text
        return set(re.findall(rf'action="{APPLICATIONS}/{number}/(\w+)"', page))


Enter = Callable[[str], Staff]
"""Signs an account in."""


def words_of(html: str) -> str:
    tree = LexborHTMLParser(html)
    body = tree.body
    return " ".join(body.text(separator=" ").split()) if body else ""


def trouble_of(response: httpx.Response) -> str:
    node = LexborHTMLParser(response.text).css_first("[role=alert]")
    assert node is not None, response.text
    return str(node.text()).strip()


class Town:
    """The running service, and what its citizens leave there."""

    def __init__(self, service: LiveService) -> None:
        self.service = service
        self.sessions = Sessions(derived((service.data / "secret").read_text(), "web"))

    def conversation(self) -> tuple[str, str]:
        """A citizen's open conversation: its token, and its id."""
        token = self.service.session()
        self.service.ask("依申请公开多久答复？", session=token)
        return token, self.sessions.conversation_of(token)

    def newest_conversation(self) -> str:
        """The conversation that was spoken in last."""
        with self.reading() as session:
            newest = select(TranscriptEvent.conversation_id).order_by(TranscriptEvent.at.desc())
            return str(session.scalars(newest.limit(1)).one())

    def lodges(
        self,
        conversation_id: str | None = None,
        channel: ArrivalChannel = ArrivalChannel.INTERNET,
        wanted: str = WANTED,
        body: str = "jyj",
    ) -> lodging.LodgingReceipt:
        """An application, to the education bureau where no other body is named."""
        applicant = Applicant(
            ApplicantKind.PERSON, NAME, IdentityKind.RESIDENT_ID, IDENTITY, phone=PHONE
        )
        with office_of(self.service) as office, office.occasion() as occasion:
            new = lodging.NewApplication(
                applicant,
                Request(wanted),
                Arrival(channel, civil_day(utc_now())),
                body,
                conversation_id=conversation_id,
            )
            return lodging.lodge(occasion, new)

    def leaves(self, conversation_id: str | None = None) -> MessageReceipt:
        """A message to the education bureau."""
        new = NewMessage("jyj", MessageKind.QUESTION, WORDS, PHONE, conversation_id)
        with office_of(self.service) as office, office.occasion() as occasion:
            return messages.leave(occasion, new)

    def notices(self, token: str) -> str:
        """All that stands in a citizen's open conversation."""
        headers = {"Authorization": f"Bearer {token}"}
        return self.service.http.get("/web/poll?after=0&wait=0", headers=headers).text

    def looks(self, subject: str) -> list[str]:
        """Who opened a case, by the audit trail: act and account."""
        with self.reading() as session:
            rows = session.query(AuditRecord).where(AuditRecord.subject == subject)
            return [f"{r.act}:{r.actor}" for r in rows if r.act.startswith("open_")]

    def backdates(self, number: str, days: int) -> None:
        """Let everything that happened to an application have happened so many days earlier."""
        database = Database(self.service.database_url)
        with database.begin() as session:
            one = session.get_one(Application, number)
            for name in (*DATES, "wait_due_on"):
                if (day := getattr(one, name)) is not None:
                    setattr(one, name, day - DAY * days)
            for each in one.consultations:
                each.asked_on -= DAY * days
                each.received_on -= DAY * days
                each.due_on -= DAY * days
            wind(one, load_calendar(session))
        database.close()

    @contextmanager
    def reading(self) -> Iterator[Any]:
        database = Database(self.service.database_url)
        try:
            with database.read() as session:
                yield session
        finally:
            database.close()


def today() -> str:
    """The day here, as a form takes it."""
    return civil_day(utc_now()).isoformat()


def registered(town: Town, officer: Staff, conversation: str | None = None) -> str:
    """The number of an application whose receipt is confirmed."""
    number = town.lodges(conversation).number
    officer.does(number, "register", confirmed_on=today())
    return number


def searching(town: Town, officer: Staff) -> str:
    """The number of an application whose information is looked for."""
    number = registered(town, officer)
    officer.does(number, "accept")
    return number


def drafting(town: Town, officer: Staff) -> str:
    """The number of an application whose reply is drafted."""
    number = searching(town, officer)
    officer.does(number, "find")
    officer.does(number, "clear", text="经审查可以公开。")
    return number
