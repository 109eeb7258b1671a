"""A person takes over (转人工): one state machine for every conversation.

The assistant has a conversation until the citizen asks for a person. Whoever claims it owns it,
and nobody else speaks in it, the assistant included, until it is handed back or closed. Each
change is announced to the citizen and to the desk.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from casework.announcements import DESK, agent, announce, conversation
from casework.errors import (
    AlreadyClaimed,
    AlreadyWaiting,
    CaseConflict,
    InvalidInput,
    NotOwner,
    UnknownCase,
)
from casework.models import Handoff, HandoffState
from casework.queueing import Desk, queue
from casework.storing import writing
from casework.transitions import TransitionTable
from knowledge_base.models import AuditRecord, Organisation


class HandoffAct(StrEnum):
    """What may happen between the assistant, the queue and an agent."""

    REQUEST = "request"
    NOBODY_THERE = "nobody_there"
    CLAIM = "claim"
    RELEASE = "release"
    TRANSFER = "transfer"
    HAND_BACK = "hand_back"
    CANCEL = "cancel"
    CLOSE = "close"
    CLOSE_DESK = "close_desk"
    DESERT = "desert"


HANDOFFS: TransitionTable[HandoffState, HandoffAct] = TransitionTable(
    start=HandoffState.BOT,
    moves={
        (HandoffState.BOT, HandoffAct.REQUEST): HandoffState.QUEUED,
        (HandoffState.BOT, HandoffAct.NOBODY_THERE): HandoffState.MESSAGE,
        (HandoffState.QUEUED, HandoffAct.CLAIM): HandoffState.CLAIMED,
        (HandoffState.QUEUED, HandoffAct.CANCEL): HandoffState.BACK,
        (HandoffState.QUEUED, HandoffAct.CLOSE): HandoffState.CLOSED,
        (HandoffState.QUEUED, HandoffAct.CLOSE_DESK): HandoffState.MESSAGE,
        (HandoffState.QUEUED, HandoffAct.DESERT): HandoffState.CLOSED,
        (HandoffState.CLAIMED, HandoffAct.RELEASE): HandoffState.QUEUED,
        (HandoffState.CLAIMED, HandoffAct.TRANSFER): HandoffState.CLAIMED,
        (HandoffState.CLAIMED, HandoffAct.HAND_BACK): HandoffState.BACK,
        (HandoffState.CLAIMED, HandoffAct.CLOSE): HandoffState.CLOSED,
    },
)


def request_person(
    session: Session,
    conversation_id: str,
    desk: Desk,
    at: datetime,
    *,
    channel: str,
    language: str = "zh",
    organisation_code: str | None = None,
) -> Handoff:
    """The citizen wants a person: into the queue, or to a message where nobody is there.

    Returns:
        The handoff, `queued` or `message`.

    Raises:
        AlreadyWaiting: the conversation waits for, or has, a person.
        UnknownCase: no organisation has this code.
    """
    if current(session, conversation_id):
        raise AlreadyWaiting("the conversation waits for a person or has one")
    if organisation_code and session.get(Organisation, organisation_code) is None:
        raise UnknownCase("no organisation has this code")
    is_open = desk.nobody(at, len(queue(session))) is None
    act = HandoffAct.REQUEST if is_open else HandoffAct.NOBODY_THERE
    handoff = Handoff(
        conversation_id=conversation_id,
        open_conversation=conversation_id if is_open else None,
        organisation_code=organisation_code,
        state=HANDOFFS.after(HANDOFFS.start, act),
        channel=channel,
        language=language,
        requested_at=at,
        citizen_spoke_at=at,
        ended_at=None if is_open else at,
    )
    return _opened(session, handoff, act, at)


def _opened(session: Session, handoff: Handoff, act: HandoffAct, at: datetime) -> Handoff:
    try:
        with writing(session):
            session.add(handoff)
            session.flush()
            _tell(session, handoff, act, "citizen", at)
    except IntegrityError as error:
        raise AlreadyWaiting("the conversation waits for a person or has one") from error
    return handoff


def current(session: Session, conversation_id: str) -> Handoff | None:
    """The open handoff of a conversation, or None while the assistant has it."""
    wanted = select(Handoff).where(Handoff.open_conversation == conversation_id)
    return session.scalars(wanted.execution_options(populate_existing=True)).first()


def owner_of(session: Session, conversation_id: str) -> str | None:
    """The agent who has a conversation. Where there is one, the assistant keeps silent."""
    handoff = current(session, conversation_id)
    return handoff.owner if handoff else None


def claim(session: Session, pk: int, by: str, at: datetime) -> Handoff:
    """Take a conversation out of the queue. Claiming one's own again changes nothing.

    Raises:
        AlreadyClaimed: another agent was faster.
        WrongState: it has ended.
        InvalidInput: nobody is named.
    """
    if not by:
        raise InvalidInput("by", "missing")
    handoff = _find(session, pk)
    if handoff.state is HandoffState.CLAIMED:
        if handoff.owner == by:
            return handoff
        raise AlreadyClaimed("another agent has the conversation")
    try:
        return _move(session, handoff, HandoffAct.CLAIM, by, at, owner=by, claimed_at=at)
    except CaseConflict as error:
        raise AlreadyClaimed("another agent was faster, or the citizen left") from error


def release(session: Session, pk: int, by: str, at: datetime) -> Handoff:
    """Put a conversation back into the queue, at its old place.

    Raises:
        NotOwner: it is not this agent's.
    """
    handoff = _owned(session, pk, by)
    changes = {"owner": None, "claimed_at": None, "citizen_seen_at": at}
    return _move(session, handoff, HandoffAct.RELEASE, by, at, **changes)


def transfer(session: Session, pk: int, by: str, to: str, at: datetime) -> Handoff:
    """Give a conversation to another agent, who is told.

    Raises:
        NotOwner: it is not this agent's.
        InvalidInput: to nobody, or to oneself.
    """
    if not to or to == by:
        raise InvalidInput("to", "another_agent_needed")
    handoff = _owned(session, pk, by)
    _move(session, handoff, HandoffAct.TRANSFER, by, at, owner=to)
    announce(session, agent(to), "handoff_yours", _subject(handoff), at=at)
    return handoff


def hand_back(session: Session, pk: int, by: str, at: datetime) -> Handoff:
    """Give a conversation back to the assistant.

    Raises:
        NotOwner: it is not this agent's.
    """
    return _end(session, _owned(session, pk, by), HandoffAct.HAND_BACK, by, at)


def close(session: Session, pk: int, by: str, at: datetime) -> Handoff:
    """End a conversation that a person has.

    Raises:
        NotOwner: it is not this agent's.
    """
    return _end(session, _owned(session, pk, by), HandoffAct.CLOSE, by, at)


def cancel(session: Session, conversation_id: str, at: datetime) -> Handoff:
    """The citizen does not want to wait any longer; the assistant goes on.

    Raises:
        UnknownCase: nobody was asked for.
        WrongState: a person has the conversation already.
    """
    handoff = current(session, conversation_id)
    if handoff is None:
        raise UnknownCase("nobody was asked for in this conversation")
    return _end(session, handoff, HandoffAct.CANCEL, "citizen", at)


def citizen_left(session: Session, conversation_id: str, at: datetime) -> Handoff | None:
    """The citizen ended the conversation, whether it waited or a person had it."""
    handoff = current(session, conversation_id)
    return handoff and _end(session, handoff, HandoffAct.CLOSE, "citizen", at)


def desert(session: Session, handoff: Handoff, at: datetime) -> Handoff:
    """The citizen waited, and has gone without a word."""
    return _end(session, handoff, HandoffAct.DESERT, "system", at)


def close_desk(session: Session, desk: Desk, at: datetime) -> list[Handoff]:
    """At the end of the hours, everybody still waiting is offered to leave a message."""
    if desk.hours.is_open(at, desk.calendar):
        return []
    return [_end(session, each, HandoffAct.CLOSE_DESK, "system", at) for each in queue(session)]


def speak(session: Session, conversation_id: str, by: str, at: datetime) -> Handoff:
    """Check, in the unit of work that writes an agent's message, that it may be sent.

    The check and the note of it are one statement: a conversation transferred or closed at the
    same moment is not spoken in.

    Raises:
        NotOwner: the conversation is another agent's, or no person's.
    """
    mine = update(Handoff).where(
        Handoff.open_conversation == conversation_id,
        Handoff.owner == by,
    )
    with writing(session):
        spoken = session.execute(mine.values(agent_spoke_at=at).returning(Handoff.pk)).first()
    if spoken is None:
        owner = owner_of(session, conversation_id)
        raise NotOwner("another agent has the conversation" if owner else "nobody has claimed it")
    handoff = current(session, conversation_id)
    assert handoff is not None  # noqa: S101 -- the statement above has just found it
    return handoff


def heard(session: Session, conversation_id: str, at: datetime) -> bool:
    """Note that the citizen wrote; whether somebody is to read it instead of the assistant."""
    waiting = update(Handoff).where(Handoff.open_conversation == conversation_id)
    noted = waiting.values(citizen_spoke_at=at).returning(Handoff.state)
    with writing(session):
        return session.execute(noted).scalar() is HandoffState.CLAIMED


def _find(session: Session, pk: int) -> Handoff:
    handoff = session.get(Handoff, pk, populate_existing=True)
    if handoff is None:
        raise UnknownCase("no handoff has this number")
    return handoff


def _owned(session: Session, pk: int, by: str) -> Handoff:
    handoff = _find(session, pk)
    if handoff.state is HandoffState.CLAIMED and handoff.owner != by:
        raise NotOwner("another agent has the conversation")
    return handoff


def _end(session: Session, handoff: Handoff, act: HandoffAct, by: str, at: datetime) -> Handoff:
    return _move(session, handoff, act, by, at, open_conversation=None, ended_at=at)


def _move(
    session: Session, handoff: Handoff, act: HandoffAct, by: str, at: datetime, **changes: Any
) -> Handoff:
    with writing(session):
        handoff.state = HANDOFFS.after(handoff.state, act)
        for name, value in changes.items():
            setattr(handoff, name, value)
        _tell(session, handoff, act, by, at)
    return handoff


def _tell(session: Session, handoff: Handoff, act: HandoffAct, by: str, at: datetime) -> None:
    """Audit a change and announce it to the citizen and to the desk."""
    subject, state = _subject(handoff), handoff.state.value
    detail = {"state": state, "owner": handoff.owner}
    session.add(AuditRecord(at=at, actor=by, act=act.value, subject=subject, detail=detail))
    data = {"state": state, "by": "citizen" if by == "citizen" else "staff"}
    audience = conversation(handoff.conversation_id)
    announce(session, audience, f"handoff_{act.value}", subject, data, at=at)
    announce(session, DESK, f"handoff_{act.value}", subject, {**data, "agent": by}, at=at)


def _subject(handoff: Handoff) -> str:
    return f"handoff:{handoff.pk}"
