"""A form steps aside for anything else, and can be gone on with.

Rasa would ask the form's question again after every other answer. An impatient person asks three
things in a row: so a form at hand pauses as soon as another action has run, says once that it can
be gone on with, and waits for the intent `resume`.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import ActionAnswer
from actions.forms import DOUBT, REQUESTED_SLOT, Events, Form, emptied
from casework.answers import KEPT_FOR, Answers
from casework.frontdesk import FrontDesk

PAUSED = "paused"
"""The slot that holds the name of the form that waits."""


_BESIDE_FORMS = (
    "action_stop",
    "action_resume",
    "action_rate",
    "action_rate_why",
    "action_apply_at_window",
    "action_chat",
)
"""Actions that end or change the form themselves, or after which it just goes on."""
_OF_A_FORM = re.compile("^(validate|action_ask|action_begin)_")


def active_form(tracker: Tracker) -> str | None:
    """The form at hand."""
    return (tracker.active_loop or {}).get("name")


def paused_by(action: str, active_form: str | None) -> bool:
    """Whether an action is no part of the form at hand, which therefore pauses."""
    if active_form is None or action in _BESIDE_FORMS:
        return False
    return not _OF_A_FORM.sub("", action).startswith(active_form)


def pausing(form: str, dispatcher: CollectingDispatcher) -> Events:
    """Events that let a form wait; says that it does."""
    dispatcher.utter_message(response="utter_offer_resume")
    return [ActiveLoop(None), SlotSet(REQUESTED_SLOT, None), SlotSet(PAUSED, form)]


def lapsed(form: Form, dispatcher: CollectingDispatcher) -> Events:
    """Events that end a form nobody went on with for a day; says that it did."""
    dispatcher.utter_message(response="utter_form_lapsed")
    return [ActiveLoop(None), SlotSet(REQUESTED_SLOT, None), *emptied(type(form))]


def is_long_ago(tracker: Tracker) -> bool:
    """Whether the citizen was silent before the latest turn for longer than answers are kept."""
    times = [(e.get("event"), e.get("timestamp") or 0.0) for e in tracker.events]
    said_at = next((n for n in range(len(times) - 1, 0, -1) if times[n][0] == "user"), None)
    if said_at is None:
        return False
    return times[said_at][1] - times[said_at - 1][1] > KEPT_FOR.total_seconds()


def begin(form: str, tracker: Tracker) -> Events:
    """Events that begin a form, or go on with it where it is at hand or waits."""
    waits_no_more = [SlotSet(PAUSED, None)] if tracker.get_slot(PAUSED) == form else []
    return [*waits_no_more, FollowupAction(form)]


class Begin(Action):
    """Begins a form: the action `action_begin_<form>`. Another form at hand pauses."""

    def __init__(self, form: str) -> None:
        self._form = form

    def name(self) -> str:
        """The action's name in domain.yml."""
        return f"action_begin_{self._form}"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Let the form ask its first question, or the one it had come to."""
        return begin(self._form, tracker)


class ActionResume(Action):
    """Goes on with the form that waits; another one at hand waits in its place."""

    def __init__(self, forms: Mapping[str, Form]) -> None:
        """Go on with any of these forms, by name."""
        self._forms = forms

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_resume"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Let the form ask its next question; say so where none waits."""
        form, active = tracker.get_slot(PAUSED), active_form(tracker)
        if form is None and active is None:
            dispatcher.utter_message(response="utter_nothing_to_resume")
            return []
        if is_long_ago(tracker):
            return [*lapsed(self._forms[form or active or ""], dispatcher), SlotSet(PAUSED, None)]
        if form is None or form == active:
            return [SlotSet(PAUSED, None), FollowupAction(active)]
        over = [ActiveLoop(None), SlotSet(REQUESTED_SLOT, None)] if active else []
        return [*over, SlotSet(PAUSED, active), FollowupAction(form)]


class ActionAnswerMeant(Action):
    """Answers words that a form had taken and that were a question after all."""

    def __init__(self, answers: Answers, answer: ActionAnswer) -> None:
        self._answers = answers
        self._answer = answer

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_answer_meant"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Take them back from the form and answer them; ask for them where they have gone."""
        field = tracker.get_slot(DOUBT)
        kept = await asyncio.to_thread(self._answers.kept, tracker.sender_id)
        text = kept.get(field or "", "")
        if not text:
            dispatcher.utter_message(response="utter_say_again")
            return [SlotSet(DOUBT, None)]
        await asyncio.to_thread(self._answers.discard, tracker.sender_id, field)
        return [*self._answer.answer(text, dispatcher, tracker), SlotSet(DOUBT, None)]


class ActionAffirm(Action):
    """A yes to nothing; 提交 after a form was left has sent nothing, and must not seem to."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_affirm"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Say that nothing was sent where a form waits."""
        if tracker.get_slot(PAUSED):
            dispatcher.utter_message(response="utter_not_sent_yet")
            dispatcher.utter_message(response="utter_offer_resume")
        else:
            dispatcher.utter_message(response="utter_nothing_to_stop")
        return []


class ActionStop(Action):
    """Leaves the form at hand and the one that waits; what was answered is forgotten."""

    def __init__(self, answers: Answers, forms: Mapping[str, Form], desk: FrontDesk) -> None:
        """Stop any of these forms, by name; where there is none, waiting for a person."""
        self._desk = desk
        self._answers = answers
        self._forms = forms

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_stop"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Say that nothing was sent; where there was no form, that there is nothing to stop."""
        if not (active_form(tracker) or tracker.get_slot(PAUSED)):
            waited = await asyncio.to_thread(self._desk.give_up, tracker.sender_id)
            response = "utter_human_given_up" if waited else "utter_nothing_to_stop"
            dispatcher.utter_message(response=response)
            return []
        await asyncio.to_thread(self._answers.drop, tracker.sender_id)
        dispatcher.utter_message(response="utter_stopped")
        slots = (slot for form in self._forms.values() for slot in form.slots)
        over = (REQUESTED_SLOT, PAUSED, DOUBT, *slots)
        return [ActiveLoop(None), *(SlotSet(slot, None) for slot in over)]
