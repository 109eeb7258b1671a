"""A small district whose people hand something in, for the tests of errands on a real service."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from bot.secrets import derived
from casework.office import Office
from casework.seals import Seal
from knowledge_base.database import Database
from knowledge_base.models import Organisation
from tests.conversations.talks import Speaker, read
from tests.support.knowledge import small_district
from tests.support.service import LiveService
from tests.support.serving import handled_by

NAME, IDENTITY, CONTACT = "欧阳测试甲", "11010519491231002X", "13899990000"
SCRIPT = "<script>alert('甲')</script>"
WANTED = f"{SCRIPT}青云街道旧改项目二〇一九年征收批文"
MESSAGE = "沿河路九号楼下烧烤摊油烟太大，天天到半夜，老人孩子都睡不好觉"
TOKEN = "the case system's token"
CASE = {
    "number": "SF2026-0001",
    "item": "食品经营许可",
    "status": "审核中",
    "expected_on": "2026-11-27",
    "steps": [{"name": "受理", "at": "2026-11-18T10:00:00+08:00"}, {"name": "审核"}],
}


def district_with_offices(url: str) -> None:
    """The small district, with the openness office and two bureaus."""
    database = small_district(url)
    with database.begin() as session:
        for code, name in (
            ("zwgk", "示范区政务公开办公室"),
            ("jyj", "示范区教育局"),
            ("cgj", "示范区城市管理局"),
        ):
            session.add(Organisation(code=code, name=name, jurisdiction_code="sf"))
    database.close()


@contextmanager
def office_of(service: LiveService) -> Iterator[Office]:
    """The office behind a running service, as its staff pages come to it."""
    secret = (service.data / "secret").read_text()
    database = Database(f"sqlite:///{service.data / 'wenzheng.db'}")
    try:
        yield Office(database, Seal(derived(secret, "casework").encode()))
    finally:
        database.close()


@dataclass
class Citizen:
    """Somebody who talks with the service, and remembers the last reply."""

    service: LiveService
    session: str = ""
    speaker: Speaker = field(init=False)
    reply: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.session = self.session or self.service.session()
        self.speaker = Speaker(self.service, self.session)

    def say(self, *texts: str) -> str:
        """Say one text after the other; all that is read in the last reply."""
        for text in texts:
            self.reply = self.speaker.turn({"say": text})
        return read(self.reply)

    def take(self, *labels: str) -> str:
        """Take choices by their labels."""
        for label in labels:
            self.reply = self.speaker.turn({"take": label})
        return read(self.reply)

    def choose(self, value: str) -> str:
        """Take a choice by its value."""
        self.reply = self.speaker.turn({"choose": value})
        return read(self.reply)

    def apply(self, identity: str = IDENTITY) -> tuple[str, str]:
        """Hand an application in; its number and code."""
        self.say("我要申请公开")
        self.take("个人")
        self.say(NAME)
        self.take("身份证")
        self.say(identity, CONTACT, WANTED)
        self.take("电子版", "示范区政务公开办公室")
        said = self.take("提交")
        found = re.search(r"编号(YSQ-\d{4}-\d{5})，查询码 (\w+)", said)
        assert found, said
        return found[1], found[2]

    def leave_message(self) -> tuple[str, str]:
        """Leave a message; its number and token."""
        self.say("我要留言")
        self.take("投诉")
        self.say(MESSAGE)
        self.take("示范区政务公开办公室")
        self.say(CONTACT)
        said = self.take("提交")
        found = re.search(r"编号(LY-\d{4}-\d{5}).*口令 (\w+)", said)
        assert found, said
        return found[1], found[2]


class CaseSystem(BaseHTTPRequestHandler):
    """The district's case system: one case, behind a query code and a token."""

    def do_GET(self) -> None:
        knows = self.path == f"/cases/{CASE['number']}" and self.headers["X-Query-Code"] == "8864"
        may = self.headers["Authorization"] == f"Bearer {TOKEN}"
        payload = json.dumps(CASE if knows else {}).encode()
        self.send_response(200 if knows and may else 404 if may else 401)
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, *_: Any) -> None:
        """Keep the test's output clean."""


def case_system() -> AbstractContextManager[str]:
    """A running case system; its address."""
    return handled_by(CaseSystem)
