"""What a turn is about: the guide it names, or the one at hand; and whether it asks something."""

from __future__ import annotations

from rasa_sdk import Tracker

from actions.answer import asked
from knowledge_base.answering import Answering, Decision
from knowledge_base.lookup import Lookup
from knowledge_base.lookup.options import is_question

MAY_ANSWER = frozenset(
    (
        *("ask", "ask_aspect", "affirm", "choose", "none_of_these", "another", "correct"),
        *("guide", "which_case", "small_talk", "nlu_fallback"),
    )
)
"""What an answer in the citizen's own words may be taken for; all else is meant as it is."""


MAX_CANDIDATES = 3
"""Matches looked at where none is clear."""


class Subjects:
    """Tells what a turn is about."""

    def __init__(self, answering: Answering, lookup: Lookup) -> None:
        self._answering = answering
        self._lookup = lookup

    def named(self, text: str, tracker: Tracker) -> str | None:
        """Id of the guide a text names clearly."""
        found = self.candidates(text, tracker)
        return found[0] if len(found) == 1 else None

    def candidates(self, text: str, tracker: Tracker) -> tuple[str, ...]:
        """Ids of the guides a text may name, best first; none where it may be something else."""
        if not text:
            return ()
        finding = asked(self._answering, text, tracker)[0]
        if finding.decision not in (Decision.ANSWER, Decision.CONFIRM):
            return ()
        near = finding.matches[: 1 if finding.decision is Decision.ANSWER else MAX_CANDIDATES]
        guides = [self._lookup.guides.of_entry(match.entry.id) for match in near]
        return () if None in guides else tuple(dict.fromkeys(g for g in guides if g))

    def at_hand(self, tracker: Tracker) -> str | None:
        """Id of the guide that the last answer came from."""
        last = tracker.get_slot("last_entry")
        return self._lookup.guides.of_entry(last) if last else None

    def is_another(self, text: str, tracker: Tracker, *, surely: bool = False) -> bool:
        """Whether a text that is no answer to a form asks something that can be answered.

        Args:
            text: what was said.
            tracker: of the conversation.
            surely: not even a question that may be one of several, as where the text has to do
                with what the form asks.
        """
        decision = asked(self._answering, text, tracker)[0].decision
        if decision is Decision.CONFIRM:
            return is_question(text) and not surely
        return decision is not Decision.UNKNOWN
