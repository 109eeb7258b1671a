"""What can be done after an answer: find one's case, the nearest place, apply, ask more of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.tracking import language_of
from actions.utterances import utter_blocks
from bot.choices import HUMAN, NEAREST
from bot.turns import Choice, ChoicesBlock, Language, Say
from knowledge_base.answering import Decision, Finding
from knowledge_base.lookup import Lookup
from knowledge_base.lookup.catalog import Item
from knowledge_base.models import Aspect

MAX_STEPS = 4
ITEM_STEPS = (
    (Aspect.BODY, "utter_step_body"),
    (Aspect.DURATION, "utter_step_duration"),
    (Aspect.CHANNEL, "utter_step_channel"),
    (Aspect.BASIS, "utter_step_basis"),
)
"""What else is asked of a catalog item, and the response that words it."""


@dataclass(frozen=True, slots=True)
class NextSteps:
    """Offers the ways on that fit an answer."""

    lookup: Lookup
    """Knows what an entry was made from."""
    say: Say
    """A response of domain.yml in one language."""

    def offer(
        self, findings: Sequence[Finding], dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> None:
        """Say the ways on after these findings, if there are any."""
        steps = self.after(findings, language_of(tracker))
        if steps is not None:
            utter_blocks(dispatcher, steps)

    def person(self, tracker: Tracker) -> ChoicesBlock:
        """A person, where choices have not helped."""
        language = language_of(tracker)
        human = Choice(self.say("utter_ask_human", language), HUMAN)
        return ChoicesBlock((human,), self.say("utter_or_person", language))

    def after(self, findings: Sequence[Finding], language: Language) -> ChoicesBlock | None:
        """The ways on after these findings; None unless just one entry answered."""
        if len(findings) != 1 or findings[0].decision is not Decision.ANSWER:
            return None
        entry_id = findings[0].matches[0].entry.id
        choices = tuple(self._choices(entry_id, language))[:MAX_STEPS]
        return ChoicesBlock(choices, self.say("utter_next", language)) if choices else None

    def _choices(self, entry_id: str, language: Language) -> Iterator[Choice]:
        guide = self.lookup.guides.of_entry(entry_id)
        if guide is not None:
            if self.lookup.guides.asks(guide):
                yield Choice(self.say("utter_step_case", language), f"guide:{guide}")
            yield Choice(self.say("utter_step_nearest", language), f"{NEAREST}:{guide}")
            return
        item = self.lookup.catalogs.item_of(entry_id)
        if item is not None:
            yield from self._item(item, entry_id, language)

    def _item(self, item: Item, entry_id: str, language: Language) -> Iterator[Choice]:
        if item.on_request:
            label = self.say("utter_step_apply", language)
            yield Choice(label, "apply_disclosure")
        for aspect, response in ITEM_STEPS:
            other = item.entries.get(aspect)
            if other is not None and other != entry_id:
                yield Choice(self.say(response, language), f"choose:{other}")
