"""The client of the assistant: one turn there and back, or an error that means: answer yourself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aiohttp
import orjson

from bot.errors import AssistantUnavailableError

SECRET_HEADER = "X-Wenzheng-Secret"  # noqa: S105 -- the name of the header


class AssistantClient:
    """Speaks to whichever assistant process is ready at the moment."""

    def __init__(self, address: Callable[[], str | None], secret: str, timeout_s: float) -> None:
        """Set up, connect to nothing yet.

        Args:
            address: the ready assistant's base URL, or None while there is none.
            secret: shared with the assistant.
            timeout_s: seconds after which the knowledge answers instead.
        """
        self._address = address
        self._headers = {SECRET_HEADER: secret}
        self._timeout = aiohttp.ClientTimeout(total=timeout_s)
        self._http: aiohttp.ClientSession | None = None

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
        address = self._address()
        if address is None:
            raise AssistantUnavailableError("no assistant is ready")
        if self._http is None:
            self._http = aiohttp.ClientSession(headers=self._headers, timeout=self._timeout)
        body = orjson.dumps({"sender": sender, "text": text, "metadata": metadata})
        try:
            async with self._http.post(f"{address}/turns", data=body) as response:
                response.raise_for_status()
                messages: list[dict[str, Any]] = orjson.loads(await response.read())["messages"]
        except (aiohttp.ClientError, TimeoutError, orjson.JSONDecodeError, KeyError) as error:
            raise AssistantUnavailableError(type(error).__name__) from error
        return messages

    async def forget(self, sender: str) -> None:
        """Let the assistant forget a conversation.

        Raises:
            AssistantUnavailableError: none is ready or it failed; its copy goes after 30 days.
        """
        address = self._address()
        if address is None or self._http is None:
            raise AssistantUnavailableError("no assistant is ready")
        try:
            async with self._http.delete(f"{address}/conversations/{sender}") as response:
                response.raise_for_status()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise AssistantUnavailableError(type(error).__name__) from error

    async def close(self) -> None:
        """Close the connections."""
        if self._http is not None:
            await self._http.close()
