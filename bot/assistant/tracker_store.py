"""A tracker store whose conversations stay small, so that the 1,000th turn costs as the 10th."""

from __future__ import annotations

import json
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, Dict, Iterable, List, Optional

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker

MAX_EVENTS = 120
"""A conversation longer than this is compacted when it is saved: some ten turns."""
KEPT_DAYS = 30
"""A conversation nobody went on with for this long is forgotten at the next start."""
KEPT_TURNS = 3
"""Turns kept as they were; policies look back no further (config.yml: max_history)."""
KEPT_IN_MEMORY = 500
"""Conversations at hand, some 100 KB each; the others are read from the database again."""

_METADATA = sa.MetaData()
_TRACKERS = sa.Table(
    "dialogue_trackers",
    _METADATA,
    sa.Column("sender_id", sa.String(255), primary_key=True),
    sa.Column("events", sa.Text, nullable=False),
    sa.Column("saved_at", sa.Float, nullable=False),
)

_MINE = _TRACKERS.c.sender_id == sa.bindparam("sender")
_MOMENT = sa.select(_TRACKERS.c.saved_at).where(_MINE)
_EVENTS = sa.select(_TRACKERS.c.events).where(_MINE)
_UPDATE = (
    _TRACKERS.update()
    .where(_MINE)
    .values(events=sa.bindparam("events_"), saved_at=sa.bindparam("moment"))
)
_INSERT = _TRACKERS.insert().values(
    sender_id=sa.bindparam("sender"),
    events=sa.bindparam("events_"),
    saved_at=sa.bindparam("moment"),
)

EventDict = Dict[str, Any]


def compacted(events: List[EventDict]) -> List[EventDict]:
    """The same state in fewer events: what the older turns left behind, then the last turns.

    Slots and the active form are what older turns leave to later ones. They are set again after a
    fresh session start, so that rules and memoization see what they would see in a new session.

    Args:
        events: serialised Rasa events of one conversation, oldest first.

    Returns:
        `events` itself where it is short enough, else an equivalent shorter list.
    """
    if len(events) <= MAX_EVENTS:
        return events
    said = [i for i, event in enumerate(events) if event["event"] == "user"]
    if len(said) <= KEPT_TURNS:
        return events
    cut = said[-KEPT_TURNS]
    older, kept = events[:cut], events[cut:]
    at = kept[0]["timestamp"]
    start = {"event": "action", "name": ACTION_SESSION_START_NAME, "timestamp": at}
    session = {"event": "session_started", "timestamp": at}
    listen = {"event": "action", "name": ACTION_LISTEN_NAME, "timestamp": at}
    return [start, session, *_left_behind(older), listen, *kept]


def _left_behind(events: Iterable[EventDict]) -> List[EventDict]:
    slots: Dict[str, EventDict] = {}
    form: Optional[EventDict] = None
    for event in events:
        if event["event"] == "slot":
            slots[event["name"]] = event
        elif event["event"] == "active_loop":
            form = event
    return [*slots.values(), *([form] if form else [])]


@dataclass(frozen=True)
class _Kept:
    """A conversation as it was saved last."""

    tracker: DialogueStateTracker
    events: List[str]
    """The JSON of each event."""
    last: Event
    """The event that the last JSON is of."""
    saved_at: float

    def is_of(self, saved_at: Optional[float]) -> bool:
        """Whether this is what was saved then, and nothing was begun on it since."""
        events = self.tracker.events
        unchanged = len(events) == len(self.events) and events[-1] is self.last
        return unchanged and self.saved_at == saved_at


