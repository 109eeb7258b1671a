"""What processes tell each other of conversations."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Protocol

from bot.events import EventKind


@dataclass(frozen=True, slots=True)
class News:
    """Something has happened in a conversation."""

    conversation_id: str
    """Where."""
    seq: int
    """Number of the event, which is in the database; 0 for one that passes and is not kept."""
    kind: EventKind
    """What it is."""
    author: str | None = None
    """Who is writing, of what passes."""
    shown: str | None = None
    """The reply as listeners see it, as JSON, where it holds what is not kept."""

    def known(self) -> tuple[Any, ...]:
        """All but what is shown and not kept."""
        return self.conversation_id, self.seq, self.kind, self.author

    def showing(self, reply: str) -> News:
        """The same with a reply that is shown and not kept."""
        return replace(self, shown=reply)


class Fanout(Protocol):
    """The way to the other processes."""

    def tell(self, news: News) -> None:
        """Pass something on, at once and without waiting; it may be lost."""
        ...
