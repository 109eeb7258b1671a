"""A form steps aside for anything else, and can be gone on with.

Rasa would ask the form's question again after every other answer. An impatient person asks three
things in a row: so a form at hand pauses as soon as another action has run, says once that it can
be gone on with, and waits for the intent `resume`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.forms import REQUESTED_SLOT, Events, Form
from casework.answers import Answers

PAUSED = "paused"
"""The slot that holds the name of the form that waits."""


def paused_by(action: str, active_form: str | None) -> bool:
    """Whether an action is no part of the form at hand, which therefore pauses."""
    if active_form is None or action == ActionStop.NAME:
        return False
    return not action.removeprefix("validate_").removeprefix("action_ask_").startswith(active_form)


def pausing(form: str, dispatcher: CollectingDispatcher) -> Events:
    """Events that let a form wait; says that it does."""
    dispatcher.utter_message(response="utter_offer_resume")
    return [ActiveLoop(None), SlotSet(REQUESTED_SLOT, None), SlotSet(PAUSED, form)]


class ActionResume(Action):
    """Goes on with the form that waits."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_resume"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Let the form ask its next question; say so where none waits."""
        form = tracker.get_slot(PAUSED)
        if form is None:
            dispatcher.utter_message(response="utter_nothing_to_resume")
            return []
        return [SlotSet(PAUSED, None), FollowupAction(form)]


class ActionStop(Action):
    """Leaves the form at hand, or the one that waits; what was answered is forgotten."""

    NAME = "action_stop"

    def __init__(self, answers: Answers, forms: Mapping[str, Form]) -> None:
        """Stop any of these forms, by name."""
        self._answers = answers
        self._forms = forms

    def name(self) -> str:
        """The action's name in domain.yml."""
        return self.NAME

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Say that nothing was sent; where there was no form, that there is nothing to stop."""
        form = (tracker.active_loop or {}).get("name") or tracker.get_slot(PAUSED)
        if not form:
            dispatcher.utter_message(response="utter_nothing_to_stop")
            return []
        await asyncio.to_thread(self._answers.drop, tracker.sender_id)
        dispatcher.utter_message(response="utter_stopped")
        over = (REQUESTED_SLOT, PAUSED, *self._forms[form].slots)
        return [ActiveLoop(None), *(SlotSet(slot, None) for slot in over)]
