"""The journey of a message (留言、投诉、建议) to an organisation."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.forms import HELD, INFORM, KEPT, Events, Form, Said, emptied
from casework.answers import Answers, marker
from casework.message_forms import MessageReceipt, NewMessage
from casework.messages import leave
from casework.models import MessageKind
from casework.office import Office

TEXT, TOKEN = "message.text", "message.token"
"""Fields of kept answers."""


class MessageForm(Form):
    """Reads what kind of message it is, its text, and whether it is to be sent."""

    form = "message_form"
    slots = ("message_kind", "message_text", "message_confirmed")

    async def hear(
        self, slot: str, answer: Said, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Mapping[str, Any] | None:
        """Read one answer (contract: `Form.hear`)."""
        if slot == "message_kind" and answer.intent == INFORM:
            return {slot: answer.value if answer.value in set(MessageKind) else None}
        if slot == "message_text" and answer.intent == KEPT:
            return {slot: HELD}
        if slot == "message_confirmed" and answer.intent in ("affirm", INFORM):
            return {slot: True} if answer.value != "change" else {"message_text": None, slot: None}
        return None


class ActionAskMessageConfirmed(Action):
    """Reads the message back."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_ask_message_form_message_confirmed"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Show what will be sent, and ask whether it is right."""
        dispatcher.utter_message(response="utter_message_read_back", message=marker(TEXT))
        dispatcher.utter_message(response="utter_ask_message_send")
        return []


class ActionSubmitMessage(Action):
    """Hands the message in."""

    def __init__(self, office: Office, answers: Answers) -> None:
        self._office = office
        self._answers = answers

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_submit_message"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Store it, and hand out its number and the token that opens the answer."""
        receipt = await asyncio.to_thread(
            self._leave, tracker.sender_id, MessageKind(tracker.get_slot("message_kind"))
        )
        dispatcher.utter_message(
            response="utter_message_sent",
            number=receipt.number,
            token=marker(TOKEN),
            due=receipt.due_on.isoformat(),
        )
        return emptied(MessageForm)

    def _leave(self, conversation_id: str, kind: MessageKind) -> MessageReceipt:
        kept = self._answers.kept(conversation_id, "message")
        new = NewMessage("zwgk", kind, kept[TEXT], conversation_id=conversation_id)
        with self._office.occasion() as occasion:
            receipt = leave(occasion, new)
        self._answers.drop(conversation_id, "message")
        self._answers.keep(conversation_id, TOKEN, receipt.token)
        return receipt
