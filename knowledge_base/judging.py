"""One question: what it is compared with, and what that comes to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from knowledge_base.elsewhere import OtherCities
from knowledge_base.finding import (
    ELSEWHERE,
    NO_MATTER_NAMED,
    Decision,
    Finding,
    Match,
    names_only_a_topic,
    speaks_of,
)
from knowledge_base.leaning import names_no_matter, without_validity
from knowledge_base.models import Aspect, SourceKind
from knowledge_base.published import PublishedEntry
from knowledge_base.retrieval.popularity import Popularity, preferred
from knowledge_base.retrieval.retriever import Compared, Retriever
from knowledge_base.retrieval.scorer import Scorer
from knowledge_base.scope import Scope, twins


@dataclass(frozen=True, slots=True)
class QueryContext:
    """The circumstances in which every question of a message is asked."""

    scope: Scope
    aspect: Aspect | None
    limit: int
    """Matches to return at most."""
    topic: str | None = None
    """Answer from this topic alone."""
    last: str | None = None
    """Id of the entry that answered last."""


@dataclass(frozen=True, slots=True)
class Judge:
    """Decides by two thresholds what one question comes to. Asks nothing a second time."""

    retriever: Retriever
    scorer: Scorer
    popularity: Popularity | None
    """Settles which of equals comes first; the order found where None."""
    cities: OtherCities
    """Tells questions about other cities."""

    def ask(self, text: str, context: QueryContext) -> Finding:
        """What a cleaned question comes to."""
        return self.decide(text, context, self.compare(text, context))

    def compare(self, text: str, context: QueryContext) -> Compared:
        """A cleaned question beside the entries that may answer it."""

        def keep(entries: Sequence[PublishedEntry]) -> Collection[str]:
            about = [e for e in entries if context.topic is None or e.topic == context.topic]
            return context.scope.keep(about)

        return self.retriever.compare(text, keep=keep, aspect=context.aspect)

    def decide(self, text: str, context: QueryContext, compared: Compared) -> Finding:
        """What a comparison comes to: the answer, choices, or neither."""
        matches = self._matches(compared, context)
        if not matches:
            return Finding(text, Decision.UNKNOWN, (), "nothing was found")
        best, thresholds = matches[0], self.scorer.thresholds
        choices = tuple(m for m in matches if m.entry.valid_on(context.scope.day))
        said_what = context.aspect is not None or bool(compared.question.aspects)
        bare = not said_what and names_only_a_topic(text, choices)
        if best.probability < thresholds.confirm and not bare:
            rule = NO_MATTER_NAMED if names_no_matter(compared) else "nothing is probable enough"
            return Finding(text, Decision.UNKNOWN, matches, rule)
        if best.probability >= thresholds.answer and not best.entry.valid_on(context.scope.day):
            return self._expired(text, matches, context)
        if not choices or (choices[0].probability < thresholds.confirm and not bare):
            return self._replaced(text, matches, context.scope.day)
        if bare:
            choices = _disclosed_once(_how_first(choices))
            return Finding(text, Decision.CONFIRM, choices, "a topic, nothing about it")
        if not speaks_of(best.entry, self.cities.asked_of(compared.question)):
            return Finding(text, Decision.CONFIRM, choices, ELSEWHERE)
        if best.probability >= thresholds.answer:
            return Finding(text, Decision.ANSWER, matches, "one is probable and clear of others")
        if names_no_matter(compared):  # whatever is offered is a guess
            return Finding(text, Decision.UNKNOWN, matches, NO_MATTER_NAMED)
        found = Finding(text, Decision.CONFIRM, choices, "some are probable, none is clear")
        told = without_validity(found, text)
        return told if told.matches else found

    def _successor(self, entry: PublishedEntry) -> PublishedEntry | None:
        return self.retriever.entry(entry.superseded_by) if entry.superseded_by else None

    def _replaced(self, text: str, matches: tuple[Match, ...], day: date) -> Finding:
        """What took the place of a best match that has expired and is not sure; and that match."""
        best = matches[0]
        successor = self._successor(best.entry)
        if successor is None or not successor.valid_on(day):
            return Finding(text, Decision.UNKNOWN, matches, "what was probable has expired")
        heirs = tuple(
            match
            for match in matches[1:]
            if match.entry.topic == successor.topic
            and match.entry.aspect == best.entry.aspect != Aspect.GENERAL
        )
        choices = heirs[:1] or (Match(successor, best.probability),)
        return Finding(text, Decision.CONFIRM, (*choices, best), "what was probable was replaced")

    def _expired(self, text: str, matches: tuple[Match, ...], context: QueryContext) -> Finding:
        best = matches[0]
        successor = self._successor(best.entry)
        if successor and successor.valid_on(context.scope.day):
            rest = (m for m in matches[1:] if m.entry.id != successor.id)
            matches = (best, Match(successor, best.probability), *rest)[: context.limit]
        return Finding(text, Decision.ANSWER_EXPIRED, matches, "the best match has expired")

    def _matches(self, compared: Compared, context: QueryContext) -> tuple[Match, ...]:
        if compared.comparison is None:
            return ()
        entries = [candidate.profile.entry for candidate in compared.candidates]
        ranking = self.scorer.rank(
            compared.comparison, len(entries), lambda best: twins(entries, best)
        )
        if self.popularity is not None:
            ranking = preferred(ranking, [entry.id for entry in entries], self.popularity)
        probable = zip(ranking.order[: context.limit], ranking.probabilities(), strict=False)
        return tuple(Match(entries[number], probability) for number, probability in probable)


def _how_first(choices: Sequence[Match]) -> tuple[Match, ...]:
    """How a thing is done before all else about it: who only names it mostly wants it."""

    def tells_how(match: Match) -> bool:
        return _cites(match, SourceKind.GUIDE) and match.entry.aspect is Aspect.GENERAL

    return tuple(sorted(choices, key=tells_how, reverse=True))


def _disclosed_once(choices: Sequence[Match]) -> tuple[Match, ...]:
    """Of what is disclosed, once where it is to be seen, and not who discloses it and when."""
    items: dict[str, Match] = {}
    for match in choices:
        entry = match.entry
        name = f"{entry.field}:{entry.topic}" if _cites(match, SourceKind.CATALOG) else entry.id
        if name not in items or entry.aspect is Aspect.CHANNEL:
            items[name] = match
    return tuple(items.values())


def _cites(match: Match, kind: SourceKind) -> bool:
    return any(source.kind is kind for source in match.entry.sources)
