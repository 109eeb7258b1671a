"""A tracker store whose conversations stay small, so that the 1,000th turn costs as the 10th."""

from __future__ import annotations

import json
import time
from typing import Any, Dict, Iterable, List, Optional

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

MAX_EVENTS = 120
"""A conversation longer than this is compacted when it is saved: some ten turns."""
KEPT_DAYS = 30
"""A conversation nobody went on with for this long is forgotten at the next start."""
KEPT_TURNS = 3
"""Turns kept as they were; policies look back no further (config.yml: max_history)."""

_METADATA = sa.MetaData()
_TRACKERS = sa.Table(
    "dialogue_trackers",
    _METADATA,
    sa.Column("sender_id", sa.String(255), primary_key=True),
    sa.Column("events", sa.Text, nullable=False),
    sa.Column("saved_at", sa.Float, nullable=False),
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


class BoundedTrackerStore(TrackerStore):
    """Keeps each conversation as one compacted row of a SQL database.

    Rasa's own SQL store reads every event of the session each turn. One row is read and written
    here, of bounded size, in any database SQLAlchemy knows; several assistants may share it.
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
        _METADATA.create_all(self._engine)
        self._forget_before(time.time() - KEPT_DAYS * 86_400)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Replaces the conversation's row."""
        await self.stream_events(tracker)
        events = compacted([event.as_dict() for event in tracker.events])
        row = {"events": json.dumps(events, ensure_ascii=False), "saved_at": time.time()}
        mine = _TRACKERS.c.sender_id == tracker.sender_id
        with self._engine.begin() as connection:
            if connection.execute(_TRACKERS.update().where(mine).values(**row)).rowcount == 0:
                connection.execute(_TRACKERS.insert().values(sender_id=tracker.sender_id, **row))

    async def retrieve(self, sender_id: str) -> Optional[DialogueStateTracker]:
        """The conversation, or None where there is none."""
        query = sa.select(_TRACKERS.c.events).where(_TRACKERS.c.sender_id == sender_id)
        with self._engine.connect() as connection:
            stored = connection.execute(query).scalar()
        if stored is None:
            return None
        return DialogueStateTracker.from_dict(sender_id, json.loads(stored), self.domain.slots)

    async def delete(self, sender_id: str) -> None:
        """Forgets the conversation."""
        with self._engine.begin() as connection:
            connection.execute(_TRACKERS.delete().where(_TRACKERS.c.sender_id == sender_id))

    def _forget_before(self, moment: float) -> None:
        with self._engine.begin() as connection:
            connection.execute(_TRACKERS.delete().where(_TRACKERS.c.saved_at < moment))

    async def keys(self) -> Iterable[str]:
        """Every conversation's id."""
        with self._engine.connect() as connection:
            return list(connection.execute(sa.select(_TRACKERS.c.sender_id)).scalars())


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


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA busy_timeout=3000")
    cursor.close()
