"""The assistant's part in a turn: what is sent to it, and the outcome made of its messages."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from actions.findings import BRIEF, FINDINGS, from_payload
from actions.forms import DOUBT, KEPT
from actions.utterances import LANGUAGE
from bot.assistant_client import AssistantClient, as_intent
from bot.choices import HUMAN, NONE_OF_THESE
from bot.compose import Composer, Outcome
from bot.context import TurnContext
from bot.conversations.privacy import mask
from bot.language import SpokenLanguages
from bot.lookup_blocks import LookupBlocks
from bot.person_wish import wants_person
from bot.terms import leaves
from knowledge_base.published import PublishedEntry

STOP = "stop"
"""The intent of who leaves a form."""

_COMMAND = re.compile(r"^[/\s]+")
"""What would make typed words an intent to Rasa: a slash, behind whatever space."""


class AssistantTurns:
    """Sends turns of a conversation to the assistant and makes outcomes of its messages."""

    def __init__(
        self,
        assistant: AssistantClient,
        composer: Composer,
        lookup_blocks: LookupBlocks,
        *,
        entry: Callable[[str], PublishedEntry | None],
        intents: frozenset[str],
        languages: SpokenLanguages,
    ) -> None:
        """Set up.

        Args:
            assistant: classifies the turn and runs its action.
            composer: makes blocks of its utterances and findings.
            lookup_blocks: renders the looked-up knowledge that its messages refer to.
            entry: looks a published entry up.
            intents: what a choice may stand for.
            languages: told where the assistant goes on in another.
        """
        self._assistant = assistant
        self._composer = composer
        self._lookup_blocks = lookup_blocks
        self._entry = entry
        self._intents = intents
        self._languages = languages

    async def turn(self, conversation_id: str, context: TurnContext) -> Outcome | None:
        """What the assistant said and found, in its order; None where it said nothing.

        Raises:
            AssistantUnavailableError: it cannot take a turn at the moment.
        """
        text = self._rasa_text(context)
        messages = await self._assistant.turn(conversation_id, text, _metadata(context))
        return self._outcome(messages, context)

    def _rasa_text(self, context: TurnContext) -> str:
        """A choice as Rasa's `/intent{...}`; typed words masked, without a slash of their own."""
        taken, choice, words = context.taken, context.turn.choice, context.cleaned
        intent: str | None = None
        values: Sequence[str | None] = ()
        if taken is not None:
            intent, values = KEPT, (taken.field, DOUBT if taken.doubtful else None)
        elif choice is not None:
            intent, *values = choice.split(":")
            if intent not in self._intents:
                intent, values = NONE_OF_THESE, ()
        elif leaves(words):
            intent = STOP
        elif wants_person(words):
            intent = HUMAN
        if intent is None:
            return _COMMAND.sub("", mask(words))
        return as_intent(intent, *values, language=context.language)

    def _outcome(self, messages: Sequence[dict[str, Any]], context: TurnContext) -> Outcome | None:
        parts = []
        for message in messages:
            custom = message.get("custom", {})
            if LANGUAGE in custom:
                context.language = custom[LANGUAGE]
                self._languages.remember(context.turn.conversation_id, context.language)
            if FINDINGS in custom:
                findings = from_payload(custom, self._entry)
                brief = bool(custom.get(BRIEF))
                parts.append(self._composer.found(findings, context.language, brief=brief))
            elif looked_up := self._lookup_blocks.outcome(custom, context.language):
                parts.append(looked_up)
            else:
                parts.append(self._composer.said([message], context.language))
        parts = [part for part in parts if part.blocks]
        return self._composer.joined(parts) if parts else None


def _metadata(context: TurnContext) -> dict[str, Any]:
    """What the actions need to know of the turn."""
    turn = context.turn
    return {
        "turn_id": context.turn_id,
        "language": context.language,
        "channel": str(turn.channel),
        "heard": turn.spoken,
        "as_of": turn.as_of.isoformat() if turn.as_of else None,
        "jurisdiction": turn.jurisdiction,
    }
