"""Conversations as numbered events: written once, replayed to every tab that asks."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, TypeVar

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from bot.conversations.journal import Journal, Row
from bot.conversations.models import TranscriptEvent
from bot.conversations.news import Fanout, News
from bot.conversations.receipts import kept_text
from bot.conversations.stored import REPLY, StoredEvents, last_number, row_of
from bot.events import Event, EventKind, PersonState
from bot.turns import Language, Reply
from knowledge_base.database import Database, utc_now

WRITE_PATIENCE_S = 1.0
"""Seconds a turn waits for its event to be on disk before it goes on without."""
COMPOSING_PAUSE_S = 1.0
"""Between two signs that a citizen is writing: each goes to every tab of the conversation, and of a
thousand tabs that all write nobody else must be the slower."""
KEPT_IN_MEMORY = 2000
"""Conversations whose numbering is kept at hand; others are read from the database again."""

logger = structlog.get_logger(__name__)

T = TypeVar("T")


@dataclass(slots=True)
class _Live:
    """What memory holds of a conversation."""

    last_seq: int
    unwritten: list[Event] = field(default_factory=list)
    writing: asyncio.Future[None] | None = None
    """Done as soon as the latest event of ours is on disk."""
    listeners: set[asyncio.Queue[Event]] = field(default_factory=set)
    telling: asyncio.Task[Event] | None = None
    """Tells the listeners of the latest event as soon as it is on disk."""
    composed_at: float = float("-inf")
    """When the citizen was last seen writing; the event loop's time."""


