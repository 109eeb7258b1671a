"""What an agent sees beside the conversation: who waits, who is theirs, who else is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.conversations.models import ReceiptRecord, TranscriptEvent
from bot.conversations.receipts import CARE
from casework.agents import AgentName, on_duty, seen
from casework.announcements import DESK, agent, board
from casework.frontdesk import DeskRules
from casework.models import Announcement, Handoff, HandoffState
from casework.queueing import queue
from console.overview import CHANNEL_WORDS
from knowledge_base.database import Database

NOTICES = {
    "handoff_waiting": "有市民在排队等待",
    "handoff_unanswered": "市民在等您回复",
    "handoff_yours": "同事把一个对话转给了您",
    "handoff_danger": "有市民说到轻生或自伤，请马上接待",
    "handoff_cancel": "一位市民不再排队",
}
"""What agents are told, by kind of announcement; the rest is seen on the board itself."""
PREVIEW_CHARS = 40
DANGER_LASTS = timedelta(days=1)
"""What was said of danger so long before a person was asked for still concerns them."""


@dataclass(frozen=True, slots=True)
class Line:
    """A conversation in a list."""

    pk: int
    """Its handoff."""
    channel: str
    language: str
    since: datetime
    """Since when they wait, or have been talked with."""
    words: str
    """The beginning of what was said last."""
    unanswered: bool
    """Whether the citizen has spoken since the agent did."""
    danger: bool
    """Whether they spoke of suicide or self-harm, their own or somebody's."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something an agent is told."""

    pk: int
    text: str
    handoff: str


@dataclass(frozen=True, slots=True)
class DeskBoard:
    """All of it, at a moment."""

    is_open: bool
    """Whether the desk has its hours."""
    waiting: Sequence[Line]
    mine: Sequence[Line]
    colleagues: Sequence[AgentName]
    notices: Sequence[Notice]
    """What is new since the look before."""


def last_announcement(database: Database) -> int:
    """The number from which on announcements are new to who begins to look."""
    with database.read() as session:
        return session.scalar(select(func.max(Announcement.pk))) or 0


def look(database: Database, rules: DeskRules, me: str, after: int, at: datetime) -> DeskBoard:
    """The board of one agent; reads only.

    Args:
        database: where everything stands.
        rules: of the desk.
        me: the agent.
        after: the last announcement they know.
        at: now.
    """
    with database.read() as session:
        desk = rules.desk(session, at)
        mine = select(Handoff).where(Handoff.state == HandoffState.CLAIMED, Handoff.owner == me)
        colleagues = [a for a in on_duty(session, at, rules.away_after) if a.name != me]
        return DeskBoard(
            is_open=desk.hours.is_open(at, desk.calendar),
            waiting=[_line(session, one, one.requested_at) for one in queue(session)],
            mine=[
                _line(session, one, one.claimed_at or one.requested_at)
                for one in session.scalars(mine.order_by(Handoff.claimed_at))
            ],
            colleagues=colleagues,
            notices=_notices(session, me, after),
        )


def be_there(database: Database, me: str, at: datetime) -> None:
    """Note that an agent's page is open."""
    with database.begin() as session:
        seen(session, me, at)


def _line(session: Session, handoff: Handoff, since: datetime) -> Line:
    said = (
        select(TranscriptEvent.text)
        .where(
            TranscriptEvent.conversation_id == handoff.conversation_id,
            TranscriptEvent.kind == "user",
        )
        .order_by(TranscriptEvent.seq.desc())
        .limit(1)
    )
    spoke, answered = handoff.citizen_spoke_at, handoff.agent_spoke_at
    return Line(
        handoff.pk,
        CHANNEL_WORDS.get(handoff.channel, handoff.channel),
        handoff.language,
        since,
        (session.scalar(said) or "")[:PREVIEW_CHARS],
        spoke is not None and (answered is None or answered < spoke),
        _in_danger(session, handoff),
    )


def _in_danger(session: Session, handoff: Handoff) -> bool:
    told = select(ReceiptRecord.turn_id).where(
        ReceiptRecord.conversation_id == handoff.conversation_id,
        ReceiptRecord.rule == CARE,
        ReceiptRecord.at > handoff.requested_at - DANGER_LASTS,
    )
    return session.scalar(told.limit(1)) is not None


def _notices(session: Session, me: str, after: int) -> list[Notice]:
    told = board(session, {DESK, agent(me)}, after)
    return [
        Notice(row.pk, NOTICES[row.kind], row.subject.partition(":")[2])
        for row in told
        if row.kind in NOTICES
    ]
