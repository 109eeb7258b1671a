"""News of policies for enterprises: subscribed to and given up in a conversation."""

from __future__ import annotations

import asyncio
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.enterprise import EnterpriseForm, attributes
from actions.parts import Parts
from actions.pausing import begin
from actions.tracking import Events, language_of, latest_message
from bot.turns import Language
from casework.office import Office
from casework.subscriptions import forget, subscribe


class ActionSubscribe(Action):
    """Subscribes to news of policies for such an enterprise; an earlier subscription goes."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_subscribe"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Subscribe with what was said of the enterprise; ask for that first where nothing was."""
        given = attributes(tracker)
        if not given:
            dispatcher.utter_message(response="utter_subscribe_first")
            return begin(EnterpriseForm.form, tracker)
        await asyncio.to_thread(self._subscribe, tracker.sender_id, given, language_of(tracker))
        dispatcher.utter_message(response="utter_subscribed")
        return []

    def _subscribe(self, conversation_id: str, given: dict[str, str], language: Language) -> None:
        with self._office.occasion() as occasion:
            forget(occasion.session, conversation_id)
            subscribe(occasion, conversation_id, given, language)


class ActionUnsubscribe(Action):
    """Gives the subscription up, once that is confirmed."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_unsubscribe"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Ask whether it is meant, or do it; say so where there is none."""
        if latest_message(tracker).value != "yes":
            dispatcher.utter_message(response="utter_unsubscribe_sure")
            return []
        gone = await asyncio.to_thread(self._forget, tracker.sender_id)
        dispatcher.utter_message(response="utter_unsubscribed" if gone else "utter_no_subscription")
        return []

    def _forget(self, conversation_id: str) -> int:
        with self._office.occasion() as occasion:
            gone = forget(occasion.session, conversation_id)
            if gone:
                occasion.audit("unsubscribe", "subscription:conversation", count=gone)
        return gone


def subscription_actions(parts: Parts) -> list[Action]:
    """All actions of this journey."""
    return [ActionSubscribe(parts.office), ActionUnsubscribe(parts.office)]
