"""What actions utter beside the domain's responses: typed blocks, and a change of language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from bot.turns import Block, Language

if TYPE_CHECKING:  # the service reads the keys long before it needs rasa_sdk
    from rasa_sdk.executor import CollectingDispatcher

BLOCKS, LANGUAGE = "blocks", "language"
"""Keys of a message's custom payload."""


def utter_blocks(dispatcher: CollectingDispatcher, *blocks: Block) -> None:
    """Utter blocks, in order.

    They pass through the assistant's tracker: nothing personal may stand in them but as a
    `casework.answers.marker`, and no answer of the knowledge (see `actions.findings` for those).
    """
    payload: dict[str, Any] = {BLOCKS: orjson.loads(orjson.dumps(blocks))}
    dispatcher.utter_message(json_message=payload)


def switch_language(dispatcher: CollectingDispatcher, language: Language) -> None:
    """Answer in this language from now on, also in the rest of this turn."""
    dispatcher.utter_message(json_message={LANGUAGE: language})
