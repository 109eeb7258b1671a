"""Staff read in the console what casework has told them."""

from __future__ import annotations

import re
from pathlib import Path

from casework.announcements import OPENNESS, announce, conversation, organisation
from casework.applications.codes import Light
from console.reminders import WORDS, SentReminder, reminders
from knowledge_base.database import CIVIL_ZONE, utc_now
from tests.integration.casework_desk import new_database

CASEWORK = Path(__file__).resolve().parents[2] / "casework"


def test_the_latest_come_first_and_citizens_announcements_not_at_all(database_url: str) -> None:
    database, now = new_database(database_url), utc_now()
    with database.begin() as session:
        announce(session, organisation("zrzy"), "reply_red", "application:A-1", at=now)
        announce(session, conversation("c-1"), "message_answered", "message:L-1", at=now)
        due = {"due_on": "2026-12-01"}
        announce(session, OPENNESS, "reply_overdue", "application:A-2", due, at=now)
    at = now.astimezone(CIVIL_ZONE).strftime("%Y-%m-%d %H:%M")
    assert reminders(database) == (
        SentReminder(at, "政务公开办", "申请逾期未答复（督办）", "A-2", "2026-12-01"),
        SentReminder(at, "自然资源局", "申请答复亮红灯", "A-1", ""),
    )
    database.close()


def test_every_kind_that_staff_are_told_has_words() -> None:
    code = "\n".join(file.read_text("utf-8") for file in CASEWORK.rglob("*.py"))
    told = set(re.findall(r'_reminder\((?:staff|audience|OPENNESS), "(\w+)"', code))
    told |= set(re.findall(r'_tell_organisation\(occasion, message, "(\w+)"', code))
    told |= set(re.findall(r'organisation\(new\.organisation_code\),\s*"(\w+)"', code))
    told |= set(re.findall(r'announce\(occasion\.session, audience, "(\w+)"', code))
    told |= {f"reply_{light.value}" for light in (Light.YELLOW, Light.RED)}
    assert told == set(WORDS)
