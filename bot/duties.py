"""The duties of casework, run beside the requests: no second daemon is needed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import asdict

import structlog
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from bot.conversations.transcript import Transcripts
from casework.absence import end_deserted, is_gone, is_noted, note_seen
from casework.agents import on_duty, release_absent
from casework.answers import Answers
from casework.duties import every_minute
from casework.errors import CaseConflict
from casework.frontdesk import DeskRules
from casework.models import Handoff, HandoffState
from casework.queueing import queue
from casework.reminders import ReminderRules
from knowledge_base.database import Database, utc_now

ROUND_S = 60.0
"""Seconds between two rounds of everything that is due."""
QUEUE_S = 2.0
"""Seconds between two looks at the queue."""

logger = structlog.get_logger(__name__)


async def keep_duties(
    database: Database, rules: DeskRules, reminders: ReminderRules, answers: Answers
) -> None:
    """Once a minute: close the desk, remind, send news, forget forms nobody went on with."""
    while True:
        try:
            done = await asyncio.to_thread(
                every_minute, database, utc_now(), rules.hours, reminders
            )
            forgotten = await asyncio.to_thread(answers.forget_unfinished, utc_now())
        except DatabaseError as error:  # locked: the next minute will do
            logger.warning("duties.delayed", reason=type(error).__name__)
        else:
            if forgotten or any((done.desk_closed, done.reminders, done.news)):
                logger.info("duties.done", forgotten=forgotten, **asdict(done))
        await asyncio.sleep(ROUND_S)


async def keep_queue(database: Database, rules: DeskRules, transcripts: Transcripts) -> None:
    """Tell those who wait where they stand, unless they have gone, and relieve gone agents."""
    while True:
        try:
            waiting = await asyncio.to_thread(_look, database, rules, transcripts.is_followed)
        except (DatabaseError, CaseConflict) as error:  # at it elsewhere: in a moment again
            logger.warning("queue.delayed", reason=type(error).__name__)
        else:
            for place, conversation_id in enumerate(waiting, 1):
                transcripts.passing(conversation_id, "queue", place=place)
        await asyncio.sleep(QUEUE_S)


def _look(database: Database, rules: DeskRules, is_there: Callable[[str], bool]) -> list[str]:
    """Conversations in the queue, in order, after the absent have been relieved.

    Args:
        database: the record.
        rules: when somebody is absent.
        is_there: whether the page of a conversation is open here.
    """
    at = utc_now()
    with database.read() as session:
        claimed = select(Handoff.owner).where(Handoff.state == HandoffState.CLAIMED)
        owners = set(session.scalars(claimed))
        there = {agent.name for agent in on_duty(session, at, rules.away_after)}
        queued = queue(session)
    here = [each for each in queued if is_there(each.conversation_id)]
    unseen = [each.pk for each in here if not is_noted(each, at)]
    gone = [each for each in queued if each not in here and is_gone(each, at, rules.gone_after)]
    if not owners <= there:
        with database.begin() as session:
            release_absent(session, at, rules.away_after)
    if unseen or gone:
        with database.begin() as session:
            note_seen(session, unseen, at)
            end_deserted(session, at, rules.gone_after)
    return [each.conversation_id for each in queued if each not in gone]
