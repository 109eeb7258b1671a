"""Conversations as numbered events: written once, replayed to every tab that asks."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeVar

import structlog
from pydantic import TypeAdapter
from sqlalchemy import func, select

from bot.conversations.journal import Journal, Row
from bot.conversations.models import TranscriptEvent
from bot.conversations.receipts import kept_text
from bot.turns import Event, EventKind, Language, Reply
from knowledge_base.database import Database, utc_now

WRITE_PATIENCE_S = 1.0
"""Seconds a turn waits for its event to be on disk before it goes on without."""
LOOK_BACK = 20
"""Events among which the language last answered in is looked for."""
KEPT_IN_MEMORY = 2000
"""Conversations whose numbering is kept at hand; others are read from the database again."""

logger = structlog.get_logger(__name__)

T = TypeVar("T")

_REPLY: TypeAdapter[Reply] = TypeAdapter(Reply)


@dataclass(slots=True)
class _Live:
    """What memory holds of a conversation."""

    last_seq: int
    unwritten: list[Event] = field(default_factory=list)
    listeners: set[asyncio.Queue[Event]] = field(default_factory=set)
    telling: asyncio.Task[None] | None = None
    """Tells the listeners of the latest event as soon as it is on disk."""


class Transcripts:
    """Every conversation's events. Implements `connectors.base.Transcript`."""

    def __init__(self, database: Database, journal: Journal) -> None:
        """Read from `database`, write through `journal`."""
        self._database = database
        self._journal = journal
        self._live: OrderedDict[str, _Live] = OrderedDict()
        self._watchers: set[asyncio.Queue[str]] = set()

    async def append(
        self,
        conversation_id: str,
        kind: EventKind,
        *,
        msg_id: str | None = None,
        text: str | None = None,
        choice: str | None = None,
        reply: Reply | None = None,
        shown: Reply | None = None,
        author: str | None = None,
        person: Literal["waiting", "here", "gone"] | None = None,
        evidence: Sequence[Row] = (),
        wait: bool = True,
    ) -> Event:
        """Number an event, write it, and hand it to the conversation's listeners.

        Args:
            conversation_id: the conversation; begins with its first event.
            kind: whose event it is.
            msg_id: the client's id of the message said or answered.
            text: the citizen's words; personal numbers are masked before anything is kept.
            choice: the `Choice.value` taken.
            reply: the answer, as it is kept.
            shown: the answer as listeners see it now, where it holds what is not to be kept.
            author: public name of the person at the desk who writes, or has come.
            person: who has the conversation from now on, where that changes.
            evidence: rows to write in the same transaction.
            wait: come back when it is on disk; at once where False, for what the conversation's
                next event follows on anyway: rows are written in order.

        Returns:
            The event as every listener sees it; later readers see `reply`.

        Raises:
            JournalFullError: too much waits to be written; there is no such event.
        """
        live = await self._at_hand(conversation_id)
        event = Event(
            seq=live.last_seq + 1,
            kind=kind,
            at=utc_now(),
            msg_id=msg_id,
            text=kept_text(text) if text is not None else None,
            reply=reply,
            choice=choice,
            author=author,
            person=person,
        )
        rows: list[Row] = [(TranscriptEvent, _row(conversation_id, event)), *evidence]
        written = asyncio.wrap_future(self._journal.write(rows))
        live.last_seq = event.seq
        live.unwritten.append(event)
        written.add_done_callback(lambda done: _forget(live, event, done))
        told = event if shown is None else replace(event, reply=shown)
        live.telling = asyncio.create_task(
            self._tell_once_written(conversation_id, live, told, written)
        )
        if wait:
            await asyncio.shield(live.telling)
        return told

    async def _tell_once_written(
        self, conversation_id: str, live: _Live, event: Event, written: asyncio.Future[None]
    ) -> None:
        await asyncio.wait([written], timeout=WRITE_PATIENCE_S)
        self._tell(live, event)
        if event.reply is not None and event.msg_id is None:
            for watcher in self._watchers:
                watcher.put_nowait(conversation_id)

    def passing(
        self,
        conversation_id: str,
        kind: EventKind,
        *,
        author: str | None = None,
        place: int | None = None,
    ) -> None:
        """Tell the listeners something that is not kept."""
        live = self._live.get(conversation_id)
        if live is None:
            return
        event = Event(0, kind, utc_now(), author=author, place=place)
        if live.telling is None or live.telling.done():
            self._tell(live, event)
        else:
            live.telling.add_done_callback(lambda _: self._tell(live, event))

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

    async def events_after(self, conversation_id: str, seq: int) -> Sequence[Event]:
        """The events with a larger number, in order."""
        stored = await asyncio.to_thread(self._stored_after, conversation_id, seq)
        live = self._live.get(conversation_id)
        if live is None or not live.unwritten:
            return stored
        known = {event.seq for event in stored}
        extra = [e for e in live.unwritten if e.seq > seq and e.seq not in known]
        return sorted([*stored, *extra], key=lambda event: event.seq)

    async def exchange(self, conversation_id: str, msg_id: str) -> Sequence[Event]:
        """What is known of one message: nothing, its `user` event, or that and its `reply`."""
        live = self._live.get(conversation_id)
        events = [e for e in live.unwritten if e.msg_id == msg_id] if live else []
        stored = await asyncio.to_thread(self._stored_exchange, conversation_id, msg_id)
        return [*stored, *(e for e in events if e.seq not in {s.seq for s in stored})]

    @asynccontextmanager
    async def subscribe(self, conversation_id: str) -> AsyncIterator[AsyncIterator[Event]]:
        """Events from now on, for as long as the block runs."""
        live = await self._at_hand(conversation_id)
        listener: asyncio.Queue[Event] = asyncio.Queue()
        live.listeners.add(listener)
        try:
            yield _drain(listener)
        finally:
            live.listeners.discard(listener)

    @asynccontextmanager
    async def unasked(self) -> AsyncIterator[AsyncIterator[str]]:
        """Conversations in which something other than an answer has just been said."""
        watcher: asyncio.Queue[str] = asyncio.Queue()
        self._watchers.add(watcher)
        try:
            yield _drain(watcher)
        finally:
            self._watchers.discard(watcher)

    def _tell(self, live: _Live, event: Event) -> None:
        for listener in live.listeners:
            listener.put_nowait(event)

    async def _at_hand(self, conversation_id: str) -> _Live:
        if conversation_id not in self._live:
            last = await asyncio.to_thread(self._stored_last, conversation_id)
            self._make_room()
            self._live.setdefault(conversation_id, _Live(last))
        self._live.move_to_end(conversation_id)
        return self._live[conversation_id]

    def _make_room(self) -> None:
        idle = [k for k, live in self._live.items() if not live.listeners and not live.unwritten]
        for key in idle[: max(0, len(self._live) + 1 - KEPT_IN_MEMORY)]:
            del self._live[key]

    def _stored_last(self, conversation_id: str) -> int:
        query = select(func.max(TranscriptEvent.seq)).where(
            TranscriptEvent.conversation_id == conversation_id
        )
        with self._database.read() as session:
            return session.scalar(query) or 0

    def _stored_after(self, conversation_id: str, seq: int) -> list[Event]:
        query = (
            select(TranscriptEvent)
            .where(TranscriptEvent.conversation_id == conversation_id, TranscriptEvent.seq > seq)
            .order_by(TranscriptEvent.seq)
        )
        with self._database.read() as session:
            return [_event(row) for row in session.scalars(query)]

    def _stored_exchange(self, conversation_id: str, msg_id: str) -> list[Event]:
        query = (
            select(TranscriptEvent)
            .where(
                TranscriptEvent.conversation_id == conversation_id,
                TranscriptEvent.msg_id == msg_id,
            )
            .order_by(TranscriptEvent.seq)
        )
        with self._database.read() as session:
            return [_event(row) for row in session.scalars(query)]


def _forget(live: _Live, event: Event, done: asyncio.Future[None]) -> None:
    if done.cancelled():
        return
    live.unwritten.remove(event)
    if (error := done.exception()) is not None:
        logger.error("transcript.not_written", seq=event.seq, reason=type(error).__name__)


async def _drain(listener: asyncio.Queue[T]) -> AsyncIterator[T]:
    while True:
        yield await listener.get()


def _row(conversation_id: str, event: Event) -> dict[str, Any]:
    return {
        "conversation_id": conversation_id,
        "seq": event.seq,
        "kind": event.kind,
        "at": event.at,
        "msg_id": event.msg_id,
        "text": event.text,
        "choice": event.choice,
        "reply": event.reply,
        "author": event.author,
        "person": event.person,
    }


def _event(row: TranscriptEvent) -> Event:
    return Event(
        seq=row.seq,
        kind=row.kind,  # type: ignore[arg-type]  # written by `append` only
        at=row.at,
        msg_id=row.msg_id,
        text=row.text,
        choice=row.choice,
        author=row.author,
        person=row.person,  # type: ignore[arg-type]  # written by `append` only
        reply=None if row.reply is None else _REPLY.validate_python(row.reply),
    )
