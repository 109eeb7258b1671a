"""The turn as a list of steps: read `Pipeline.steps` from top to bottom to know what happens.

Each step looks at the turn's context and either ends the turn with an `Outcome` or lets it go on.
"""

from __future__ import annotations

import re
import time
from collections.abc import Awaitable, Callable

import structlog

from bot.assistant_turn import AssistantTurns
from bot.choices import RATE
from bot.compose import Composer, Outcome
from bot.context import TurnContext
from bot.conversations.receipts import MAX_STORED_CHARS
from bot.errors import AssistantUnavailableError
from bot.handoff_requests import HandoffRequests
from bot.language import SpokenLanguages, in_other_script, spoken
from bot.rates import PerMinute
from bot.terms import WordLists, is_lonely
from bot.turns import AnswerStatus, Language
from bot.urgency import Urgency
from bot.without_assistant import WithoutAssistant, ask
from knowledge_base.answering import Answering, Decision, Finding
from knowledge_base.questions import with_pauses
from knowledge_base.text import clean, is_readable

logger = structlog.get_logger(__name__)

_WORD = re.compile(r"\w")
Step = Callable[[TurnContext], Awaitable[Outcome | None]]


class Pipeline:
    """Takes a turn through its steps. Holds no conversation; see `bot.respond` for that."""

    def __init__(
        self,
        *,
        answering: Answering,
        assistant_turns: AssistantTurns,
        composer: Composer,
        rate: PerMinute,
        address_rate: PerMinute,
        max_question_chars: int,
        words: WordLists,
        handoff_requests: HandoffRequests,
        without_assistant: WithoutAssistant,
        languages: SpokenLanguages,
    ) -> None:
        self._answering = answering
        self._assistant_turns = assistant_turns
        self._composer = composer
        self._rate = rate
        self._address_rate = address_rate
        self._max_chars = max_question_chars
        self._words = words
        self._without_assistant = without_assistant
        self._handoff_requests = handoff_requests
        self._languages = languages
        self._urgency = Urgency(answering, composer, words, handoff_requests, max_question_chars)
        self.steps: tuple[Step, ...] = (
            self.limit_rate,
            self._urgency.care,
            self._urgency.help_now,
            self._urgency.help_on,
            self.leave_to_person,
            self.limit_length,
            self.read_text,
            self.comfort,
            self.refuse_sensitive,
            self.ask_assistant,
            self.ask_knowledge,
        )

    async def run(self, context: TurnContext) -> Outcome:
        """Run the steps until one ends the turn; the last one always does."""
        context.language = self._language(context)
        for step in self.steps:
            started = time.perf_counter()
            outcome = await step(context)
            elapsed = (time.perf_counter() - started) * 1000
            context.latency_ms[step.__name__] = round(elapsed, 3)
            if outcome is not None:
                return self._urgency.still(context, outcome)
        raise AssertionError("the last step ends every turn")

    def _language(self, context: TurnContext) -> Language:
        """The language of the words; of what was said before where they are in none."""
        turn = context.turn
        last = context.spoken or self._languages.last(turn.conversation_id)
        has_words = turn.choice is None and context.taken is None
        heard = spoken(turn.text[: self._max_chars], turn.language, last) if has_words else None
        if heard is not None:
            self._languages.remember(turn.conversation_id, heard)
        return heard or last or turn.language or "zh"

    async def limit_rate(self, context: TurnContext) -> Outcome | None:
        """Refuse a conversation faster than a person, and an address busier than a hall full."""
        return self.too_fast(context) if context.excess else None

    async def count(self, context: TurnContext) -> bool:
        """Count the turn before anything of it is kept; False where it is not to be kept at all.

        The first one too many of a minute is kept, as evidence and for whoever looks on.
        """
        turn = context.turn
        limits = ((self._rate, turn.conversation_id), (self._address_rate, turn.client_key))
        for rate, key in limits:
            if key is not None and context.excess <= 1:
                context.excess = max(context.excess, await rate.excess(key))
        return context.excess <= 1

    def too_fast(self, context: TurnContext) -> Outcome:
        """What is said to who does not wait."""
        return self._notice(context, AnswerStatus.REFUSED_RATE, "utter_rate")

    async def leave_to_person(self, context: TurnContext) -> Outcome | None:
        """Say nothing where a person has the conversation: the desk shows them the words."""
        choice = context.turn.choice or ""
        is_grade = choice.startswith(f"{RATE}:")  # of an answer before; not for the person to hear
        if not context.for_person or is_grade:
            return None
        if left := await self._handoff_requests.leave(context.turn, context.language):
            return left
        if len(context.turn.text) > MAX_STORED_CHARS:
            limit, status = MAX_STORED_CHARS, AnswerStatus.UNANSWERED_TOO_LONG
            return self._notice(context, status, "utter_too_long_for_person", limit=limit)
        return Outcome(AnswerStatus.DIALOGUE_PERSON, (), rule="person")

    async def limit_length(self, context: TurnContext) -> Outcome | None:
        """Ask for fewer words where a text is no single question."""
        kept = context.taken
        if kept is not None and kept.field is None:
            limit = kept.limit
        elif len(context.turn.text) > self._max_chars:
            limit = self._max_chars
        else:
            return None
        return self._notice(
            context, AnswerStatus.UNANSWERED_TOO_LONG, "utter_too_long", limit=limit
        )

    async def read_text(self, context: TurnContext) -> Outcome | None:
        """Clean the text; ask again where there is nothing in it, or nothing readable."""
        if context.turn.choice is not None:
            return None
        if not is_readable(context.turn.text):
            return self._notice(context, AnswerStatus.UNANSWERED_UNREADABLE, "utter_unreadable")
        context.cleaned = clean(with_pauses(context.turn.text))
        if not _WORD.search(context.cleaned):
            return self._notice(context, AnswerStatus.UNANSWERED_EMPTY, "utter_empty")
        if context.taken is None and in_other_script(context.cleaned):
            return self._notice(context, AnswerStatus.UNANSWERED_UNREADABLE, "utter_other_script")
        return None

    async def comfort(self, context: TurnContext) -> Outcome | None:
        """One humane sentence for the lonely and bereaved, then what the knowledge is sure of."""
        if not is_lonely(context.cleaned):
            return None
        said = self._notice(context, AnswerStatus.DIALOGUE, "utter_lonely")
        findings = self._ask(context)
        if findings[0].decision is not Decision.ANSWER:
            return said
        kind = Outcome(said.status, said.blocks[:1], rule=said.rule)
        return self._composer.joined([kind, self._composer.found(findings, context.language)])

    async def refuse_sensitive(self, context: TurnContext) -> Outcome | None:
        """Stay out of what the operator has listed; who reports it, or suffered it, is heard."""
        words, text = self._words, context.cleaned
        if not words.sensitive.within(text) or words.reporting.within(text):
            return None
        return self._notice(context, AnswerStatus.REFUSED_SENSITIVE, "utter_sensitive")

    async def ask_assistant(self, context: TurnContext) -> Outcome | None:
        """Let the assistant lead; where it cannot, the knowledge answers in the next step."""
        conversation_id = context.turn.conversation_id
        if conversation_id is None:
            return None
        self._handoff_requests.came(context.turn)
        try:
            return await self._assistant_turns.turn(conversation_id, context)
        except AssistantUnavailableError as error:
            context.degraded = True
            logger.info("turn.degraded", turn_id=context.turn_id, reason=str(error))
            return None

    async def ask_knowledge(self, context: TurnContext) -> Outcome | None:
        """Answer without the assistant: one question straight from the knowledge."""
        return await self._without_assistant.turn(context)

    def _ask(self, context: TurnContext) -> tuple[Finding, ...]:
        return ask(self._answering, context)

    def _notice(
        self, context: TurnContext, status: AnswerStatus, response: str, **values: object
    ) -> Outcome:
        return self._composer.notice(status, response, context.language, **values)