class BoundedTrackerStore(TrackerStore):
    """Keeps each conversation as one compacted row of a SQL database.

    Rasa's own SQL store reads every event of the session each turn. One row is written here, of
    bounded size, in any database SQLAlchemy knows. It is read only where the copy in memory is not
    of the same moment, so that several assistants may share it: one that replaces another, or
    replicas between which the turns of a conversation go to and fro.
    """

    def __init__(
        self,
        domain: Optional[Domain],
        event_broker: Optional[EventBroker] = None,
        url: str = "sqlite://",
        **kwargs: Any,
    ) -> None:
        """Opens the database and makes the table where it is missing.

        Args:
            domain: the assistant's domain; set again by Rasa when a model is loaded.
            event_broker: unused by this project, honoured where configured.
            url: SQLAlchemy URL.
            kwargs: what else endpoints.yml names.
        """
        super().__init__(domain, event_broker, **kwargs)
        self._engine = _engine(url)
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        _make_table(self._engine)
        self._forget_before(time.time() - KEPT_DAYS * 86_400)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Replaces the conversation's row."""
        await self.stream_events(tracker)
        events, small = self._serialised(tracker), True
        if len(events) > MAX_EVENTS:
            all_events = [json.loads(event) for event in events]
            kept = compacted(all_events)
            events, small = [_dumped(event) for event in kept], kept is all_events
        now = time.time()
        row = {"sender": tracker.sender_id, "events_": f"[{','.join(events)}]", "moment": now}
        with self._engine.begin() as connection:
            if connection.execute(_UPDATE, row).rowcount == 0:
                connection.execute(_INSERT, row)
        if small and events:
            self._keep(_Kept(tracker, events, tracker.events[-1], now))

    def _serialised(self, tracker: DialogueStateTracker) -> List[str]:
        """The JSON of each event: of those that were saved before, the one made then."""
        kept, events = self._kept.pop(tracker.sender_id, None), list(tracker.events)
        known: List[str] = []
        if kept is not None and len(kept.events) <= len(events):
            if events[len(kept.events) - 1] is kept.last:
                known = kept.events
        return [*known, *(_dumped(event.as_dict()) for event in events[len(known) :])]

    def _keep(self, kept: _Kept) -> None:
        self._kept[kept.tracker.sender_id] = kept
        if len(self._kept) > KEPT_IN_MEMORY:
            self._kept.popitem(last=False)

    async def retrieve(self, sender_id: str) -> Optional[DialogueStateTracker]:
        """The conversation, or None where there is none."""
        with self._engine.connect() as connection:
            saved_at = connection.execute(_MOMENT, {"sender": sender_id}).scalar()
            kept = self._kept.get(sender_id)
            if kept is not None and kept.is_of(saved_at):
                return kept.tracker
            self._kept.pop(sender_id, None)
            stored = connection.execute(_EVENTS, {"sender": sender_id}).scalar()
        if stored is None:
            return None
        return DialogueStateTracker.from_dict(sender_id, json.loads(stored), self.domain.slots)

    async def delete(self, sender_id: str) -> None:
        """Forgets the conversation."""
        self._kept.pop(sender_id, None)
        with self._engine.begin() as connection:
            connection.execute(_TRACKERS.delete().where(_TRACKERS.c.sender_id == sender_id))

    def _forget_before(self, moment: float) -> None:
        with self._engine.begin() as connection:
            connection.execute(_TRACKERS.delete().where(_TRACKERS.c.saved_at < moment))

    async def keys(self) -> Iterable[str]:
        """Every conversation's id."""
        with self._engine.connect() as connection:
            return list(connection.execute(sa.select(_TRACKERS.c.sender_id)).scalars())


def _dumped(event: EventDict) -> str:
    return json.dumps(event, ensure_ascii=False)


def _engine(url: str) -> sa.engine.Engine:
    """An engine; for SQLite one kept connection, because everything runs in one thread."""
    if sa.engine.make_url(url).get_backend_name() != "sqlite":
        return sa.create_engine(url, future=True, pool_pre_ping=True)
    engine = sa.create_engine(
        url,
        future=True,
        poolclass=sa.pool.StaticPool,
        connect_args={"check_same_thread": False},
    )
    sa.event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _make_table(engine: sa.engine.Engine) -> None:
    """Makes the table where it is missing, also where another assistant starts at this moment."""
    try:
        _METADATA.create_all(engine)
    except sa.exc.DBAPIError:
        _METADATA.create_all(engine)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA busy_timeout=3000")
    cursor.close()