class Transcripts:
    """Every conversation's events. Implements `connectors.base.Transcript`.

    Numbers are kept at hand where this process alone writes. Where others write too, the last one
    is read before each event, and whoever was a moment too late takes the next.
    """

    def __init__(self, database: Database, journal: Journal, fanout: Fanout | None = None) -> None:
        """Read from `database`, write through `journal`, tell other processes by `fanout`."""
        self._stored = StoredEvents(database)
        self._journal = journal
        self._fanout = fanout
        self._live: OrderedDict[str, _Live] = OrderedDict()
        self.shared = fanout is not None or not database.is_sqlite
        """Whether other processes may write into the same conversations."""
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
        person: PersonState | None = None,
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
        if self.shared:
            await self._catch_up(conversation_id, live)
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
        telling = self._write(conversation_id, live, event, evidence, shown)
        return await asyncio.shield(telling) if wait else event

    def _write(
        self,
        conversation_id: str,
        live: _Live,
        event: Event,
        evidence: Sequence[Row],
        shown: Reply | None,
    ) -> asyncio.Task[Event]:
        """Hand an event to the journal; the task tells it once it is on disk."""
        row = row_of(conversation_id, event)
        rows: list[Row] = [(TranscriptEvent, row), *evidence]
        renumber = partial(_take_next_number, row)
        live.writing = written = asyncio.wrap_future(self._journal.write(rows, renumber))
        live.last_seq = event.seq
        live.unwritten.append(event)
        written.add_done_callback(lambda done: _forget(live, event, row, done))
        live.telling = asyncio.create_task(
            self._tell_once_written(live, event, row, written, shown)
        )
        return live.telling

    async def _catch_up(self, conversation_id: str, live: _Live) -> None:
        """Know the last number, whoever gave it."""
        if live.writing is not None and not live.writing.done():
            await asyncio.wait([live.writing], timeout=WRITE_PATIENCE_S)
        with suppress(SQLAlchemyError):  # away: the number is put right when the event is written
            last = await asyncio.to_thread(self._stored.last, conversation_id)
            live.last_seq = max(live.last_seq, last)

    async def _tell_once_written(
        self,
        live: _Live,
        event: Event,
        row: dict[str, Any],
        written: asyncio.Future[None],
        shown: Reply | None,
    ) -> Event:
        await asyncio.wait([written], timeout=WRITE_PATIENCE_S)
        told = replace(event, seq=row["seq"], reply=shown or event.reply)
        self._tell(live, told)
        if told.reply is not None and told.msg_id is None:
            for watcher in self._watchers:
                watcher.put_nowait(row["conversation_id"])
        if self._fanout is not None:
            kept = shown is None or shown == event.reply
            shown_json = None if kept or shown is None else REPLY.dump_json(shown).decode()
            self._fanout.tell(News(row["conversation_id"], told.seq, told.kind, None, shown_json))
        return told

    async def hear(self, news: News) -> None:
        """Tell our listeners what another process has written, or what passes there."""
        live = self._live.get(news.conversation_id)
        if live is None or not live.listeners:
            return
        if news.seq == 0:
            self._tell(live, Event(0, news.kind, utc_now(), author=news.author))
            return
        event = None
        with suppress(SQLAlchemyError):  # away: the next event tells what is missing
            event = await asyncio.to_thread(self._stored.numbered, news.conversation_id, news.seq)
        if event is not None:
            shown = event.reply if news.shown is None else REPLY.validate_json(news.shown)
            self._tell(live, replace(event, reply=shown))

    def passing(
        self,
        conversation_id: str,
        kind: EventKind,
        *,
        author: str | None = None,
        place: int | None = None,
    ) -> None:
        """Tell the listeners something that is not kept, at every process but a place in a queue.

        Places in the queue are told by each process to its own.
        """
        live = self._live.get(conversation_id)
        if kind == "composing" and live is not None and not _is_news(live):
            return
        if self._fanout is not None and kind != "queue":
            self._fanout.tell(News(conversation_id, 0, kind, author))
        if live is None:
            return
        event = Event(0, kind, utc_now(), author=author, place=place)
        if live.telling is None or live.telling.done():
            self._tell(live, event)
        else:
            live.telling.add_done_callback(lambda _: self._tell(live, event))

    def language(self, conversation_id: str) -> Language | None:
        """The language last answered in; None where nothing of the conversation is kept."""
        return self._stored.language(conversation_id)

    def last_reply(self, conversation_id: str) -> Reply | None:
        """What was answered last; None where nothing of the conversation is kept."""
        return self._stored.last_reply(conversation_id)

    async def events_after(
        self, conversation_id: str, seq: int, newest: int | None = None
    ) -> Sequence[Event]:
        """The events with a larger number, in order; about so many of the newest, or all."""
        stored = await asyncio.to_thread(self._stored.after, conversation_id, seq, newest)
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
        stored = await asyncio.to_thread(self._stored.exchange, conversation_id, msg_id)
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

    def is_followed(self, conversation_id: str) -> bool:
        """Whether somebody has the conversation open, at this process."""
        live = self._live.get(conversation_id)
        return live is not None and bool(live.listeners)

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
            last = await asyncio.to_thread(self._stored.last, conversation_id)
            self._make_room()
            self._live.setdefault(conversation_id, _Live(last))
        self._live.move_to_end(conversation_id)
        return self._live[conversation_id]

    def _make_room(self) -> None:
        idle = [k for k, live in self._live.items() if not live.listeners and not live.unwritten]
        for key in idle[: max(0, len(self._live) + 1 - KEPT_IN_MEMORY)]:
            del self._live[key]


def _is_news(live: _Live) -> bool:
    """Whether a sign that the citizen is writing is worth passing on; remembers that it was."""
    now = asyncio.get_running_loop().time()
    if now - live.composed_at < COMPOSING_PAUSE_S:
        return False
    live.composed_at = now
    return True


def _take_next_number(row: dict[str, Any], connection: Connection) -> None:
    """Of two that gave the same number, one comes after the other."""
    row["seq"] = last_number(connection, row["conversation_id"]) + 1


def _forget(live: _Live, event: Event, row: dict[str, Any], done: asyncio.Future[None]) -> None:
    if done.cancelled():
        return
    live.last_seq = max(live.last_seq, row["seq"])
    live.unwritten.remove(event)
    if (error := done.exception()) is not None:
        logger.error("transcript.not_written", seq=event.seq, reason=type(error).__name__)


async def _drain(listener: asyncio.Queue[T]) -> AsyncIterator[T]:
    while True:
        yield await listener.get()
