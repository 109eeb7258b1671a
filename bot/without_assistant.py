"""Turns while the assistant starts or is away: questions, what leans on them, and a greeting."""

from __future__ import annotations

from actions.chat import RESPONSES
from actions.findings import chosen
from actions.phrases import phrases
from bot.choices import CHOOSE, HUMAN, NONE_OF_THESE
from bot.compose import Composer, Outcome
from bot.context import TurnContext
from bot.handoff_requests import HandoffRequests
from bot.turns import AnswerStatus
from casework.latest import Latest
from knowledge_base.answering import Answering, Decision, Finding

REMEMBERED = 10_000
"""Conversations of which the last answer is known."""


def ask(answering: Answering, context: TurnContext, last: str | None = None) -> tuple[Finding, ...]:
    """Ask the knowledge under the circumstances of a turn.

    Args:
        answering: of the knowledge.
        context: of the turn, its text cleaned.
        last: id of the entry that answered before, for a question that leans on it.
    """
    turn = context.turn
    spoken_of = answering.entry(last) if last else None
    return answering.ask(
        context.cleaned,
        language=context.language,
        as_of=turn.as_of,
        jurisdiction=turn.jurisdiction,
        topic=spoken_of.topic if spoken_of else None,
        last=spoken_of.id if spoken_of else None,
        heard=turn.spoken,
    )


class WithoutAssistant:
    """Answers straight from the knowledge. Remembers the last answer of each conversation."""

    def __init__(
        self,
        answering: Answering,
        composer: Composer,
        handoff_requests: HandoffRequests,
        intents: frozenset[str],
    ) -> None:
        """`intents`: what choices may mean that only the assistant can do."""
        self._answering = answering
        self._composer = composer
        self._handoff_requests = handoff_requests
        self._intents = intents
        self._last: Latest[str, str] = Latest(REMEMBERED)

    async def turn(self, context: TurnContext) -> Outcome:
        """What a turn comes to; a form that waits goes on waiting."""
        turn = context.turn
        if context.taken is not None:
            return self._say(context, "utter_form_waits")
        wanted = await self._handoff_requests.take(turn, context.cleaned, context.language)
        if wanted is not None:
            return wanted
        if turn.choice is not None:
            return self._take_choice(context, turn.choice)
        if response := self._greeting(context.cleaned):
            return self._say(context, response)
        last = self._last.get(turn.conversation_id or "")
        return self._found(context, ask(self._answering, context, last))

    def _greeting(self, text: str) -> str | None:
        said = (name for intent, name in RESPONSES.items() if phrases().is_one(intent, text))
        return next(said, None)

    def _take_choice(self, context: TurnContext, choice: str) -> Outcome:
        intent, _, value = choice.partition(":")
        if intent == HUMAN:
            return self._say(context, "utter_human")
        if intent == NONE_OF_THESE:
            return self._say(context, "utter_none_right", AnswerStatus.UNANSWERED_NO_MATCH)
        if intent != CHOOSE and intent in self._intents:
            return self._say(context, "utter_form_waits")
        finding = chosen(self._answering, value) if intent == CHOOSE else None
        if finding is None:
            return self._say(context, "utter_entry_gone", AnswerStatus.UNANSWERED_NO_MATCH)
        return self._found(context, (finding,))

    def _found(self, context: TurnContext, findings: tuple[Finding, ...]) -> Outcome:
        """What was found, remembered where it is an answer."""
        conversation_id, best = context.turn.conversation_id, findings[0]
        if conversation_id and best.decision in (Decision.ANSWER, Decision.ANSWER_EXPIRED):
            self._last[conversation_id] = best.matches[0].entry.id
        return self._composer.found(findings, context.language)

    def _say(
        self,
        context: TurnContext,
        response: str,
        status: AnswerStatus = AnswerStatus.DIALOGUE,
    ) -> Outcome:
        return self._composer.notice(status, response, context.language)
