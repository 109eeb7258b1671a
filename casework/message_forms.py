"""A message (留言) as it comes in, as its writer is answered, and as it is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from casework.models import MessageKind, MessageState


@dataclass(frozen=True)
class NewMessage:
    """What a citizen leaves."""

    organisation_code: str
    """To whom."""
    kind: MessageKind
    """Question, complaint or suggestion."""
    text: str = field(repr=False)
    """At most 5,000 characters."""
    contact: str = field(default="", repr=False)
    """Only where the citizen wants to be called; never needed."""
    conversation_id: str | None = None
    """Where the citizen is told of the answer."""
    language: str = "zh"
    """In which language."""


@dataclass(frozen=True)
class MessageReceipt:
    """What the citizen is handed."""

    number: str
    """Of the message."""
    token: str = field(repr=False)
    """Opens the answer; shown once, not stored."""
    due_on: date
    """When it is answered at the latest."""
    provisional: bool
    """暂定: that day may still move."""


@dataclass(frozen=True)
class MessageView:
    """A message as its writer, or the organisation's staff, read it."""

    number: str
    organisation_code: str
    kind: MessageKind
    state: MessageState
    due_on: date
    provisional: bool
    answered_at: datetime | None
    text: str = field(repr=False)
    answer: str | None = field(repr=False)
    contact: str | None = field(repr=False)
