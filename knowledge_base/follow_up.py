"""A question within a conversation: asked by itself and about what was spoken of before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from knowledge_base.finding import ANSWERED_BEFORE, Decision, Finding, Match, names_topic
from knowledge_base.leaning import (
    EITHER,
    better,
    carried,
    closer,
    leans,
    names_no_matter,
    tells,
    without_lead,
    without_validity,
)
from knowledge_base.models import Aspect
from knowledge_base.published import PublishedEntry
from knowledge_base.retrieval.retriever import Compared

Reading = tuple[Finding, Compared]
Read = Callable[[str, str | None, Aspect | None], Reading]
"""Asks a text: of one topic's entries where that is given, with the aspect asked before."""

ABOUT = ", about "
"""In a finding's rule before the topic that the question was taken to lean on."""


def has_leant(finding: Finding) -> bool:
    """Whether a question was taken to be about what was spoken of before."""
    return ABOUT in finding.rule


def english_name(entries: Collection[PublishedEntry]) -> str:
    """What English entries call what they are about: How long does it take: Residence permit?"""
    names = Counter(e.question.partition(": ")[2].strip(" ?") for e in entries)
    return f"{names.most_common(1)[0][0]}: " if names else ""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question, and what was spoken of before it."""

    text: str
    """The question, cleaned."""
    topic: str
    """What was spoken of."""
    aspect: Aspect | None
    """What about it was asked."""
    subject: str
    """What the topic is about, in the words of the question's language."""
    name: str
    """The topic's name, in the same."""
    last: str | None
    """Id of the entry that answered last."""
    told: Callable[[Collection[Aspect]], tuple[PublishedEntry, ...]]
    """The topic's entries that tell these aspects."""

    def find(self, read: Read) -> Finding:
        """The better of what it comes to by itself and as one about the topic."""
        said = without_lead(self.text)
        plain, compared = read(said, None, carried(self.aspect, said))
        plain = replace(plain, question=self.text)
        if names_topic(said, (self.topic,)) or not leans(compared, self.topic, plain):
            return plain
        sure = plain.decision is Decision.ANSWER
        found = better(plain, self._leaning(said, compared, read, sure=sure), compared)
        if found is plain or found.rule == EITHER:
            return found
        found = replace(found, question=self.text, rule=f"{found.rule}{ABOUT}{self.topic}")
        return self._unless_repeated(found, compared)

    def _unless_repeated(self, found: Finding, compared: Compared) -> Finding:
        """The finding, unless it is the last answer again, which does not tell what is asked."""
        asked = compared.question.aspects
        if found.decision is not Decision.ANSWER or not asked or not names_no_matter(compared):
            return found
        entry = found.matches[0].entry
        if entry.id != self.last or entry.aspect in asked:
            return found
        if any(tells(entry.answer, aspect) for aspect in asked):
            return found
        return replace(found, decision=Decision.UNKNOWN, rule=ANSWERED_BEFORE)

    def _leaning(self, said: str, compared: Compared, read: Read, *, sure: bool) -> Finding:
        """As one about the topic: from what explains it, or strictly from its own entries.

        The latter are not asked where the question is sure of an answer by itself: with the
        topic's name in front they would surpass anything.
        """
        loosely = without_validity(read(f"{self.subject}{said}", None, None)[0], said)
        if not names_no_matter(compared) and (sure or loosely.decision is Decision.ANSWER):
            return loosely
        strictly = self._as_asked(read(f"{self.name}{said}", self.topic, None)[0], compared)
        return closer(without_validity(strictly, said), loosely, compared)

    def _as_asked(self, strictly: Finding, compared: Compared) -> Finding:
        """With the entry first that tells the aspect asked for, where there is just one.

        Few words (谁可以申请) find few candidates, and the topic's own may not be among them.
        """
        asked, best = compared.question.aspects, strictly.matches[:1]
        if not asked or not best or not names_no_matter(compared):
            return strictly
        if best[0].entry.aspect in (*asked, Aspect.GENERAL, None):
            return strictly
        told = self.told(asked)
        if len(told) != 1:
            return strictly
        return replace(strictly, matches=(Match(told[0], best[0].probability), *strictly.matches))
