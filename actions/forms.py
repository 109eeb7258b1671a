"""What every form of the assistant has in common.

Rasa's form asks for one slot after the other; its action `validate_<form>` reads each answer. Slots
hold codes, never words of the citizen: those are kept sealed (`casework.answers`) and the slot says
no more than that they are there.

Whatever is no answer (a question, a command) is left to the other rules; see `actions.pausing`.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.phrases import steps_back
from actions.skipping import asks_why, is_unsure, matter_named, would_skip
from actions.tracking import Events, LatestMessage, latest_message
from casework.answers import Answers
from casework.texts import MAX_TEXT

REQUESTED_SLOT = "requested_slot"
KEPT, INFORM, STEP_BACK = "kept", "inform", "step_back"
"""Intents of an answer: words that were kept sealed, a choice taken, the last one taken back."""
UNREAD = ("nlu_fallback", "small_talk")
"""Intents of words that say nothing to a form, and ask nothing either."""
HELD = "held"
"""What a slot holds where the answer itself is kept sealed."""
DOUBT = "doubt"
"""The slot of the field whose words may be meant for the assistant; and how `kept` says so."""
WRITTEN = "written"
"""The choice of who meant them for the form."""


_DENIED = re.compile(
    r"(?:不|不是|不对|不行|不可以|不好|否|没有?|有错|错了?|写错了|填错了|有误|不准确)(?:的|啊|呀|吧|了)?"
    r"|(?:no|nope|wrong|not right|not correct|incorrect|that's wrong)"
)


def is_denial(answer: LatestMessage) -> bool:
    """Whether what was read back is said to be wrong: 不对, 填错了."""
    return _DENIED.fullmatch(answer.phrase) is not None


def is_doubtful(answer: LatestMessage) -> bool:
    """Whether the citizen has to say if their words were meant for the form."""
    return (answer.intent, answer.detail) == (KEPT, DOUBT)


class Form(Action):
    """Reads the answers to a form: the action `validate_<form>`.

    Subclasses give `form`, `slots` and `hear`.
    """

    form: ClassVar[str]
    """The form's name in domain.yml."""
    slots: ClassVar[tuple[str, ...]]
    """The slots it fills; empty again when it is over."""
    order: ClassVar[tuple[str, ...]] = ()
    """Slots in the order they are asked for, where one can go back (上一步)."""
    may_skip: ClassVar[bool] = True
    """Whether 我不想填 is about the question at hand; False where it can be one of its options."""
    optional: ClassVar[Mapping[str, str]] = {}
    """Slots that may be left out → what they hold then."""
    why: ClassVar[Mapping[str, str]] = {}
    """Slots that may not → the response that says why."""
    matters: ClassVar[Mapping[str, str]] = {}
    """What people would not tell by its name (`skipping.MATTERS`) → the slot it is asked for in."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return f"validate_{self.form}"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Read the latest turn as the answer to the slot that was asked for."""
        slot = tracker.get_slot(REQUESTED_SLOT)
        if slot is None:
            return []
        answer = latest_message(tracker)
        if is_doubtful(answer):
            return [SlotSet(slot, None)]
        typed = answer.text if answer.intent not in (KEPT, INFORM) else ""
        if typed and (right := await self.put_right(slot, typed)):
            return [SlotSet(name, value) for name, value in right.items()]
        if answer.intent == STEP_BACK and steps_back(answer.text) and slot in self.order:
            return [SlotSet(name, None) for name in {slot, self._before(slot)}]
        if self.may_skip and self._is_left(slot, answer.text):
            return self._without(slot, answer.text, dispatcher)
        doubted = tracker.get_slot(DOUBT)
        if doubted and (answer.intent, answer.value) == (INFORM, WRITTEN):
            answer = LatestMessage(KEPT, "", doubted, None)
        filled = await self.hear(slot, answer, dispatcher, tracker)
        settled = [SlotSet(DOUBT, None)] if doubted and filled else []
        return [*(SlotSet(name, value) for name, value in (filled or {}).items()), *settled]

    def _is_left(self, slot: str, text: str) -> bool:
        """Whether words leave a question open: they decline, ask why, or one does not know."""
        lost = is_unsure(text) and self.left_out(slot) is None
        return lost or would_skip(text) or asks_why(text)

    def _without(self, slot: str, text: str, dispatcher: CollectingDispatcher) -> Events:
        """Leave one question out where it may be; say why it is asked where it may not.

        It is the question at hand, or the one that is named: 我不想留名字, wherever it is said.
        """
        meant = self.matters.get(matter_named(text) or "", slot)
        asked_again = [] if meant == slot else [SlotSet(slot, None)]
        instead = self.left_out(meant)
        if instead is not None and would_skip(text):
            dispatcher.utter_message(
                response="utter_skipped_named" if asked_again else "utter_skipped"
            )
            return [SlotSet(meant, instead), *asked_again]
        needed = self.why.get(meant, "utter_why_any")
        dispatcher.utter_message(response=needed if instead is None else "utter_why_optional")
        return [SlotSet(slot, None)]

    def left_out(self, slot: str) -> str | None:
        """What a slot holds that is left out; None where it may not be."""
        return self.optional.get(slot)

    async def put_right(self, slot: str, text: str) -> Mapping[str, Any] | None:
        """Slots that words put right which were answered before: 错了，我是个人; None: no such."""
        return None

    def _before(self, slot: str) -> str:
        """The slot asked for before this one; the first has none before it."""
        return self.order[max(self.order.index(slot) - 1, 0)]

    async def hear(
        self, slot: str, answer: LatestMessage, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Mapping[str, Any] | None:
        """Read one answer.

        Returns:
            Values for slots, the one asked for among them; None in it asks again, after `hear` has
            said what was wrong. Nothing at all where the turn was no answer: the form steps back.
        """
        raise NotImplementedError


async def add(
    answers: Answers, field: str, words: str, dispatcher: CollectingDispatcher, tracker: Tracker
) -> None:
    """Put words behind what was told; say so, or that there is no room."""
    added = await asyncio.to_thread(answers.extend, tracker.sender_id, field, words, MAX_TEXT)
    dispatcher.utter_message(response="utter_added" if added else "utter_no_room")


def emptied(form: type[Form]) -> Events:
    """Events that leave nothing of a form that is over."""
    return [SlotSet(slot, None) for slot in form.slots]


def ask_forgotten(
    dispatcher: CollectingDispatcher, form: type[Form], slots: Iterable[str]
) -> Events:
    """Say that answers are kept for a day only, and ask for these again."""
    dispatcher.utter_message(response="utter_application_forgotten")
    return [*(SlotSet(slot, None) for slot in slots), FollowupAction(form.form)]


class AskKept(Action):
    """Asks for words that are kept sealed: the action `action_ask_<form>_<slot>`."""

    def __init__(
        self, answers: Answers, form: str, slot: str, *, field: str, prose: bool = False
    ) -> None:
        """Ask with the response `utter_ask_<form>_<slot>`.

        Args:
            answers: where the words go.
            form: the form's name.
            slot: the slot's name.
            field: what the words are kept as, such as `application.name`.
            prose: whether several sentences are expected.
        """
        self._answers = answers
        self._subject = f"{form}_{slot}"
        self._field = field
        self._prose = prose

    def name(self) -> str:
        """The action's name in domain.yml."""
        return f"action_ask_{self._subject}"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Expect the words, then ask for them; or whether those just said are meant."""
        await asyncio.to_thread(
            self._answers.expect, tracker.sender_id, self._field, prose=self._prose
        )
        if is_doubtful(latest_message(tracker)):
            dispatcher.utter_message(response="utter_ask_meant")
            return [SlotSet(DOUBT, self._field)]
        dispatcher.utter_message(response=f"utter_ask_{self._subject}")
        return []
