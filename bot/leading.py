"""The assistant's part in a turn: what it is told of it, and what its messages come to."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from actions.findings import BRIEF, FINDINGS, from_payload
from actions.forms import DOUBT, KEPT
from actions.saying import LANGUAGE
from bot.compose import NONE_OF_THESE, Composer, Outcome
from bot.context import TurnContext
from bot.conversations.privacy import mask
from bot.dialogue import AssistantClient, as_intent
from bot.language import SpokenLanguages
from bot.shown import Shown
from bot.terms import leaves
from knowledge_base.published import PublishedEntry

STOP = "stop"
"""The intent of who leaves a form."""

_COMMAND = re.compile(r"^[/\s]+")
"""What would make typed words an intent to Rasa: a slash, behind whatever space."""


class Leading:
    """Lets the assistant lead a turn of a conversation."""

    def __init__(
        self,
        assistant: AssistantClient,
        composer: Composer,
        shown: Shown,
        *,
        entry: Callable[[str], PublishedEntry | None],
        intents: frozenset[str],
        languages: SpokenLanguages,
    ) -> None:
        """Set up.

        Args:
            assistant: leads.
            composer: gives what it said and found its form.
            shown: and what it refers to.
            entry: looks a published entry up.
            intents: what a choice may stand for.
            languages: told where the assistant goes on in another.
        """
        self._assistant = assistant
        self._composer = composer
        self._shown = shown
        self._entry = entry
        self._intents = intents
        self._languages = languages

    async def turn(self, conversation_id: str, context: TurnContext) -> Outcome | None:
        """What the assistant said and found, in its order; None where it said nothing.

        Raises:
            AssistantUnavailableError: it does not lead at the moment.
        """
        told = self._told(context)
        return self._outcome(
            await self._assistant.turn(conversation_id, told, _metadata(context)), context
        )

    def _told(self, context: TurnContext) -> str:
        """A choice as Rasa's `/intent{...}`; typed words masked, without a slash of their own."""
        if context.taken is not None:
            return as_intent(KEPT, context.taken.field, DOUBT if context.taken.doubtful else None)
        if context.turn.choice is None and leaves(context.cleaned):
            return as_intent(STOP)
        if context.turn.choice is None:
            return _COMMAND.sub("", mask(context.cleaned))
        intent, *values = context.turn.choice.split(":")
        return as_intent(intent, *values) if intent in self._intents else as_intent(NONE_OF_THESE)

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
            elif shown := self._shown.outcome(custom, context.language):
                parts.append(shown)
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
