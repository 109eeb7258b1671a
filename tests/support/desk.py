"""The desk of a running service as a test needs it: open, closed, attended by somebody or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from sqlalchemy import update

from casework import handoff
from casework.agents import set_agent
from casework.models import Agent, DayKind, Handoff
from casework.working_days import DAY, civil_day, set_day
from knowledge_base.database import Database, utc_now

PASSWORD = "a password for tests"

DeskState = Literal["open", "closed", "unattended"]


@dataclass(frozen=True)
class TestDesk:
    """The desk of a service whose hours never end (`support.service.ALWAYS_OPEN`)."""

    __test__ = False
    database: Database

    def agents(self, *names: tuple[str, str]) -> None:
        """Open accounts: name and public name."""
        with self.database.begin() as session:
            for name, public_name in names:
                set_agent(session, name, public_name, PASSWORD)

    def put(self, state: DeskState, agents: Sequence[tuple[str, str]] = (("li", "小李"),)) -> None:
        """Begin anew: nobody waits, and the desk is open, closed, or open with nobody there."""
        now = utc_now()
        self.agents(*agents)
        self._today(DayKind.HOLIDAY if state == "closed" else DayKind.WORKDAY)
        with self.database.begin() as session:
            there = now + timedelta(days=1) if state == "open" else None
            session.execute(update(Agent).values(seen_at=there))
        self.clear()

    def close(self) -> None:
        """The hours end, while some may still wait."""
        self._today(DayKind.HOLIDAY)

    def _today(self, kind: DayKind) -> None:
        today = civil_day(utc_now())
        with self.database.begin() as session:
            for day in (today, today + DAY):
                set_day(session, day, kind, note="", source="tests", actor="tests")

    def clear(self) -> None:
        """Let everybody leave who waits or talks."""
        with self.database.begin() as session:
            for one in session.query(Handoff).where(Handoff.open_conversation.is_not(None)):
                handoff.citizen_left(session, one.conversation_id, utc_now())
