"""What a running service consists of."""

from __future__ import annotations

from dataclasses import dataclass

from bot.action_runner import ActionRunner
from bot.assistant_client import AssistantClient
from bot.conversations.journal import Journal
from bot.conversations.transcript import Transcripts
from bot.desk import Desk
from bot.popular import EntryPopularity
from bot.respond import Responder
from bot.settings import Settings
from bot.shared import LocalState
from bot.supervisor import Supervisor
from bot.wording import Wording
from casework.office import Office
from casework.seals import Seal
from knowledge_base.answering import Answering
from knowledge_base.database import Database


@dataclass(frozen=True, slots=True)
class Service:
    """The parts of a running service, for routes and tests; `bot.assembly` makes them."""

    settings: Settings
    secret: str
    database: Database
    seal: Seal
    answering: Answering
    journal: Journal
    transcripts: Transcripts
    wording: Wording
    supervisor: Supervisor
    assistant: AssistantClient
    responder: Responder
    actions: ActionRunner
    desk: Desk
    office: Office
    popularity: EntryPopularity
    shared: LocalState
