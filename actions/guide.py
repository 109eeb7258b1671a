"""The journey of a case (情形): how it begins, and what answers a guide's questions.

The questions themselves, and the notice at their end, are in `actions.guide_question`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import ActionAnswer
from actions.forms import INFORM, Form, emptied
from actions.pausing import PAUSED
from actions.phrases import steps_back
from actions.references import notice
from actions.skipping import is_unsure, puts_right
from actions.subjects import MAY_ANSWER, Subjects
from actions.tracking import Events, LatestMessage, language_of, latest_message
from actions.utterances import utter_blocks
from bot.turns import Choice, ChoicesBlock, Say
from knowledge_base.lookup import Lookup
from knowledge_base.lookup.options import Options, is_question
from knowledge_base.lookup.tree import Case, Question, ServiceGuide
from knowledge_base.models import Aspect

WHICH_CASE, BACK = "which_case", "step_back"
"""Intents: my case (我属于哪种情况), and one step back (上一步)."""
_NO_SUBJECT = re.compile(
    r"(我们?|帮我|请|给我|麻烦)*(要|想|来|能|可以)*(办|补|申请|领|办理|开始办|办证)?"
    r"(一下|一个|个|点|这个|这件|个?事|业务|手续|证|理)*(吧|吗|了)?"
    r"|i (want|need|would like) to (apply|get (it|something) done|do it)"
)
"""A wish that names nothing to be done: 我要办, 办一下."""
_CASE = re.compile(
    r"情[况形]|哪[一]?[种类个]|清单|告知单|[带准]备?(什么|哪些|啥)|材料|东西"
    r"|case|situation|checklist|which|type|what (should|do) i|documents?|\blist\b"
)
"""What who asks for their case speaks of; anything else is a question."""
GONE = "gone"
"""In the place of a case, where the guide was withdrawn in mid-walk."""


class GuideForm(Form):
    """Reads which item is meant, and the answers to its questions."""

    form = "guide_form"
    may_skip = False
    slots = ("guide_item", "guide_version", "guide_path", "guide_case")

    def __init__(self, subjects: Subjects, lookup: Lookup, options: Options) -> None:
        self._subjects = subjects
        self._lookup = lookup
        self._options = options

    async def hear(
        self, slot: str, answer: LatestMessage, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Mapping[str, Any] | None:
        """Read one answer (contract: `Form.hear`)."""
        if slot == "guide_item":
            return self._another_item(answer, tracker, None)
        guide = self._lookup.guides.guide(tracker.get_slot("guide_item"))
        if guide is None:
            return {slot: GONE}
        if guide.version != tracker.get_slot("guide_version"):
            dispatcher.utter_message(response="utter_guide_changed")
            return placed_at(guide, ())
        path = tuple(tracker.get_slot("guide_path") or ())
        if answer.intent == BACK and steps_back(answer.text):
            return placed_at(guide, path[:-1])
        if answer.intent == INFORM:
            return self._taken(guide, path, answer, dispatcher)
        return self._said(guide, path, answer, dispatcher, tracker)

    def _another_item(
        self, answer: LatestMessage, tracker: Tracker, present: str | None
    ) -> Mapping[str, Any] | None:
        """Begin with an item that is named in mid-walk; nothing where none is, or the same."""
        named = answer.value or self._subjects.named(answer.text, tracker)
        guide = self._lookup.guides.guide(named) if named and named != present else None
        return placed_at(guide, ()) if guide else None

    def _taken(
        self, guide: ServiceGuide, path: tuple[str, ...], answer: LatestMessage, dispatcher: Any
    ) -> Mapping[str, Any]:
        """A button: of the question at hand, or of an earlier one, which is answered anew."""
        code = answer.value or ""
        number = code.partition("-")[0]
        before = [n for n, taken in enumerate(path) if taken.partition("-")[0] == number]
        way = (*(path[: before[0]] if before else path), code)
        if answer.detail != guide.version or guide.at(way) is None:
            dispatcher.utter_message(response="utter_choice_over")
            return {"guide_case": None}
        return placed_at(guide, way)

    def _said(
        self,
        guide: ServiceGuide,
        path: tuple[str, ...],
        answer: LatestMessage,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
    ) -> Mapping[str, Any] | None:
        """Words: an option, else another item or question, else something not understood."""
        here = guide.at(path)
        if not answer.text or not isinstance(here, Question):
            return None
        meant = self._options.meant(here, answer.text, sure=answer.intent not in MAY_ANSWER)
        if meant is not None:
            return placed_at(guide, self.on(guide, (*path, meant.code), answer.text))
        if puts_right(answer.text) and (way := self._back(guide, path, answer.text)):
            return placed_at(guide, way)
        if is_unsure(answer.text):
            dispatcher.utter_message(response="utter_guide_unsure")
            return {"guide_case": None}
        if answer.intent == "guide":
            return self._another_item(answer, tracker, guide.id)
        if answer.intent not in MAY_ANSWER:
            return None
        touches = self._options.touches(here, answer.text)
        if not touches and (answer.intent == "ask_aspect" or is_question(answer.text)):
            return None
        if self._subjects.is_another(answer.text, tracker, surely=touches):
            return None
        dispatcher.utter_message(response="utter_guide_unclear")
        return {"guide_case": None}

    def _back(
        self, guide: ServiceGuide, path: tuple[str, ...], text: str
    ) -> tuple[str, ...] | None:
        """The way by another answer to a question before: 不是第一次，是丢了."""
        for number in reversed(range(len(path))):
            here = guide.at(path[:number])
            meant = (
                self._options.meant(here, text, sure=True) if isinstance(here, Question) else None
            )
            if meant is not None and meant.code != path[number]:
                return self.on(guide, (*path[:number], meant.code), text)
        return None

    def on(self, guide: ServiceGuide, path: tuple[str, ...], text: str) -> tuple[str, ...]:
        """The way as far as the same words answer the next questions outright too."""
        here = guide.at(path)
        while isinstance(here, Question):
            meant = self._options.meant(here, text, sure=True)
            if meant is None:
                break
            path = (*path, meant.code)
            here = guide.at(path)
        return path


class ActionBeginGuide(Action):
    """Begins with the questions of a guide, or gives its notice where it has none to ask."""

    def __init__(
        self,
        subjects: Subjects,
        lookup: Lookup,
        form: GuideForm,
        answer: ActionAnswer,
        say: Say,
    ) -> None:
        self._subjects = subjects
        self._lookup = lookup
        self._form = form
        self._answer = answer
        self._say = say

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_begin_guide"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Begin with the guide that was chosen, named or is at hand; else answer the question."""
        begun = latest_message(tracker)
        meant = self._meant(begun, tracker)
        if len(meant) > 1:
            self._offer(meant, dispatcher, tracker)
            return []
        guide = self._lookup.guides.guide(meant[0]) if meant else None
        if guide is not None:
            return self._begin(guide, dispatcher, tracker)
        if begun.value:
            dispatcher.utter_message(response="utter_entry_gone")
            return []
        which = begun.intent == WHICH_CASE and _CASE.search(begun.text)
        if which or _NO_SUBJECT.fullmatch(begun.text):
            return [*emptied(GuideForm), FollowupAction(GuideForm.form)]
        return await self._answer.run(dispatcher, tracker, domain)

    def _meant(self, begun: LatestMessage, tracker: Tracker) -> tuple[str, ...]:
        """Ids of the guides to begin with; several where it is not clear which."""
        if begun.value:
            return (begun.value,)
        asks_case = begun.intent == WHICH_CASE and (not begun.text or _CASE.search(begun.text))
        if asks_case and (at_hand := self._subjects.at_hand(tracker)):
            return (at_hand,)
        if begun.intent != WHICH_CASE and is_question(begun.text):
            return ()
        return self._subjects.candidates(begun.text, tracker)

    def _offer(
        self, guides: Sequence[str], dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> None:
        language = language_of(tracker)
        names = self._lookup.guides.names(guides, language)
        choices = tuple(Choice(name, f"guide:{guide}") for guide, name in names.items())
        utter_blocks(dispatcher, ChoicesBlock(choices, self._say("utter_clarify", language)))

    def _begin(self, guide: ServiceGuide, dispatcher: Any, tracker: Tracker) -> Events:
        text = latest_message(tracker).text
        path = self._form.on(guide, (), text) if text else ()
        replaced = [PAUSED] if tracker.get_slot(PAUSED) == GuideForm.form else []
        events = [*about(guide), *(SlotSet(slot, None) for slot in replaced)]
        placed = placed_at(guide, path)
        if isinstance(guide.at(path), Question):
            slots = (SlotSet(name, value) for name, value in placed.items())
            return [*events, *slots, FollowupAction(GuideForm.form)]
        dispatcher.utter_message(json_message=notice(guide.id, placed["guide_case"]))
        return [*events, *emptied(GuideForm)]


WHOLE = "whole"
"""In the place of a case, where a guide has none."""


def placed_at(guide: ServiceGuide, path: Sequence[str]) -> dict[str, Any]:
    """Slots of a walk at this point; the case among them where the walk is over."""
    here = guide.at(path)
    case = here.code if isinstance(here, Case) else None
    return {
        "guide_item": guide.id,
        "guide_version": guide.version,
        "guide_path": list(path),
        "guide_case": case if guide.questions else WHOLE,
        "topic": guide.topic,
    }


def about(guide: ServiceGuide) -> Events:
    """What the conversation is about from now on."""
    spoken = guide.entries.get(Aspect.MATERIALS) or guide.entries[Aspect.GENERAL]
    return [SlotSet("topic", guide.topic), SlotSet("last_entry", spoken)]
