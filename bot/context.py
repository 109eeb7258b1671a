"""What is known of a turn while its steps run."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from bot.compose import Outcome
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
    for_person: bool = False  # whether a person has the conversation
    spoken: Language | None = None  # what was last answered in, perhaps by another process
    taken: Taken | None = None
    """What was kept of the words, where a form waited for them; the turn holds a sign instead."""
    form_waits: bool = False
    """Whether a form waited for words of its own, and got none."""
    latency_ms: dict[str, float] = field(default_factory=dict)


Step = Callable[[TurnContext], Awaitable[Outcome | None]]


def new_turn_id() -> str:
    """An id nobody can guess: receipts and ratings are kept under it."""
    return "t" + secrets.token_hex(10)


def metadata(context: TurnContext) -> dict[str, Any]:
    """What the actions need to know of a turn."""
    turn = context.turn
    return {
        "turn_id": context.turn_id,
        "language": context.language,
        "channel": str(turn.channel),
        "heard": turn.spoken,
        "as_of": turn.as_of.isoformat() if turn.as_of else None,
        "jurisdiction": turn.jurisdiction,
    }
