"""The last answer again: as it was, shorter, or in the other language."""

from __future__ import annotations

from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.findings import chosen, to_payload
from actions.tracking import Events
from actions.utterances import switch_language, utter_blocks
from bot.turns import Language, Say, TextBlock
from knowledge_base.answering import Answering, Decision, Finding, Match


class ActionRepeat(Action):
    """Says the last answer again."""

    brief: ClassVar[bool] = False
    """Whether the entry's short answer is wanted."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_repeat"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Quote the last entry again, in its present version; open choices are offered again."""
        last = tracker.get_slot("last_entry")
        finding = self._choices(tracker) or (chosen(self._answering, last) if last else None)
        if finding is None:
            dispatcher.utter_message(response="utter_nothing_to_repeat")
        else:
            dispatcher.utter_message(json_message=to_payload([finding], brief=self.brief))
        return []

    def _choices(self, tracker: Tracker) -> Finding | None:
        entries = map(self._answering.entry, tracker.get_slot("offered") or ())
        matches = tuple(Match(entry, 0.0) for entry in entries if entry)
        return Finding("", Decision.CONFIRM, matches, "offered before") if matches else None


class ActionShorten(ActionRepeat):
    """Says the last answer in its approved short form, where it has one."""

    brief = True

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_shorten"


class ActionSpeak(Action):
    """Goes on in one language, the last answer first."""

    def __init__(self, answering: Answering, say: Say, language: Language) -> None:
        self._answering = answering
        self._say = say
        self._language: Language = language

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_speak_english" if self._language == "en" else "action_speak_chinese"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Switch; where there is no translation of the last answer, quote it as it is."""
        switch_language(dispatcher, self._language)
        events: Events = [SlotSet("language", self._language)]
        last = tracker.get_slot("last_entry")
        other = last and (self._answering.translation(last, self._language) or last)
        finding = chosen(self._answering, other) if other else None
        if finding is None:
            # Rasa would still say it in the language of before: the slot changes after the action.
            response = "utter_in_english" if self._language == "en" else "utter_in_chinese"
            utter_blocks(dispatcher, TextBlock(self._say(response, self._language)))
            return events
        dispatcher.utter_message(json_message=to_payload([finding]))
        return [*events, SlotSet("last_entry", finding.matches[0].entry.id)]
