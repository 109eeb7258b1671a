"""From findings and utterances to blocks: the one place where an answer gets its form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pydantic import TypeAdapter

from actions.utterances import BLOCKS
from bot.choices import CHOOSE, HUMAN, NONE_OF_THESE
from bot.turns import (
    AnswerStatus,
    Block,
    Candidate,
    Choice,
    ChoicesBlock,
    CitationBlock,
    Language,
    LinkBlock,
    NoticeBlock,
    TextBlock,
)
from bot.wording import Wording
from knowledge_base.answering import Decision, Finding, Match
from knowledge_base.finding import (
    ANSWERED_BEFORE,
    ELSEWHERE,
    NO_MATTER_NAMED,
    NO_MORE,
    NONE_RIGHT,
)
from knowledge_base.published import CitedSource, PublishedEntry, today

MAX_CHOICES = 3
RESUME = "resume"
"""What a `Choice.value` begins with: the intent it stands for."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a step of the pipeline came to, before it is a reply."""

    status: AnswerStatus
    blocks: tuple[Block, ...]
    rule: str
    quoted: Match | None = None
    """The entry quoted first."""
    candidates: tuple[Candidate, ...] = ()


class Composer:
    """Gives answers, choices and ways on their form."""

    def __init__(self, wording: Wording, entry: Callable[[str], PublishedEntry | None]) -> None:
        """Compose with these words; `entry` looks a published entry up."""
        self._wording = wording
        self._entry = entry

    def notice(
        self, status: AnswerStatus, response: str, language: Language, **v: object
    ) -> Outcome:
        """An outcome that says one thing about the service itself, and offers a person."""
        text = self._wording.say(response, language, **v)
        return Outcome(status, (NoticeBlock(text), self._ways_on(language)), rule=response)

    def urgent(self, response: str, language: Language, *, resume: bool) -> Outcome:
        """What to do at once in an emergency, and the way back to a form that waits."""
        blocks: tuple[Block, ...] = (NoticeBlock(self._wording.say(response, language), "warning"),)
        if resume:
            label = self._wording.say("utter_label_resume", language)
            blocks = (*blocks, ChoicesBlock((Choice(label, RESUME),)))
        return Outcome(AnswerStatus.DIALOGUE, blocks, rule=response)

    def said(self, messages: Sequence[dict[str, Any]], language: Language) -> Outcome:
        """The assistant's own utterances: text, buttons as choices, or blocks as they are."""
        blocks: list[Block] = []
        for message in messages:
            if text := message.get("text"):
                blocks.append(TextBlock(text))
            if buttons := message.get("buttons"):
                choices = tuple(Choice(b["title"], b["payload"].lstrip("/")) for b in buttons)
                blocks.append(ChoicesBlock(choices))
            blocks.extend(_BLOCKS.validate_python(message.get("custom", {}).get(BLOCKS, ())))
        return Outcome(AnswerStatus.DIALOGUE, tuple(blocks), rule="utterance")

    def joined(self, parts: Sequence[Outcome]) -> Outcome:
        """Several outcomes of one turn as one; what was answered gives it its status."""
        first = min(parts, key=lambda part: _WORTH.index(part.status))
        return Outcome(
            status=first.status,
            blocks=tuple(block for part in parts for block in part.blocks),
            rule=" ".join(dict.fromkeys(part.rule for part in parts)),
            quoted=first.quoted,
            candidates=tuple(c for part in parts for c in part.candidates),
        )

    def kept_sign(self, language: Language) -> str:
        """What stands for an answer that is not to be seen again."""
        return self._wording.say("utter_kept", language)

    def found(
        self, findings: Sequence[Finding], language: Language, *, brief: bool = False
    ) -> Outcome:
        """What the knowledge found, one part per question asked.

        Args:
            findings: one per question.
            language: whose words go around the quotations.
            brief: quote the approved short answer where an entry has one.
        """
        return self.joined([self._part(finding, language, brief) for finding in findings])

    def _part(self, finding: Finding, language: Language, brief: bool) -> Outcome:
        if finding.decision is Decision.CONFIRM:
            return self._choices(finding, language)
        if finding.decision in (Decision.ANSWER, Decision.ANSWER_EXPIRED):
            return self._answer(finding, language, brief)
        response = _UNKNOWN.get(finding.rule, "utter_unanswered")
        text = self._wording.say(response, language)
        blocks = (TextBlock(text), self._ways_on(language))
        return _of(finding, AnswerStatus.UNANSWERED_NO_MATCH, blocks)

    def _answer(self, finding: Finding, language: Language, brief: bool) -> Outcome:
        match = finding.matches[0]
        if finding.decision is Decision.ANSWER:
            quote = self._quote(match.entry, language, brief=brief)
            blocks = (*self._notices(match.entry, language), *quote)
            return _of(finding, AnswerStatus.ANSWERED, blocks, match)
        blocks = (
            NoticeBlock(self._wording.say("utter_expired", language), "warning"),
            *self._quote(match.entry, language),
            *self._successor(match.entry, language),
        )
        return _of(finding, AnswerStatus.ANSWERED_EXPIRED, blocks, match)

    def _quote(
        self, entry: PublishedEntry, language: Language, *, brief: bool = False
    ) -> tuple[Block, ...]:
        return (
            TextBlock(
                (entry.short_answer if brief else None) or entry.answer,
                quoted=True,
                spoken=entry.spoken_answer,
                short=entry.short_answer,
            ),
            *(LinkBlock(label, url) for label, url in entry.links),
            *(self._citation(source, entry, language) for source in entry.sources),
        )

    def _successor(self, entry: PublishedEntry, language: Language) -> tuple[Block, ...]:
        successor = self._entry(entry.superseded_by) if entry.superseded_by else None
        if successor is None:
            return (self._ways_on(language),)
        prompt = self._wording.say("utter_successor", language)
        return (ChoicesBlock((_choice(successor),), prompt),)

    def _notices(self, entry: PublishedEntry, language: Language) -> tuple[Block, ...]:
        if entry.translation_of and entry.translation_stale:
            return (NoticeBlock(self._wording.say("utter_stale_translation", language), "warning"),)
        if language == "en" and entry.language == "zh":
            return (NoticeBlock(self._wording.say("utter_only_chinese", language)),)
        return ()

    def _choices(self, finding: Finding, language: Language) -> Outcome:
        choices = [self._named(match.entry, language) for match in finding.matches[:MAX_CHOICES]]
        choices.append(Choice(self._wording.say("utter_none_of_these", language), NONE_OF_THESE))
        prompt = self._wording.say("utter_clarify", language)
        blocks = (*self._limits(finding, language), ChoicesBlock(tuple(choices), prompt))
        return _of(finding, AnswerStatus.CLARIFY, blocks)

    def _named(self, entry: PublishedEntry, language: Language) -> Choice:
        if entry.valid_on(today()):
            return _choice(entry)
        label = self._wording.say("utter_expired_choice", language, question=entry.question)
        return replace(_choice(entry), label=label)

    def _limits(self, finding: Finding, language: Language) -> tuple[Block, ...]:
        """What is to be known of the choices before one is taken."""
        said = ["utter_only_here"] if ELSEWHERE in finding.rule else []
        if language == "en" and not any(m.entry.language == "en" for m in finding.matches):
            said.append("utter_only_chinese")
        return tuple(NoticeBlock(self._wording.say(each, language)) for each in said)

    def _ways_on(self, language: Language) -> ChoicesBlock:
        return ChoicesBlock((Choice(self._wording.say("utter_ask_human", language), HUMAN),))

    def _citation(
        self, source: CitedSource, entry: PublishedEntry, language: Language
    ) -> CitationBlock:
        start = source.effective_from or entry.valid_from
        end = source.effective_until or entry.valid_until
        return CitationBlock(
            title=source.title,
            document_number=source.document_number,
            article=source.article,
            issuer=source.issuer,
            url=source.url,
            validity=self.validity(start, end, language),
        )

    def validity(self, start: date | None, end: date | None, language: Language) -> str | None:
        """From when until when something is in force, in words."""
        if start and end:
            return self._wording.say("utter_valid_between", language, start=start, end=end)
        if start:
            return self._wording.say("utter_valid_from", language, start=start)
        return self._wording.say("utter_valid_until", language, end=end) if end else None


