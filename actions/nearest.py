"""The journey to the nearest place (家门口): which street or community, then where to go there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.forms import INFORM, Form, emptied
from actions.references import near
from actions.subjects import MAY_ANSWER, Subjects
from actions.tracking import Events, LatestMessage, language_of, latest_message
from actions.utterances import utter_blocks
from bot.choices import NEAREST
from bot.turns import Choice, ChoicesBlock, Say
from knowledge_base.lookup import Lookup
from knowledge_base.lookup.places import Place
from knowledge_base.models import Level

MAX_STREETS = 9
"""Buttons at most: who lives elsewhere names the place."""


class NearestForm(Form):
    """Reads where the citizen is."""

    form = "nearest_form"
    slots = ("nearest_place", "nearest_item")

    def __init__(self, subjects: Subjects, lookup: Lookup) -> None:
        self._subjects = subjects
        self._lookup = lookup

    async def hear(
        self, slot: str, answer: LatestMessage, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Mapping[str, Any] | None:
        """Read one answer (contract: `Form.hear`)."""
        if answer.intent == INFORM:
            place = self._lookup.places.place(answer.value or "")
            if place is None:
                dispatcher.utter_message(response="utter_choice_over")
            return {slot: place.code if place else None}
        if not answer.text:
            return None
        named = self._lookup.places.named(answer.text)
        if len(named) == 1:
            return {slot: named[0].code}
        if not named and answer.intent not in (*MAY_ANSWER, NEAREST):
            return None
        if not named and self._subjects.is_another(answer.text, tracker):
            return None
        dispatcher.utter_message(response="utter_place_unclear")
        return {slot: None}


class ActionBeginNearest(Action):
    """Names the nearest point where it is known where the citizen is; else asks."""

    def __init__(self, subjects: Subjects, lookup: Lookup) -> None:
        self._subjects = subjects
        self._lookup = lookup

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_begin_nearest"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """For the guide that was chosen or is at hand, else in general."""
        begun = latest_message(tracker)
        named_item = self._subjects.named(begun.text, tracker)
        item = begun.value or named_item or self._subjects.at_hand(tracker)
        named = self._lookup.places.named(begun.text) if begun.text else ()
        place = named[0] if len(named) == 1 else self._page(tracker)
        if place is None:
            slots = [SlotSet("nearest_item", item), SlotSet("nearest_place", None)]
            return [*slots, FollowupAction(NearestForm.form)]
        dispatcher.utter_message(json_message=near(place.code, item))
        return _spoken_of(self._lookup, place.code, item)

    def _page(self, tracker: Tracker) -> Place | None:
        """The street or community whose page the citizen is on."""
        code = (tracker.latest_message.get("metadata") or {}).get("jurisdiction")
        place = self._lookup.places.place(code) if code else None
        return None if place is None or place.level is Level.DISTRICT else place


class ActionAskNearestPlace(Action):
    """Asks for the street or community."""

    def __init__(self, lookup: Lookup, say: Say) -> None:
        self._lookup = lookup
        self._say = say

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_ask_nearest_form_nearest_place"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Offer the streets; a community may be typed."""
        language = language_of(tracker)
        streets = self._lookup.places.streets()[:MAX_STREETS]
        choices = tuple(
            Choice(place.name_en if language == "en" else place.name, f"{INFORM}:{place.code}")
            for place in streets
        )
        utter_blocks(dispatcher, ChoicesBlock(choices, self._say("utter_which_place", language)))
        return []


class ActionShowNearest(Action):
    """Names the nearest point."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_show_nearest"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Refer to it."""
        place, item = tracker.get_slot("nearest_place"), tracker.get_slot("nearest_item")
        dispatcher.utter_message(json_message=near(place, item))
        return [*emptied(NearestForm), *_spoken_of(self._lookup, place, item)]


def _spoken_of(lookup: Lookup, place: str, item: str | None) -> Events:
    """Events that make the nearest point what is spoken of, unless a service is."""
    points = lookup.places.points(place) if item is None else ()
    return [SlotSet("topic", points[0].name), SlotSet("last_entry", None)] if points else []
