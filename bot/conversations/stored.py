"""Events of conversations as the database has them."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Connection, func, select

from bot.conversations.models import TranscriptEvent
from bot.events import Event
from bot.turns import Language, Reply
from knowledge_base.database import Database

LOOK_BACK = 20
"""Events among which the language last answered in is looked for."""

KEPT_CHOICE_CHARS = 64
"""Of a choice, which may be longer; its receipt has it whole. PostgreSQL takes no more."""

REPLY: TypeAdapter[Reply] = TypeAdapter(Reply)


class StoredEvents:
    """Reads events; every call is one query."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def last(self, conversation_id: str) -> int:
        """The largest number; 0 where nothing is kept."""
        with self._database.engine.connect() as connection:
            return last_number(connection, conversation_id)

    def after(self, conversation_id: str, seq: int, newest: int | None = None) -> list[Event]:
        """Those with a larger number, in order; at most so many of the newest, or all."""
        return self._read(conversation_id, TranscriptEvent.seq > seq, newest)

    def numbered(self, conversation_id: str, seq: int) -> Event | None:
        """The one with this number."""
        return next(iter(self._read(conversation_id, TranscriptEvent.seq == seq)), None)

    def exchange(self, conversation_id: str, msg_id: str) -> list[Event]:
        """Those of one message, in order."""
        return self._read(conversation_id, TranscriptEvent.msg_id == msg_id)

    def language(self, conversation_id: str) -> Language | None:
        """The language last answered in; None where nothing of the conversation is kept."""
        query = (
            select(TranscriptEvent.reply)
            .where(TranscriptEvent.conversation_id == conversation_id)
            .order_by(TranscriptEvent.seq.desc())
            .limit(LOOK_BACK)
        )
        with self._database.read() as session:
            replies = session.scalars(query).all()
        if not replies:
            return None
        spoken = next((reply["language"] for reply in replies if reply), "zh")
        return "en" if spoken == "en" else "zh"

    def last_reply(self, conversation_id: str) -> Reply | None:
        """What was answered last; None where nothing was."""
        query = (
            select(TranscriptEvent.reply)
            .where(
                TranscriptEvent.conversation_id == conversation_id,
                TranscriptEvent.kind == "reply",
            )
            .order_by(TranscriptEvent.seq.desc())
            .limit(1)
        )
        with self._database.read() as session:
            reply = session.scalar(query)
        return None if reply is None else REPLY.validate_python(reply)

    def _read(
        self, conversation_id: str, which: ColumnElement[bool], newest: int | None = None
    ) -> list[Event]:
        query = (
            select(TranscriptEvent)
            .where(TranscriptEvent.conversation_id == conversation_id, which)
            .order_by(TranscriptEvent.seq.desc())
            .limit(newest)
        )
        with self._database.read() as session:
            return [event_of(row) for row in session.scalars(query)][::-1]


def last_number(connection: Connection, conversation_id: str) -> int:
    """The largest number in a conversation; 0 where nothing is kept."""
    query = select(func.max(TranscriptEvent.seq)).where(
        TranscriptEvent.conversation_id == conversation_id
    )
    return connection.scalar(query) or 0


def row_of(conversation_id: str, event: Event) -> dict[str, Any]:
    """An event as it is stored."""
    return {
        "conversation_id": conversation_id,
        "seq": event.seq,
        "kind": event.kind,
        "at": event.at,
        "msg_id": event.msg_id,
        "text": event.text,
        "choice": event.choice and event.choice[:KEPT_CHOICE_CHARS],
        "reply": event.reply,
        "author": event.author,
        "person": event.person,
    }


def event_of(row: TranscriptEvent) -> Event:
    """A stored event."""
    return Event(
        seq=row.seq,
        kind=row.kind,  # type: ignore[arg-type]  # written by `append` only
        at=row.at,
        msg_id=row.msg_id,
        text=row.text,
        choice=row.choice,
        author=row.author,
        person=row.person,  # type: ignore[arg-type]  # written by `append` only
        reply=None if row.reply is None else REPLY.validate_python(row.reply),
    )
