"""What actions say beside the domain's responses: typed blocks, and the language to go on in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from bot.turns import Block, Language

if TYPE_CHECKING:  # the service reads the keys long before it needs rasa_sdk
    from rasa_sdk import Tracker
    from rasa_sdk.executor import CollectingDispatcher

BLOCKS, LANGUAGE = "blocks", "language"
"""Keys of a message's custom payload."""


def say(dispatcher: CollectingDispatcher, *blocks: Block) -> None:
    """Say blocks, in order.

    They pass through the assistant's tracker: nothing personal may stand in them but as a
    `casework.answers.marker`, and no answer of the knowledge (see `actions.findings` for those).
    """
    payload: dict[str, Any] = {BLOCKS: orjson.loads(orjson.dumps(blocks))}
    dispatcher.utter_message(json_message=payload)


def language_of(tracker: Tracker) -> Language:
    """The language of the latest turn."""
    return "en" if tracker.get_slot("language") == "en" else "zh"


def speak(dispatcher: CollectingDispatcher, language: Language) -> None:
    """Go on in this language, also in the rest of this turn."""
    dispatcher.utter_message(json_message={LANGUAGE: language})
