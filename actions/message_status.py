"""What became of a message: shown to its writer, who may take it back."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.forms import HELD, KEPT, AskKept, Form, emptied
from actions.guesses import refusal_of
from actions.message_follow_up import follow_up_actions
from actions.messages import ANSWER, TOKEN, Messages
from actions.organisations import Offices
from actions.parts import Parts
from actions.pausing import begin
from actions.tracking import Events, LatestMessage, language_of, latest_message
from actions.utterances import utter_blocks
from bot.turns import CardBlock, Choice, ChoicesBlock, Language, TextBlock
from casework.answers import Answers, marker
from casework.message_forms import MessageView
from casework.models import MessageState

_STATES = {
    MessageState.OPEN: "utter_message_open",
    MessageState.ANSWERED: "utter_message_answered",
    MessageState.WITHDRAWN: "utter_message_withdrawn",
    MessageState.CLOSED: "utter_message_answered",
}


class LookupForm(Form):
    """Reads the token of a message left elsewhere."""

    form = "lookup_form"
    slots = ("lookup_token",)

    def __init__(self, messages: Messages, answers: Answers) -> None:
        self._messages = messages
        self._answers = answers

    async def hear(
        self, slot: str, answer: LatestMessage, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Mapping[str, Any] | None:
        """Read one answer (contract: `Form.hear`)."""
        if answer.intent != KEPT:
            return None
        refusal = await refusal_of(
            self._answers, tracker.sender_id, TOKEN, self._messages.opens, "utter_lookup_refused"
        )
        if refusal is None:
            return {slot: HELD}
        dispatcher.utter_message(response=refusal)
        return {slot: None}


class _MessageAction(Action):
    """Shows messages."""

    def __init__(self, parts: Parts, messages: Messages, offices: Offices) -> None:
        self._say = parts.say
        self._messages = messages
        self._offices = offices

    async def _show(self, dispatcher: CollectingDispatcher, tracker: Tracker, named: str) -> None:
        language, conversation = language_of(tracker), tracker.sender_id
        found = await asyncio.to_thread(self._messages.view, conversation, named)
        if found is None:
            dispatcher.utter_message(response="utter_choice_over")
            return
        body = await asyncio.to_thread(self._offices.name, found.organisation_code, language)
        facts = [
            (self._say("utter_label_step", language), self._say(_STATES[found.state], language)),
            (self._say("utter_label_body", language), body),
        ]
        if found.state is MessageState.OPEN:
            facts.append((self._say("utter_label_due", language), self._due(found, language)))
        utter_blocks(dispatcher, CardBlock(found.number, tuple(facts)))
        if found.answer is not None:
            utter_blocks(dispatcher, TextBlock(marker(ANSWER)))
        utter_blocks(dispatcher, self._choices(found, named, language))

    def _due(self, view: MessageView, language: Language) -> str:
        day = view.due_on.isoformat()
        return self._say("utter_day_provisional", language, day=day) if view.provisional else day

    def _choices(self, view: MessageView, named: str, language: Language) -> ChoicesBlock:
        choices = []
        if view.state is MessageState.ANSWERED:
            choices.append(Choice(self._say("utter_choice_again", language), f"follow_up:{named}"))
        if view.state is MessageState.OPEN:
            label = self._say("utter_choice_withdraw_msg", language)
            choices.append(Choice(label, f"withdraw_msg:{named}"))
        label = self._say("utter_choice_other_message", language)
        return ChoicesBlock((*choices, Choice(label, "message_status:other")))


class ActionMessageStatus(_MessageAction):
    """Says what became of the messages of this conversation; asks for a token where none is."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_message_status"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Show the newest one, or begin to ask for a token."""
        named = latest_message(tracker).value
        own = await asyncio.to_thread(self._messages.own, tracker.sender_id)
        if named == "other" or (named is None and not own):
            return [SlotSet("lookup_token", None), *begin(LookupForm.form, tracker)]
        await self._show(dispatcher, tracker, named or own[0])
        return []


class ActionShowMessage(_MessageAction):
    """Shows the message whose token was given."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_show_message"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Show it; the token stays kept for asking again or taking it back."""
        await self._show(dispatcher, tracker, HELD)
        return emptied(LookupForm)


class ActionWithdrawMessage(_MessageAction):
    """Takes a message back, once that is confirmed."""

    def __init__(
        self, parts: Parts, messages: Messages, offices: Offices, status: ActionMessageStatus
    ) -> None:
        super().__init__(parts, messages, offices)
        self._status = status

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_withdraw_msg"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Ask whether it is meant, or do it; without a message named, show the newest."""
        named = latest_message(tracker).value
        if named is None:
            return await self._status.run(dispatcher, tracker, domain)
        if latest_message(tracker).detail != "yes":
            dispatcher.utter_message(response="utter_withdraw_msg_sure", number=named)
            return []
        done = await asyncio.to_thread(self._messages.withdraw, tracker.sender_id, named)
        dispatcher.utter_message(response="utter_withdrawn" if done else "utter_not_withdrawn")
        return []


def message_status_actions(parts: Parts) -> list[Action]:
    """All actions of this journey and of the one that goes on from it."""
    answers, offices = parts.answers, Offices(parts)
    messages = Messages(parts.office, answers)
    status = ActionMessageStatus(parts, messages, offices)
    return [
        status,
        ActionShowMessage(parts, messages, offices),
        ActionWithdrawMessage(parts, messages, offices, status),
        LookupForm(messages, answers),
        AskKept(answers, LookupForm.form, "lookup_token", field=TOKEN),
        *follow_up_actions(messages, answers),
    ]
