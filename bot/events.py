"""The events of a conversation's transcript, as every tab and device of it sees them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.turns import Reply

EventKind = Literal["user", "reply", "notice", "agent", "typing", "composing", "queue"]
"""Kept in a transcript: the citizen's words, an answer, something about the service, and what a
person at the desk writes. Passing: somebody is about to answer, the citizen is typing, a citizen's
place in the queue."""


PersonState = Literal["waiting", "here", "gone"]
"""A person at the desk is waited for, has the conversation, or has it no longer."""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a conversation's transcript, as every tab and device of it sees it."""

    seq: int
    """Its number in the conversation, from 1 without gaps; 0 for what passes and is not kept."""
    kind: EventKind
    """What it is."""
    at: datetime
    """When, in UTC."""
    msg_id: str | None = None
    """The client's id of the message said or answered."""
    text: str | None = None
    """The citizen's words, as shown back to them (`user` only)."""
    reply: Reply | None = None
    """The answer (`reply`, `notice` and `agent` only)."""
    choice: str | None = None
    """The `Choice.value` taken, where a button was pressed (`user` only)."""
    author: str | None = None
    """Public name of the person who writes, or is writing, or has come."""
    person: PersonState | None = None
    """Where it changes who has the conversation."""
    place: int | None = None
    """Place in the queue for a person (`queue` only)."""
