"""The client of the assistant: one turn there and back, or an error that means: answer yourself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
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
        self._http = httpx.AsyncClient(
            headers={SECRET_HEADER: secret},
            timeout=timeout_s,
            limits=httpx.Limits(max_keepalive_connections=64),
            trust_env=False,
        )

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
        body = orjson.dumps({"sender": sender, "text": text, "metadata": metadata})
        try:
            response = await self._http.post(f"{address}/turns", content=body)
            response.raise_for_status()
        except httpx.HTTPError as error:
            raise AssistantUnavailableError(type(error).__name__) from error
        messages: list[dict[str, Any]] = orjson.loads(response.content)["messages"]
        return messages

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()
