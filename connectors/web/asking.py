"""Turns under way: they run to their end whatever becomes of the connection they came by."""

from __future__ import annotations

import asyncio
from collections import Counter

import structlog

from bot.turns import FLOOD, Channel, Reply, UserTurn
from connectors.base import Respond
from connectors.web.envelopes import Message
from connectors.web.errors import Busy

MAX_UNANSWERED = 8
"""Messages of one conversation that may wait for an answer at once."""

FAULT = "internal"
"""Code of a fault of ours."""

_log = structlog.get_logger(__name__)


class Asking:
    """Starts turns and keeps them alive."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond
        self._turns: set[asyncio.Task[Reply]] = set()
        self._waiting: Counter[str] = Counter()

    def start(
        self, message: Message, conversation_id: str, client_key: str | None
    ) -> asyncio.Task[Reply]:
        """Start the turn of one message.

        Raises:
            Busy: `MAX_UNANSWERED` messages of this conversation are waiting already.
        """
        if self._waiting[conversation_id] >= MAX_UNANSWERED:
            raise Busy
        self._waiting[conversation_id] += 1
        turn = UserTurn(
            channel=Channel.WEB,
            conversation_id=conversation_id,
            text=message.text,
            msg_id=message.msg_id,
            choice=message.choice,
            language=message.language,
            jurisdiction=message.jurisdiction,
            client_key=client_key,
        )
        task = asyncio.ensure_future(self._respond(turn))
        self._turns.add(task)
        task.add_done_callback(lambda done: self._ended(done, message, conversation_id))
        return task

    @staticmethod
    def failure(turn: asyncio.Task[Reply]) -> str | None:
        """The code of what went wrong with a turn; None where its answer is among the events."""
        if turn.cancelled() or turn.exception() is not None:
            return FAULT
        return Busy.code if turn.result().rule == FLOOD else None

    def _ended(self, task: asyncio.Task[Reply], message: Message, conversation_id: str) -> None:
        self._turns.discard(task)
        self._waiting[conversation_id] -= 1
        if not self._waiting[conversation_id]:
            del self._waiting[conversation_id]
        if not task.cancelled() and (fault := task.exception()) is not None:
            # `Respond` never raises for what was said, so this is a fault of ours.
            _log.error("web_turn_failed", msg_id=message.msg_id, exc_info=fault)
