"""What a turn is about: the guide it names, or the one at hand; and whether it asks something."""

from __future__ import annotations

from rasa_sdk import Tracker

from actions.answer import asked
from knowledge_base.answering import Answering, Decision
from knowledge_base.lookup import Lookup
from knowledge_base.lookup.options import is_question


class Subjects:
    """Tells what a turn is about."""

    def __init__(self, answering: Answering, lookup: Lookup) -> None:
        self._answering = answering
        self._lookup = lookup

    def named(self, text: str, tracker: Tracker) -> str | None:
        """Id of the guide a text names clearly."""
        if not text:
            return None
        finding = asked(self._answering, text, tracker)[0]
        if finding.decision is not Decision.ANSWER:
            return None
        return self._lookup.guides.of_entry(finding.matches[0].entry.id)

    def at_hand(self, tracker: Tracker) -> str | None:
        """Id of the guide that the last answer came from."""
        last = tracker.get_slot("last_entry")
        return self._lookup.guides.of_entry(last) if last else None

    def is_another(self, text: str, tracker: Tracker) -> bool:
        """Whether a text that is no answer to a form asks something that can be answered."""
        decision = asked(self._answering, text, tracker)[0].decision
        if decision is Decision.CONFIRM:
            return is_question(text)
        return decision is not Decision.UNKNOWN
