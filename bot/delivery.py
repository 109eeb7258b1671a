"""Tells citizens what happened to their cases: once each, whatever restarts in between.

An announcement is taken first, so that of several processes one says it, and carries its number in
the transcript, so that after a crash in between it can be seen whether it was said.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy.exc import DatabaseError

from bot.conversations.transcript import Transcripts
from bot.errors import JournalFullError
from bot.events import PersonState
from bot.turns import AnswerStatus, Language, NoticeBlock, Reply
from bot.wording import Wording
from casework.agents import find_agent
from casework.announcements import take, taken_since, undelivered
from casework.models import Announcement, Handoff
from knowledge_base.database import Database, utc_now

DELIVER_S = 0.5
"""Seconds between looks at what is to be told."""
INTERRUPTED = timedelta(minutes=15)
"""What was taken longer ago than this before a start was said, or is not worth saying any more."""
CITIZENS = "conversation:"
"""What the audience of one citizen begins with."""

WORDS: Mapping[str, str] = {
    "handoff_claim": "utter_told_handoff_claim",
    "handoff_release": "utter_told_handoff_release",
    "handoff_transfer": "utter_told_handoff_transfer",
    "handoff_hand_back": "utter_told_handoff_hand_back",
    "handoff_close": "utter_told_handoff_close",
    "handoff_close_desk": "utter_told_handoff_close_desk",
    "handoff_desert": "utter_told_handoff_desert",
    "application_registered": "utter_told_application_registered",
    "application_correction_asked": "utter_told_application_correction_asked",
    "application_fee_asked": "utter_told_application_fee_asked",
    "application_abandoned": "utter_told_application_abandoned",
    "application_reasons_asked": "utter_told_application_reasons_asked",
    "application_extended": "utter_told_application_extended",
    "application_deferred": "utter_told_application_deferred",
    "application_replied": "utter_told_application_replied",
    "application_correction_due": "utter_told_application_correction_due",
    "application_payment_due": "utter_told_application_payment_due",
    "message_answered": "utter_told_message_answered",
    "policy_news": "utter_told_policy_news",
}
"""The response for each kind of announcement to a citizen."""
SAID_IN_TURN = frozenset({"handoff_request", "handoff_nobody_there", "handoff_cancel"})
"""What a citizen does is answered in the turn itself."""

PERSON: Mapping[str, PersonState] = {
    "handoff_request": "waiting",
    "handoff_release": "waiting",
    "handoff_claim": "here",
    "handoff_transfer": "here",
    "handoff_hand_back": "gone",
    "handoff_cancel": "gone",
    "handoff_close": "gone",
    "handoff_close_desk": "gone",
    "handoff_desert": "gone",
}
"""Who has the conversation after each change of a handoff."""

logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Notice:
    """An announcement with what its words need."""

    row: Announcement
    agent: str | None
    """Public name of who has the conversation now."""
    language: Language | None
    """The citizen's; None where nothing of the conversation is kept any more."""

    @property
    def conversation_id(self) -> str:
        return self.row.audience.removeprefix(CITIZENS)


class Delivery:
    """Reads the outbox of casework, and writes into the transcripts."""

    def __init__(self, database: Database, transcripts: Transcripts, wording: Wording) -> None:
        """Say what is to be told in the words of `wording`."""
        self._database = database
        self._transcripts = transcripts
        self._wording = wording
        self._turn = asyncio.Lock()

    async def run(self) -> None:
        """Deliver for as long as the service runs."""
        await self.finish_interrupted(utc_now())
        while True:
            try:
                await self.round()
            except (DatabaseError, JournalFullError) as error:  # it is there to read in a moment
                logger.warning("announcements.delayed", reason=type(error).__name__)
            await asyncio.sleep(DELIVER_S)

    async def round(self) -> int:
        """Deliver what is to be told now; how many announcements were taken.

        What is for staff stands in the console once it has been taken.
        """
        async with self._turn:
            notices = await asyncio.to_thread(self._take)
            for each in notices:
                if each.row.audience.startswith(CITIZENS):
                    await self._tell(each)
            return len(notices)

    async def finish_interrupted(self, at: datetime) -> None:
        """Say what was taken before a crash, and not said."""
        async with self._turn:
            for each in await asyncio.to_thread(self._taken_since, at - INTERRUPTED):
                events = await self._transcripts.events_after(each.conversation_id, 0)
                known = {event.reply.turn_id for event in events if event.reply is not None}
                if _turn_id(each.row) not in known:
                    await self._tell(each)

    def _take(self) -> list[_Notice]:
        with self._database.read() as session:
            if not (waiting := undelivered(session)):
                return []
        with self._database.begin() as session:
            taken = [row for row in waiting if take(session, row.pk)]
        return [self._notice(row) for row in taken]

    def _taken_since(self, since: datetime) -> list[_Notice]:
        with self._database.read() as session:
            rows = [r for r in taken_since(session, since) if r.audience.startswith(CITIZENS)]
        return [self._notice(row) for row in rows]

    def _notice(self, row: Announcement) -> _Notice:
        if not row.audience.startswith(CITIZENS):
            return _Notice(row, None, None)
        language = self._transcripts.language(row.audience.removeprefix(CITIZENS))
        return _Notice(row, self._agent(row.subject), language)

    def _agent(self, subject: str) -> str | None:
        kind, _, number = subject.partition(":")
        if kind != "handoff":
            return None
        with self._database.read() as session:
            handoff = session.get(Handoff, int(number))
            agent = find_agent(session, handoff.owner) if handoff and handoff.owner else None
        return agent.public_name if agent else None

    async def _tell(self, notice: _Notice) -> None:
        """Say it; nothing where the citizen has been forgotten."""
        row = notice.row
        if notice.language is None:
            return
        person = PERSON.get(row.kind)
        by_citizen = row.kind in SAID_IN_TURN or row.data.get("by") == "citizen"
        if by_citizen and person is None:
            return
        text = (
            ""
            if by_citizen
            else self._wording.say(WORDS[row.kind], notice.language, **_placeholders(notice))
        )
        blocks = (NoticeBlock(text),) if text else ()
        reply = Reply(_turn_id(row), AnswerStatus.DIALOGUE, blocks, notice.language, rule=row.kind)
        await self._transcripts.append(
            notice.conversation_id,
            "notice",
            reply=reply,
            person=person,
            author=notice.agent if person == "here" else None,
        )


def _turn_id(row: Announcement) -> str:
    return f"announcement-{row.pk}"


def _placeholders(notice: _Notice) -> dict[str, Any]:
    """What stands in the braces of the words."""
    data = notice.row.data
    return {
        "number": notice.row.subject.partition(":")[2],
        "due": data.get("due_on") or "",
        "title": data.get("title", ""),
        "agent": notice.agent or "",
    }
