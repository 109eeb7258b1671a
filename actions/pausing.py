"""A form steps aside for anything else, and can be gone on with.

A question in the midst of a form is answered, and the form's own question put again behind the
answer: whatever fits it goes on with the form. Another errand, a menu or a person takes its place:
then the form pauses, says once that it can be gone on with, and waits for the intent `resume`, or
for one of its own buttons.
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
from actions.findings import FINDINGS
from actions.forms import DOUBT, KEPT, REQUESTED_SLOT, Form, emptied
from actions.tracking import Events, latest_message
from casework.answers import KEPT_FOR, Answers
from casework.frontdesk import FrontDesk

PAUSED, PAUSED_AT = "paused", "paused_at"
"""Slots that hold the name of the form that waits, and which of its slots was asked for."""

_BESIDE_FORMS = (
    "action_stop",
    "action_resume",
    "action_rate",
    "action_rate_why",
    "action_apply_at_window",
    "action_chat",
)
"""Actions that end or change the form themselves, or after which it just goes on."""
_ANSWERING = frozenset(
    (
        *("action_answer", "action_choose", "action_correct", "action_another"),
        *("action_none_of_these", "action_repeat", "action_shorten", "action_answer_meant"),
        *("action_speak_english", "action_speak_chinese", "action_small_talk", "action_affirm"),
        *("action_begin_guide", "action_subscribe", "action_unsubscribe"),
    )
)
"""Actions after which the form goes on, unless they began a form themselves."""
_BEGINS = ("followup", "active_loop")
"""Events by which an action begins something."""
_OF_A_FORM = re.compile("^(validate|action_ask|action_begin)_")


_SEND = re.compile("提交|发送|送出|submit|send")


def active_form(tracker: Tracker) -> str | None:
    """The form at hand."""
    return (tracker.active_loop or {}).get("name")


def paused_by(action: str, active_form: str | None) -> bool:
    """Whether an action is no part of the form at hand, which therefore pauses."""
    if active_form is None or action in _BESIDE_FORMS:
        return False
    return not _OF_A_FORM.sub("", action).startswith(active_form)


def goes_on(action: str, done: Mapping[str, Events]) -> bool:
    """Whether the form at hand goes on after an action that is no part of it.

    Args:
        action: its name; another errand's, too, where the knowledge had its say instead.
        done: its `events` and `responses`.
    """
    answers = action in _ANSWERING or any(
        FINDINGS in (response.get("custom") or {}) for response in done["responses"]
    )
    return answers and not any(e.get("event") in _BEGINS for e in done["events"])


def pausing(form: str, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    """Events that let a form wait; says that it does."""
    dispatcher.utter_message(response="utter_offer_resume")
    asked = SlotSet(PAUSED_AT, tracker.get_slot(REQUESTED_SLOT))
    return [ActiveLoop(None), SlotSet(REQUESTED_SLOT, None), SlotSet(PAUSED, form), asked]


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

    def __init__(self, form: str, topic: str | None = None) -> None:
        """`topic`: what is asked in the midst of it is about, where it names no matter."""
        self._form = form
        self._topic = topic

    def name(self) -> str:
        """The action's name in domain.yml."""
        return f"action_begin_{self._form}"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Let the form ask its first question, or the one it had come to."""
        about = [] if self._topic is None else [SlotSet("topic", self._topic)]
        return [*about, *begin(self._form, tracker)]


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


class ActionTakeUp(Action):
    """An answer to a form that waits goes on with it; one to a form that is over is owned up to."""

    def __init__(self, forms: Mapping[str, Form], answers: Answers) -> None:
        """Go on with any of these forms, by name."""
        self._forms = forms
        self._answers = answers

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_take_up"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Let the form that waits read the answer, and ask its next question."""
        waits, slot, answer = (
            tracker.get_slot(PAUSED),
            tracker.get_slot(PAUSED_AT),
            latest_message(tracker),
        )
        if waits in self._forms and slot and not is_long_ago(tracker):
            filled = await self._forms[waits].hear(slot, answer, dispatcher, tracker)
            if filled:
                slots = [SlotSet(name, value) for name, value in filled.items()]
                return [*slots, SlotSet(PAUSED, None), FollowupAction(waits)]
        if answer.intent == KEPT and answer.value:
            await asyncio.to_thread(self._answers.discard, tracker.sender_id, answer.value)
        dispatcher.utter_message(response="utter_choice_over")
        return []


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
        """Say that nothing was sent where a form waits; one at hand asks again by itself."""
        if active_form(tracker):
            if _SEND.search(latest_message(tracker).text.lower()):
                dispatcher.utter_message(response="utter_not_sent_yet")
            return []
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
