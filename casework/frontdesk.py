"""Where citizens ask for a person: what they are told of the queue, and who has their conversation.

The same for a dialogue, for a choice taken while the assistant is away, and for every turn that
must first ask whom it is meant for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.agents import AWAY_AFTER, on_duty
from casework.announcements import DESK, announce
from casework.errors import AlreadyWaiting, CaseConflict, InvalidInput, UnknownCase, WrongState
from casework.handoff import cancel, citizen_left, current, heard, request_person
from casework.latest import Latest
from casework.models import Handoff, HandoffState
from casework.queueing import Desk, Nobody, QueuePlace, queue, queue_place
from casework.working_days import ServiceHours, load_calendar
from knowledge_base.database import CIVIL_ZONE, Database, utc_now

ORIGINS_REMEMBERED = 10_000
"""Conversations of which the address is known."""


@dataclass(frozen=True, slots=True)
class DeskRules:
    """How a district runs its desk."""

    hours: ServiceHours = field(default_factory=ServiceHours)
    """On a working day."""
    queue_limit: int = 30
    """How many may wait at once."""
    away_after: timedelta = AWAY_AFTER
    """Agents whose page has been gone for so long are away."""
    gone_after: timedelta = timedelta(minutes=10)
    """Citizens who wait and whose page has been gone for so long wait no more."""
    from_one_address: int = 5
    """How many of those may come from one address: nobody fills the queue alone, and a family, an
    office or the kiosks of a hall, which share one, are let in."""

    def desk(self, session: Session, at: datetime) -> Desk:
        """The desk at a moment."""
        agents = len(on_duty(session, at, self.away_after))
        return Desk(load_calendar(session), self.hours, agents, self.queue_limit)


class Standing(StrEnum):
    """How it stands with a citizen who wants a person."""

    QUEUED = "queued"
    """In the queue from now on."""
    WAITING = "waiting"
    """In the queue already."""
    TALKING = "talking"
    """A person has the conversation."""
    NOBODY = "nobody"
    """No person can be had."""


@dataclass(frozen=True, slots=True)
class HandoffStatus:
    """What came of asking for a person."""

    standing: Standing
    """How it stands."""
    place: QueuePlace | None = None
    """Where they stand in the queue, where they wait."""
    reason: Nobody | None = None
    """Why nobody can be had."""
    opens_at: datetime | None = None
    """When the desk opens next, in civil time; None where it is open, or never opens."""


class FrontDesk:
    """The citizen's side of the desk."""

    def __init__(self, database: Database, rules: DeskRules) -> None:
        """Work on `database` by `rules`."""
        self._database = database
        self.rules = rules
        self._origins: Latest[str, str] = Latest(ORIGINS_REMEMBERED)

    def came(self, conversation_id: str, client_key: str) -> None:
        """A turn of a conversation came from an address, hashed; in memory, and only the latest."""
        self._origins[conversation_id] = client_key

    def ask(
        self, conversation_id: str, *, channel: str, language: str, at: datetime | None = None
    ) -> HandoffStatus:
        """A citizen wants a person, or to know how long it still takes."""
        at = at or utc_now()
        try:
            with self._database.begin() as session:
                return self._ask(session, conversation_id, channel, language, at)
        except AlreadyWaiting:  # asked twice at the same moment
            with self._database.read() as session:
                return self._ask(session, conversation_id, channel, language, at)

    def give_up(self, conversation_id: str, at: datetime | None = None) -> bool:
        """A citizen does not want to wait any longer; False where they did not wait."""
        try:
            with self._database.begin() as session:
                cancel(session, conversation_id, at or utc_now())
        except (UnknownCase, WrongState):
            return False
        return True

    def waits(self, conversation_id: str) -> bool:
        """Whether somebody is in the queue, and nobody has their conversation yet."""
        with self._database.read() as session:
            handoff = current(session, conversation_id)
            return handoff is not None and handoff.state is not HandoffState.CLAIMED

    def leave(self, conversation_id: str, at: datetime | None = None) -> None:
        """A citizen begins anew elsewhere: nobody need wait for them here."""
        with self._database.begin() as session:
            citizen_left(session, conversation_id, at or utc_now())

    def hears(self, conversation_id: str) -> bool:
        """Whether what a citizen has just said is for a person, who is then to be shown it.

        One read of an index where nobody was asked for, which is nearly always.
        """
        wanted = select(Handoff.state).where(Handoff.open_conversation == conversation_id)
        with self._database.engine.connect() as connection:  # half the cost of a session
            state = connection.execute(wanted).scalar()
        if state is None:
            return False
        try:
            with self._database.begin() as session:
                return heard(session, conversation_id, utc_now())
        except CaseConflict:  # the database is busy: the note of it is not worth the words
            return state is HandoffState.CLAIMED

    def warn(self, conversation_id: str) -> None:
        """Tell everybody at the desk that a life may be in danger in this conversation."""
        try:
            with self._database.begin() as session:
                if handoff := current(session, conversation_id):
                    announce(session, DESK, "handoff_danger", f"handoff:{handoff.pk}")
        except CaseConflict:  # the database is busy: what the citizen reads does not wait for it
            return

    def _ask(
        self, session: Session, conversation_id: str, channel: str, language: str, at: datetime
    ) -> HandoffStatus:
        desk = self.rules.desk(session, at)
        handoff = current(session, conversation_id)
        if handoff is not None and handoff.state is HandoffState.CLAIMED:
            return HandoffStatus(Standing.TALKING)
        if handoff is not None:
            return HandoffStatus(Standing.WAITING, queue_place(session, handoff, desk.agents or 0))
        waiting = queue(session)
        if self._is_crowd(conversation_id, waiting):
            desk = replace(desk, queue_limit=0)
        reason = desk.nobody(at, len(waiting))
        handoff = request_person(
            session, conversation_id, desk, at, channel=channel, language=language
        )
        if reason is None:
            return HandoffStatus(Standing.QUEUED, queue_place(session, handoff, desk.agents or 0))
        return HandoffStatus(Standing.NOBODY, reason=reason, opens_at=_opening(desk, reason, at))

    def _is_crowd(self, conversation_id: str, waiting: Sequence[Handoff]) -> bool:
        """Whether as many wait from one conversation's address as may."""
        origin = self._origins.get(conversation_id)
        theirs = sum(self._origins.get(each.conversation_id) == origin for each in waiting)
        return origin is not None and theirs >= self.rules.from_one_address


def _opening(desk: Desk, reason: Nobody, at: datetime) -> datetime | None:
    if reason is not Nobody.CLOSED:
        return None
    try:
        return desk.hours.opens_next(at, desk.calendar).astimezone(CIVIL_ZONE)
    except InvalidInput:  # hours that never come
        return None