_WORTH = (
    AnswerStatus.ANSWERED,
    AnswerStatus.ANSWERED_EXPIRED,
    AnswerStatus.CLARIFY,
    AnswerStatus.UNANSWERED_NO_MATCH,
    AnswerStatus.DIALOGUE,
)
"""Of several parts of one turn, the best answered one gives the turn its status."""

_UNKNOWN = {
    NO_MATTER_NAMED: "utter_which_matter",
    ANSWERED_BEFORE: "utter_answered_before",
    NO_MORE: "utter_no_more",
    NONE_RIGHT: "utter_none_right",
}
"""Rule of what is not known → the response; `utter_unanswered` for all others."""

_BLOCKS: TypeAdapter[tuple[Block, ...]] = TypeAdapter(tuple[Block, ...])


def _of(
    finding: Finding, status: AnswerStatus, blocks: tuple[Block, ...], quoted: Match | None = None
) -> Outcome:
    candidates = tuple(_candidate(match) for match in finding.matches)
    return Outcome(status, blocks, finding.rule, quoted, candidates)


def _choice(entry: PublishedEntry) -> Choice:
    return Choice(entry.question, f"{CHOOSE}:{entry.id}")


def _candidate(match: Match) -> Candidate:
    entry = match.entry
    return Candidate(entry.id, entry.version, entry.question, round(match.probability, 4))
