"""Handoff requests that need no assistant: it may be away, and the desk works without it."""

from __future__ import annotations

import asyncio

from actions.handoff_blocks import STOP_WAITING, handoff_blocks
from bot.choices import HUMAN
from bot.compose import Outcome
from bot.person_wish import wants_person
from bot.terms import without_closing
from bot.turns import AnswerStatus, Language, TextBlock, UserTurn
from bot.wording import Wording
from casework.answers import Answers
from casework.frontdesk import FrontDesk
from knowledge_base.text import clean

LEAVING = frozenset(
    (
        "退出人工",
        "结束人工",
        "退出人工服务",
        "结束人工服务",
        "不要人工了",
        "不用人工了",
        "leave the agent",
    )
)
"""What ends a person's conversation, as cleaned text has it."""


class HandoffRequests:
    """Recognises turns that ask for a person, or no longer want one; passes them to the desk."""

    def __init__(self, desk: FrontDesk, answers: Answers, wording: Wording) -> None:
        """Ask at `desk`; what a form waited for in `answers` is waited for no longer."""
        self._desk = desk
        self._answers = answers
        self._wording = wording

    def came(self, turn: UserTurn) -> None:
        """Let the desk know where a conversation comes from, before it asks for a person."""
        if turn.conversation_id is not None and turn.client_key is not None:
            self._desk.came(turn.conversation_id, turn.client_key)

    async def take(self, turn: UserTurn, cleaned: str, language: Language) -> Outcome | None:
        """What came of it; None where the turn wants something else."""
        if turn.conversation_id is None:
            return None
        if turn.choice == STOP_WAITING:
            return await self._give_up(turn.conversation_id, language)
        if turn.choice != HUMAN and (turn.choice or not wants_person(cleaned)):
            return None
        return await self._ask(turn, turn.conversation_id, language)

    async def warn(self, conversation_id: str | None) -> None:
        """Let the desk know that a life may be in danger, where somebody there is asked for."""
        if conversation_id is not None:
            await asyncio.to_thread(self._desk.warn, conversation_id)

    async def leave(self, turn: UserTurn, language: Language) -> Outcome | None:
        """End a person's conversation where its citizen says so; None where they do not."""
        said = without_closing(clean(turn.text))
        if turn.conversation_id is None or said not in LEAVING:
            return None
        await asyncio.to_thread(self._desk.leave, turn.conversation_id)
        text = TextBlock(self._wording.say("utter_person_left", language))
        return Outcome(AnswerStatus.DIALOGUE, (text,), rule="person left")

    async def _ask(self, turn: UserTurn, conversation_id: str, language: Language) -> Outcome:
        await asyncio.to_thread(self._answers.expect_nothing, conversation_id)
        status = await asyncio.to_thread(
            self._desk.ask, conversation_id, channel=str(turn.channel), language=language
        )
        blocks = handoff_blocks(status, self._wording.say, language)
        return Outcome(AnswerStatus.DIALOGUE, blocks, rule=f"person {status.standing.value}")

    async def _give_up(self, conversation_id: str, language: Language) -> Outcome:
        left = await asyncio.to_thread(self._desk.give_up, conversation_id)
        response = "utter_human_given_up" if left else "utter_human_not_waiting"
        text = TextBlock(self._wording.say(response, language))
        return Outcome(AnswerStatus.DIALOGUE, (text,), rule=response)
