"""The journey of asking again (追问), once, after an answer that did not help."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.forms import HELD, KEPT, AskKept, Form, emptied
from actions.messages import AGAIN, Messages
from actions.pausing import begin
from actions.tracking import Events, LatestMessage, latest_message
from casework.answers import Answers
from casework.models import MessageState


class AgainForm(Form):
    """Reads what is asked again after an answer that did not help."""

    form = "again_form"
    slots = ("again_case", "again_text")

    async def hear(
        self, slot: str, answer: LatestMessage, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Mapping[str, Any] | None:
        """Read one answer (contract: `Form.hear`)."""
        return {slot: HELD} if slot == "again_text" and answer.intent == KEPT else None


class ActionBeginAgain(Action):
    """Begins asking again, about the message named or the newest that is answered."""

    def __init__(self, messages: Messages) -> None:
        self._messages = messages

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_begin_again_form"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Remember which message it is about; say so where none is answered."""
        named = latest_message(tracker).value
        found = await asyncio.to_thread(self._answered, tracker.sender_id, named)
        if found is None:
            dispatcher.utter_message(response="utter_nothing_to_ask_again")
            return []
        return [SlotSet("again_case", found), *begin(AgainForm.form, tracker)]

    def _answered(self, conversation_id: str, named: str | None) -> str | None:
        candidates = [named] if named else [*self._messages.own(conversation_id), HELD]
        for each in candidates:
            found = self._messages.view(conversation_id, each)
            if found and found.state is MessageState.ANSWERED:
                return each
        return None


class ActionSubmitAgain(Action):
    """Asks again."""

    def __init__(self, messages: Messages) -> None:
        self._messages = messages

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_submit_again"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Send it; asking again is possible once."""
        about = tracker.get_slot("again_case")
        done = await asyncio.to_thread(self._messages.follow_up, tracker.sender_id, about)
        dispatcher.utter_message(response="utter_asked_again" if done else "utter_not_asked_again")
        return emptied(AgainForm)


def follow_up_actions(messages: Messages, answers: Answers) -> list[Action]:
    """All actions of this journey."""
    return [
        AgainForm(),
        AskKept(answers, AgainForm.form, "again_text", field=AGAIN, prose=True),
        ActionBeginAgain(messages),
        ActionSubmitAgain(messages),
    ]
