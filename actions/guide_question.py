"""The question a guide asks next, and the notice its answers lead to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.forms import INFORM, REQUESTED_SLOT, emptied
from actions.guide import BACK, GONE, GuideForm, about, placed_at
from actions.references import notice
from actions.tracking import Events, language_of
from actions.utterances import utter_blocks
from bot.turns import Choice, ChoicesBlock, Language, NoticeBlock, Say
from knowledge_base.lookup import Lookup
from knowledge_base.lookup.tree import Question, ServiceGuide


class ActionAskGuideCase(Action):
    """Asks the question at hand of a guide."""

    def __init__(self, lookup: Lookup, say: Say) -> None:
        self._lookup = lookup
        self._say = say

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_ask_guide_form_guide_case"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Ask; begin again where the guide was republished, end where it was withdrawn."""
        guide = self._lookup.guides.guide(tracker.get_slot("guide_item"))
        path = tuple(tracker.get_slot("guide_path") or ())
        if guide is None or not guide.questions:
            dispatcher.utter_message(response="utter_entry_gone")
            return [ActiveLoop(None), SlotSet(REQUESTED_SLOT, None), *emptied(GuideForm)]
        events: Events = []
        if guide.version != tracker.get_slot("guide_version"):
            dispatcher.utter_message(response="utter_guide_changed")
            path = ()
            events = [SlotSet(name, value) for name, value in placed_at(guide, ()).items()]
        here = guide.at(path)
        question = here if isinstance(here, Question) else guide.questions[0]
        language = language_of(tracker)
        if not question.speaks(language):
            utter_blocks(dispatcher, NoticeBlock(self._say("utter_only_chinese", language)))
        asked = self._asked(guide, question, language, can_go_back=bool(path))
        if tracker.get_slot("topic") != guide.topic:  # something else was spoken of since
            asked = replace(asked, prompt=self._named(guide, asked.prompt, language))
        utter_blocks(dispatcher, asked)
        return events

    def _named(self, guide: ServiceGuide, prompt: str | None, language: Language) -> str:
        item = self._lookup.guides.names([guide.id], language).get(guide.id, guide.topic)
        return self._say("utter_guide_asks", language, item=item, question=prompt)

    def _asked(
        self, guide: ServiceGuide, question: Question, language: Language, *, can_go_back: bool
    ) -> ChoicesBlock:
        ways = [("utter_go_back", BACK)] if can_go_back else []
        ways.append(("utter_leave", "stop"))
        return ChoicesBlock(
            choices=(
                *(
                    Choice(o.labelled(language), f"{INFORM}:{o.code}:{guide.version}")
                    for o in question.options
                ),
                *(Choice(self._say(name, language), value) for name, value in ways),
            ),
            prompt=question.worded(language),
        )


class ActionGiveNotice(Action):
    """Gives the one-time notice of the case that was found."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_give_notice"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Refer to the notice; say so where the guide was withdrawn."""
        case = tracker.get_slot("guide_case")
        guide = self._lookup.guides.guide(tracker.get_slot("guide_item") or "")
        if guide is None or case == GONE:
            dispatcher.utter_message(response="utter_entry_gone")
            return emptied(GuideForm)
        dispatcher.utter_message(json_message=notice(guide.id, case if guide.case(case) else None))
        return [*emptied(GuideForm), *about(guide)]
