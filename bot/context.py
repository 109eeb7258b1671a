"""What the steps of a turn tell each other."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from bot.private import Taken
from bot.turns import Language, UserTurn


@dataclass(slots=True)
class TurnContext:
    """What is known of a turn while its steps run."""

    turn: UserTurn
    turn_id: str
    language: Language = "zh"
    cleaned: str = ""
    degraded: bool = False
    """Whether it had to do without the assistant."""
    for_person: bool = False
    """Whether a person has the conversation."""
    spoken: Language | None = None
    """What was last answered in, perhaps by another process."""
    taken: Taken | None = None
    """What was kept of the words, where a form waited for them; the turn holds a sign instead."""
    excess: int = 0
    """How many turns too many it is in this minute; 0 where it is not."""
    form_waits: bool = False
    """Whether a form waited for words of its own, and got none."""
    urgent: bool = False
    """Whether it has been said who helps at once."""
    latency_ms: dict[str, float] = field(default_factory=dict)


def new_turn_id() -> str:
    """An id nobody can guess: receipts and ratings are kept under it."""
    return "t" + secrets.token_hex(10)
