"""Interruptions of a form: a question in place of a name or number is answered, not filled in."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import ActionAnswer

_PERSONAL = re.compile(r"\d{5}|@")
"""Long numbers and addresses are an answer, however mistyped, and are looked up nowhere."""


class Interruptions:
    """Answers questions and commands that come where a form waits for a name or a number."""

    def __init__(self, answer: ActionAnswer) -> None:
        """Let `answer` answer."""
        self._answer = answer

    def answered(
        self,
        text: str,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        *,
        by_name: bool = False,
    ) -> dict[str, Any]:
        """Answer words that a form had taken.

        Args:
            text: the words.
            dispatcher: says the answer.
            tracker: of the conversation.
            by_name: also where they only name what the knowledge speaks of.

        Returns:
            Slots as the answer leaves them; empty where the words ask nothing that is known.
        """
        if not text or _PERSONAL.search(text):
            return {}
        events = self._answer.outright(text, dispatcher, tracker)
        if events is None and by_name:
            events = self._answer.topic(text, dispatcher, tracker)
        if events is None:
            return {}
        dispatcher.utter_message(response="utter_form_goes_on")
        slots = {e["name"]: e["value"] for e in events if e.get("event") == "slot"}
        return {"topic": tracker.get_slot("topic"), **slots}
