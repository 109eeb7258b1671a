"""What actions read of Rasa's tracker, and the events they answer with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rasa_sdk import Tracker

from bot.turns import Language

Events = list[dict[str, Any]]
"""What `Action.run` returns: events of `rasa_sdk.events`, in order."""


@dataclass(frozen=True, slots=True)
class LatestMessage:
    """The citizen's latest turn, as the assistant understood it."""

    intent: str
    """Name of the intent; empty where none was found."""
    text: str
    """The words, masked; empty where they were kept sealed or a choice was taken."""
    value: str | None
    """What a choice is about: the part behind the intent in `intent:value:detail`."""
    detail: str | None
    """The last part of such a choice."""

    @property
    def phrase(self) -> str:
        """The words in small letters, without the punctuation around them."""
        return phrase_of(self.text)


def phrase_of(text: str) -> str:
    """A text as it is compared with fixed phrases: 对。 and 对 are one."""
    return text.lower().strip("。.!！ ")


def latest_message(tracker: Tracker) -> LatestMessage:
    """The latest turn of a conversation."""
    message = tracker.latest_message
    intent = (message.get("intent") or {}).get("name") or ""
    values = {e["entity"]: e["value"] for e in message.get("entities") or ()}
    text = message.get("text") or ""
    return LatestMessage(
        intent,
        "" if text.startswith("/") else text,
        values.get("value"),
        values.get("detail"),
    )


def language_of(tracker: Tracker) -> Language:
    """The language of the latest turn."""
    return "en" if tracker.get_slot("language") == "en" else "zh"
