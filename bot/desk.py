"""The desk of a running service: the citizens' side, the agents' side, and what keeps it going."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter

from bot.agent_desk import AgentDesk
from bot.conversations.transcript import Transcripts
from bot.delivery import Delivery
from bot.duties import keep_duties, keep_queue
from bot.respond import Responder
from bot.turns import Language, Reply
from bot.wording import Wording
from casework.answers import Answers
from casework.frontdesk import FrontDesk
from casework.reminders import ReminderRules
from console.desk import create_desk_router
from knowledge_base.answering import Answering
from knowledge_base.database import Database

FOUND = 8
"""Entries shown to an agent who searches."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Its parts."""

    front: FrontDesk
    """Where citizens ask for a person."""
    agents: AgentDesk
    """What agents do."""
    delivery: Delivery
    """Tells citizens what happened."""
    reminders: ReminderRules
    """When somebody is reminded of what is due."""
    database: Database
    transcripts: Transcripts
    answers: Answers

    def duties(self) -> tuple[Coroutine[Any, Any, None], ...]:
        """What runs beside the requests, for as long as the service runs."""
        rules = self.front.rules
        return (
            self.delivery.run(),
            keep_duties(self.database, rules, self.reminders, self.answers),
            keep_queue(self.database, rules, self.transcripts),
        )

    def router(self, answering: Answering, secret: str) -> APIRouter:
        """The agents' pages."""

        def search(question: str) -> list[dict[str, str]]:
            matches = [m for finding in answering.ask(question) for m in finding.matches]
            entries = {match.entry.id: match.entry for match in matches}
            return [
                {"id": e.id, "question": e.question, "answer": e.short_answer or e.answer}
                for e in list(entries.values())[:FOUND]
            ]

        return create_desk_router(
            self.database, self.agents, self.front.rules, search=search, secret=secret
        )

    def composing(self, conversation_id: str) -> None:
        """Contract: `connectors.base.Presence`."""
        self.transcripts.passing(conversation_id, "composing")

    async def left(self, conversation_id: str) -> None:
        """Contract: `connectors.base.Presence`."""
        await asyncio.to_thread(self.front.leave, conversation_id)


def open_desk(
    front: FrontDesk,
    responder: Responder,
    answers: Answers,
    *,
    reminders: ReminderRules,
    database: Database,
    transcripts: Transcripts,
    wording: Wording,
) -> Desk:
    """Put the desk together."""
    delivery = Delivery(database, transcripts, wording)

    def quote(entry_id: str, language: Language) -> Reply | None:
        shown = responder.show(entry_id, language)
        return shown.reply if shown else None

    agents = AgentDesk(database, transcripts, delivery, quote)
    return Desk(front, agents, delivery, reminders, database, transcripts, answers)
