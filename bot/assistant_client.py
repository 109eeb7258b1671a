"""The client of the assistant: sends a turn and returns its messages, or says it is away."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import orjson

from bot.errors import AssistantUnavailableError

if TYPE_CHECKING:
    from bot.assistant_connection import AssistantConnection

SECRET_HEADER = "X-Wenzheng-Secret"  # noqa: S105 -- the name of the header

RunAction = Callable[[dict[str, Any]], Awaitable[tuple[int, object]]]
"""Runs an action call; gives the HTTP status and the body."""


class AssistantClient:
    """Sends turns to whichever assistant process is ready at the moment."""

    def __init__(
        self,
        address: Callable[[], str | None],
        secret: str,
        timeout_s: float,
        run_action: RunAction,
    ) -> None:
        """Set up, connect to nothing yet.

        Args:
            address: the ready assistant's base URL, or None while there is none.
            secret: shared with the assistant.
            timeout_s: seconds after which the knowledge answers instead.
            run_action: runs the custom actions that the assistant calls for.
        """
        self._address = address
        self._headers = {SECRET_HEADER: secret}
        self._timeout_s = timeout_s
        self._run_action = run_action
        self._connections: list[AssistantConnection] = []
        self._connecting = asyncio.Lock()

    async def turn(self, sender: str, text: str, metadata: dict[str, Any]) -> list[dict[str, Any]]:
        """Let the assistant take a turn of a conversation.

        Args:
            sender: the conversation.
            text: what was said, cleaned, or `/intent{...}` for a choice.
            metadata: what the actions need to know of the turn.

        Returns:
            Rasa's messages: each with `text`, `buttons` or `custom`.

        Raises:
            AssistantUnavailableError: none is ready, it died in mid-turn, took too long or failed.
        """
        try:
            async with asyncio.timeout(self._timeout_s):
                connection = await self._ready()
                return await connection.turn({"sender": sender, "text": text, "metadata": metadata})
        except OSError as error:  # a timeout is one, too
            raise AssistantUnavailableError(type(error).__name__) from error

    async def forget(self, sender: str) -> None:
        """Let the assistant forget a conversation.

        Raises:
            AssistantUnavailableError: none is ready or it failed; its copy goes after 30 days.
        """
        try:
            async with asyncio.timeout(self._timeout_s):
                await (await self._ready()).forget(sender)
        except OSError as error:
            raise AssistantUnavailableError(type(error).__name__) from error

    async def close(self) -> None:
        """Close the connections."""
        await asyncio.gather(*(connection.close() for connection in self._connections))

    async def _ready(self) -> AssistantConnection:
        """The connection to the assistant of the moment.

        The connection to one that was replaced stays open: it closes it once its turns have ended.
        """
        address = self._address()
        if address is None:
            raise AssistantUnavailableError("no assistant is ready")
        async with self._connecting:
            if not (self._connections and self._connections[-1].leads_to(address)):
                # aiohttp: 0.1 s that no start waits for.
                from bot.assistant_connection import AssistantConnection

                connect = AssistantConnection.connect
                connection = await connect(address, self._headers, self._run_action)
                live = (old for old in self._connections if not old.ended)
                self._connections = [*live, connection]
            return self._connections[-1]


def as_intent(intent: str, *values: str | None, language: str | None = None) -> str:
    """An intent, what it is about and in which language, as Rasa takes them without guessing."""
    entities = {name: v for name, v in zip(("value", "detail"), values, strict=False) if v}
    if language:
        entities["language"] = language
    return f"/{intent}{orjson.dumps(entities).decode()}"
