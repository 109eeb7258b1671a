"""A message (留言) is begun, read back and sent to its organisation."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.forms import HELD, AskKept, ask_forgotten, emptied
from actions.interruptions import Interruptions
from actions.message import CONTACT, FURTHER, TEXT, TOKEN, MessageForm, kind_named
from actions.organisations import AskOrganisation, Offices
from actions.parts import Parts
from actions.pausing import Begin
from actions.tracking import Events, language_of, latest_message
from actions.utterances import utter_blocks
from bot.turns import CardBlock, Say
from casework.answers import Answers, marker
from casework.message_forms import MessageReceipt, NewMessage
from casework.messages import leave
from casework.models import MessageKind
from casework.office import Office

LABELS = {
    MessageKind.QUESTION: "utter_label_question",
    MessageKind.SUGGESTION: "utter_label_suggestion",
    MessageKind.COMPLAINT: "utter_label_complaint",
}


class ActionBeginMessage(Begin):
    """Begins a message; 我要投诉 has said what kind it is."""

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Note the kind where it was said, and begin, or go on with the one that waits."""
        events = await super().run(dispatcher, tracker, domain)
        begun = latest_message(tracker)
        kind = begun.value if begun.value in set(MessageKind) else kind_named(begun.text)
        return [*([SlotSet("message_kind", kind)] if kind else []), *events]


class ActionAskMessageConfirmed(Action):
    """Reads the message back."""

    def __init__(self, offices: Offices, answers: Answers, say: Say) -> None:
        self._offices = offices
        self._answers = answers
        self._say = say

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_ask_message_form_message_confirmed"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Show what will be sent, and ask whether it is right; more may be told here too."""
        await asyncio.to_thread(self._answers.expect, tracker.sender_id, FURTHER)
        language = language_of(tracker)
        code = tracker.get_slot("message_body")
        body = await asyncio.to_thread(self._offices.name, code, language)
        kind = LABELS[MessageKind(tracker.get_slot("message_kind"))]
        facts = [
            (self._say("utter_label_kind", language), self._say(kind, language)),
            (self._say("utter_label_body", language), body),
            (self._say("utter_label_message", language), marker(TEXT)),
        ]
        if tracker.get_slot("message_contact") == HELD:
            facts.append((self._say("utter_label_contact", language), marker(CONTACT)))
        utter_blocks(
            dispatcher, CardBlock(self._say("utter_message_read_back", language), tuple(facts))
        )
        dispatcher.utter_message(response="utter_ask_message_form_send")
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
        kept = await asyncio.to_thread(self._answers.kept, tracker.sender_id, "message")
        if TEXT not in kept:
            return ask_forgotten(dispatcher, MessageForm, ("message_text", "message_confirmed"))
        receipt = await asyncio.to_thread(self._leave, tracker, kept)
        dispatcher.utter_message(
            response="utter_message_sent",
            number=receipt.number,
            token=marker(TOKEN),
            due=receipt.due_on.isoformat(),
        )
        if receipt.provisional:
            dispatcher.utter_message(response="utter_due_provisional")
        return emptied(MessageForm)

    def _leave(self, tracker: Tracker, kept: Mapping[str, str]) -> MessageReceipt:
        has_contact = tracker.get_slot("message_contact") == HELD
        new = NewMessage(
            tracker.get_slot("message_body"),
            MessageKind(tracker.get_slot("message_kind")),
            kept[TEXT],
            contact=kept.get(CONTACT, "") if has_contact else "",
            conversation_id=tracker.sender_id,
            language=language_of(tracker),
        )
        with self._office.occasion() as occasion:
            receipt = leave(occasion, new)
        self._answers.drop(tracker.sender_id, "message")
        self._answers.keep(tracker.sender_id, TOKEN, receipt.token)
        return receipt


def message_actions(parts: Parts, interruptions: Interruptions) -> list[Action]:
    """All actions of this journey."""
    answers, form, offices = parts.answers, MessageForm.form, Offices(parts)
    return [
        ActionBeginMessage(form),
        MessageForm(answers, offices, interruptions),
        AskKept(answers, form, "message_kind", field=FURTHER),  # many tell it at once
        AskKept(answers, form, "message_text", field=TEXT, prose=True),
        AskKept(answers, form, "message_more", field=FURTHER, prose=True),
        AskOrganisation(parts, offices, form, "message_body", field=TEXT, more=FURTHER),
        AskKept(answers, form, "message_contact", field=CONTACT),
        ActionAskMessageConfirmed(offices, answers, parts.say),
        ActionSubmitMessage(parts.office, answers),
    ]
