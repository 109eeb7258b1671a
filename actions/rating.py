"""The journey of a rating (好差评): five grades, why for the two lowest, changed at will."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.forms import HELD, KEPT, AskKept, Form, emptied
from actions.parts import Parts, RatingBook
from actions.pausing import begin
from actions.tracking import Events, LatestMessage, language_of, latest_message
from actions.utterances import utter_blocks
from bot.choices import LOW_GRADE, RatingReason
from bot.turns import Choice, ChoicesBlock, Language, RatingBlock, Say
from casework.answers import Answers

COMMENT = "rating.comment"
"""Field of a kept answer."""
REASONS = {
    RatingReason.BESIDE: "utter_rating_beside",
    RatingReason.UNCLEAR: "utter_rating_unclear",
    RatingReason.INCOMPLETE: "utter_rating_incomplete",
    RatingReason.OUTDATED: "utter_rating_outdated",
    RatingReason.OTHER: "utter_rating_other",
}
_GRADES = (
    ("非常不满意", 1),
    ("很不满意", 1),
    ("不满意", 2),
    ("差评", 2),
    ("基本满意", 3),
    ("一般", 3),
    ("非常满意", 5),
    ("很满意", 5),
    ("好评", 5),
    ("满意", 4),
    ("very dissatisfied", 1),
    ("not satisfied", 2),
    ("dissatisfied", 2),
    ("very satisfied", 5),
    ("satisfied", 4),
)
"""What people call a grade; the longer words first."""


class ActionRate(Action):
    """Takes a rating; asks why where it is low."""

    def __init__(self, ratings: RatingBook, say: Say) -> None:
        self._ratings = ratings
        self._say = say

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_rate"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Keep the grade of a choice, or of words about the last answer."""
        turn = latest_message(tracker).value
        grade = _grade(tracker)
        if turn is None:
            turn = await asyncio.to_thread(self._ratings.last_answered, tracker.sender_id)
            if turn is not None and grade is None:
                utter_blocks(dispatcher, RatingBlock(turn))
                return []
        done = await asyncio.to_thread(self._rate, tracker.sender_id, turn, grade)
        if not done:
            dispatcher.utter_message(response="utter_nothing_to_rate")
        elif grade is not None and grade <= LOW_GRADE:
            self._ask_why(dispatcher, language_of(tracker), str(turn))
        else:
            dispatcher.utter_message(response="utter_rated")
        return []

    def _rate(self, conversation_id: str, turn: str | None, grade: int | None) -> bool:
        if turn is None or grade is None:
            return False
        return self._ratings.rate(conversation_id, turn, grade)

    def _ask_why(self, dispatcher: CollectingDispatcher, language: Language, turn: str) -> None:
        reasons = (
            Choice(self._say(response, language), f"rate_why:{turn}:{reason}")
            for reason, response in REASONS.items()
        )
        utter_blocks(
            dispatcher, ChoicesBlock(tuple(reasons), self._say("utter_rating_why", language))
        )
        dispatcher.utter_message(response="utter_rating_ways_on")


class ActionRateWhy(Action):
    """Takes the reason for a low rating."""

    def __init__(self, ratings: RatingBook, say: Say) -> None:
        self._ratings = ratings
        self._say = say

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_rate_why"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Keep it, and offer to say more."""
        turn = latest_message(tracker).value or ""
        reason = latest_message(tracker).detail
        done = reason is not None and await asyncio.to_thread(
            self._explain, tracker.sender_id, turn, reason
        )
        if not done:
            dispatcher.utter_message(response="utter_choice_over")
            return []
        dispatcher.utter_message(response="utter_rating_thanks")
        more = self._say("utter_rating_say_more", language_of(tracker))
        utter_blocks(dispatcher, ChoicesBlock((Choice(more, f"rate_comment:{turn}"),)))
        return []

    def _explain(self, conversation_id: str, turn: str, reason: str) -> bool:
        return self._ratings.explain(conversation_id, turn, reason=reason)


class ActionBeginRating(Action):
    """Begins to ask for words about a low rating."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_begin_rating_form"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Remember which answer they are about."""
        turn = latest_message(tracker).value
        return [SlotSet("rating_turn", turn), *begin(RatingForm.form, tracker)]


class RatingForm(Form):
    """Reads a few words about a low rating."""

    form = "rating_form"
    slots = ("rating_turn", "rating_comment")

    async def hear(
        self, slot: str, answer: LatestMessage, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Mapping[str, Any] | None:
        """Read one answer (contract: `Form.hear`)."""
        return {slot: HELD} if slot == "rating_comment" and answer.intent == KEPT else None


class ActionSubmitRating(Action):
    """Puts the words beside the rating, personal numbers masked."""

    def __init__(self, ratings: RatingBook, answers: Answers) -> None:
        self._ratings = ratings
        self._answers = answers

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_submit_rating"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Keep them; say so where the rating is gone or good again."""
        done = await asyncio.to_thread(
            self._comment, tracker.sender_id, tracker.get_slot("rating_turn") or ""
        )
        dispatcher.utter_message(response="utter_rating_noted" if done else "utter_choice_over")
        return emptied(RatingForm)

    def _comment(self, conversation_id: str, turn: str) -> bool:
        comment = self._answers.kept(conversation_id, "rating").get(COMMENT)
        self._answers.drop(conversation_id, "rating")
        return comment is not None and self._ratings.explain(conversation_id, turn, comment=comment)


def _grade(tracker: Tracker) -> int | None:
    chosen = latest_message(tracker).detail
    if chosen is not None:
        return int(chosen) if chosen.isdecimal() else None
    said = (tracker.latest_message.get("text") or "").lower()
    return next((grade for words, grade in _GRADES if words in said), None)


def rating_actions(parts: Parts) -> list[Action]:
    """All actions of this journey."""
    ratings, answers = parts.ratings, parts.answers
    return [
        ActionRate(ratings, parts.say),
        ActionRateWhy(ratings, parts.say),
        ActionBeginRating(),
        RatingForm(),
        AskKept(answers, RatingForm.form, "rating_comment", field=COMMENT, prose=True),
        ActionSubmitRating(ratings, answers),
    ]
