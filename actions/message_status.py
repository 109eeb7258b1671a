"""What became of a message: its answer, asking again once, taking it back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.forms import HELD, KEPT, AskKept, Form, emptied
from actions.guesses import CodeGuesses, TooManyGuesses, forgotten
from actions.organisations import Offices
from actions.parts import Parts
from actions.pausing import begin
from actions.tracking import Events, LatestMessage, language_of, latest_message
from actions.utterances import utter_blocks
from bot.turns import CardBlock, Choice, ChoicesBlock, Language, TextBlock
from casework.answers import Answers, marker
from casework.errors import AccessRefused, InvalidInput, RuleError
from casework.message_forms import MessageView
from casework.messages import follow_up, read, withdraw
from casework.models import MessageState
from casework.office import Office
from casework.own import OwnCase, own_messages

TOKEN, ANSWER, AGAIN = "lookup.token", "paper.answer", "again.text"
"""Fields of kept answers."""
_STATES = {
    MessageState.OPEN: "utter_message_open",
    MessageState.ANSWERED: "utter_message_answered",
    MessageState.WITHDRAWN: "utter_message_withdrawn",
    MessageState.CLOSED: "utter_message_answered",
}


class Messages:
    """Messages as their writers come to them. Every call reads or writes the database."""

    def __init__(self, office: Office, answers: Answers) -> None:
        self._office = office
        self._answers = answers
        self._guesses = CodeGuesses()

    def own(self, conversation_id: str) -> list[str]:
        """Numbers of those left in the conversation, newest first."""
        with self._office.database.read() as session:
            return own_messages(session, conversation_id)

    def key(self, conversation_id: str, named: str | None) -> str | OwnCase | None:
        """What opens the message a choice names, or the one whose token was given."""
        if named is not None and named != HELD:
            return OwnCase(conversation_id, named)
        return self._answers.kept(conversation_id, "lookup").get(TOKEN)

    def opens(self, conversation_id: str) -> bool:
        """Whether the token that was given opens a message (raises `TooManyGuesses`)."""
        with self._guesses.guess(conversation_id) as guess:
            guess.is_right = self.view(conversation_id, HELD) is not None
        return guess.is_right

    def view(self, conversation_id: str, named: str | None) -> MessageView | None:
        """A message, its answer kept for the reply; None where nothing opens it."""
        key = self.key(conversation_id, named)
        if key is None:
            return None
        try:
            with self._office.occasion() as occasion:
                found = read(occasion, key)
        except AccessRefused:
            return None
        if found.answer is not None:
            self._answers.keep(conversation_id, ANSWER, found.answer)
        return found

    def withdraw(self, conversation_id: str, named: str | None) -> bool:
        """Take it back; False where it is answered already or not theirs."""
        return self._act(withdraw, self.key(conversation_id, named))

    def follow_up(self, conversation_id: str, named: str | None) -> bool:
        """Ask again with the words kept; False where that was done before."""
        text = self._answers.kept(conversation_id, "again").get(AGAIN)
        if text is None or not self._act(follow_up, self.key(conversation_id, named), text):
            return False
        self._answers.drop(conversation_id, "again")
        return True

    def _act(self, act: Callable[..., Any], key: str | OwnCase | None, *given: str) -> bool:
        with suppress(AccessRefused, RuleError, InvalidInput):
            if key is not None:
                with self._office.occasion() as occasion:
                    act(occasion, key, *given)
                return True
        return False


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
        conversation = tracker.sender_id
        refusal = await forgotten(self._answers, conversation, TOKEN) or "utter_lookup_refused"
        try:
            if await asyncio.to_thread(self._messages.opens, conversation):
                return {slot: HELD}
        except TooManyGuesses:
            refusal = "utter_too_many_guesses"
        await asyncio.to_thread(self._answers.drop, conversation, "lookup")
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

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_withdraw_msg"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Ask whether it is meant, or do it; without a message named, show the newest."""
        named = latest_message(tracker).value
        if named is None:
            return [FollowupAction("action_message_status")]
        if latest_message(tracker).detail != "yes":
            dispatcher.utter_message(response="utter_withdraw_msg_sure", number=named)
            return []
        done = await asyncio.to_thread(self._messages.withdraw, tracker.sender_id, named)
        dispatcher.utter_message(response="utter_withdrawn" if done else "utter_not_withdrawn")
        return []


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


def message_status_actions(parts: Parts) -> list[Action]:
    """All actions of this journey."""
    answers, offices = parts.answers, Offices(parts)
    messages = Messages(parts.office, answers)
    return [
        ActionMessageStatus(parts, messages, offices),
        ActionShowMessage(parts, messages, offices),
        ActionWithdrawMessage(parts, messages, offices),
        LookupForm(messages, answers),
        AskKept(answers, LookupForm.form, "lookup_token", field=TOKEN),
        AgainForm(),
        AskKept(answers, AgainForm.form, "again_text", field=AGAIN, prose=True),
        ActionBeginAgain(messages),
        ActionSubmitAgain(messages),
    ]
