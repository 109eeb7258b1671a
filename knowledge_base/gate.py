"""The exam as a gate: what is about to be published is examined before it answers anybody.

Only questions that a publish can touch are asked, of the knowledge as it is and of a copy as it
would be: those whose right entry it is, and those that the entry is a candidate for, before or
after. No other answer can change. For one entry that is a few dozen questions; for thousands it
is the whole exam, twice.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge_base.answering import Answering
from knowledge_base.drafts import EntryDraft
from knowledge_base.editorial import GateResult
from knowledge_base.editorial.stages import stored
from knowledge_base.evaluation import Outcome, Question, outcome, put_question
from knowledge_base.foreseen import from_draft, from_versions
from knowledge_base.models import Entry, EntryVersion
from knowledge_base.published import PublishedEntry

MAX_LOST_POINTS = 1.0
"""Of the rubric's points, what a publish may cost: a right answer, or two that become choices."""
MAX_MORE_WRONG = 0
"""Questions answered wrongly at once that a publish may add; out of scope, any answer is wrong."""
ROUNDS = 3
"""How often the guilty are taken out of a batch and the rest is examined again."""
MAX_NAMED = 20
"""Questions named to the publisher."""

_POINTS = {Outcome.RIGHT: 1.0, Outcome.PARTLY: 0.5, Outcome.WRONG: 0.0, Outcome.NONE: 0.0}
_SAID = {
    Outcome.RIGHT: "答对",
    Outcome.PARTLY: "列入选项",
    Outcome.WRONG: "答错",
    Outcome.NONE: "没有答出",
}


@dataclass(frozen=True, slots=True)
class Changed:
    """A question of the exam whose answer would change for the worse."""

    question: Question
    before: Outcome
    after: Outcome
    given: PublishedEntry | None
    """What would stand first."""

    def __str__(self) -> str:
        given = f"，首位将是“{self.given.question}”" if self.given else ""
        return f"“{self.question.text}”：{_SAID[self.before]} → {_SAID[self.after]}{given}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the exam says of a change."""

    asked: int
    """Questions it can touch."""
    lost: float
    """Points; negative where it gains."""
    more_wrong: int
    """Questions answered wrongly at once, more than now."""
    worse: tuple[Changed, ...]
    """Every question that comes off worse."""

    @property
    def passed(self) -> bool:
        """Whether it is within the tolerance."""
        return self.lost <= MAX_LOST_POINTS and self.more_wrong <= MAX_MORE_WRONG

    @property
    def reasons(self) -> tuple[str, ...]:
        """For the publisher, a line each."""
        summary = (
            f"相关考题{self.asked}道：少得{max(self.lost, 0):g}分（可少{MAX_LOST_POINTS:g}分），"
            f"多答错{max(self.more_wrong, 0)}道（可多{MAX_MORE_WRONG}道）"
        )
        return (summary, *(str(one) for one in self.worse[:MAX_NAMED]))


class ExamGate:
    """Examines versions before they are published."""

    def __init__(
        self, answering: Answering, questions: Sequence[Question], out_of_scope: Sequence[str] = ()
    ) -> None:
        """Take an exam.

        Args:
            answering: the product, open, following what is published.
            questions: with the entries that answer them; those that nothing here answers, now or
                after the publish, are left out.
            out_of_scope: what nothing here answers.
        """
        self._answering = answering
        self._questions = (*questions, *(Question(text, frozenset()) for text in out_of_scope))

    def __call__(self, session: Session, version: EntryVersion) -> GateResult:
        """Examine one version, as `editorial.publish` asks for."""
        verdict = self.examine((), from_versions(session, [version]))
        return GateResult(verdict.passed, () if verdict.passed else verdict.reasons)

    def batch(
        self, session: Session, versions: Sequence[EntryVersion]
    ) -> Mapping[str, tuple[str, ...]]:
        """Examine many versions together, as `editorial.publish_all` asks for.

        Where they fail, those that would stand first in place of the right entry, or are the
        right entry of a question lost, are taken out and the rest is examined again.

        Returns:
            Per entry that must wait, why.
        """
        left = from_versions(session, versions)
        refused: dict[str, tuple[str, ...]] = {}
        for _ in range(ROUNDS):
            verdict = self.examine((), left)
            if verdict.passed:
                return refused
            guilty = _guilty(verdict, {entry.id for entry in left})
            refused |= guilty
            left = [entry for entry in left if entry.id not in guilty]
        return refused | {entry.id: ("与同批其他条目一起发布会使考试变差",) for entry in left}

    def of_import(
        self,
        session: Session,
        drafts: Sequence[EntryDraft],
        waiting: Sequence[tuple[str, int]],
        gone: Collection[str],
    ) -> GateResult:
        """Examine an import whose content is to answer at once, all of it together.

        Args:
            session: where to read.
            drafts: to be saved and published.
            waiting: (entry id, number) of what is saved already and to be published with them.
            gone: ids of what is to be retired.
        """
        live = select(Entry.id).where(Entry.published_number.is_not(None)).limit(1)
        if session.scalar(live) is None:  # nothing answers yet that could get worse
            return GateResult(passed=True)
        saved = from_versions(session, [stored(session, *one) for one in waiting])
        verdict = self.examine(gone, [*saved, *map(from_draft, drafts)])
        return GateResult(verdict.passed, () if verdict.passed else verdict.reasons)

    def examine(self, gone: Collection[str], put: Sequence[PublishedEntry]) -> Verdict:
        """Compare the knowledge as it is with the knowledge after a change.

        Args:
            gone: ids of entries that would answer no more.
            put: entries as they would be published.
        """
        self._answering.refresh()
        touched = {*gone, *(entry.id for entry in put)}
        known = {i for i in touched if self._answering.entry(i) is not None}
        with self._answering.rehearsed(gone, put) as after:
            asked = [
                question
                for question in self._questions
                if self._is_asked_here(question, after)
                and not touched.isdisjoint(self._reach(question, after, before=bool(known)))
            ]
            compared = [_compare(self._answering, after, question) for question in asked]
        worse = [c for c in compared if _is_worse(c)]
        return Verdict(
            asked=len(asked),
            lost=sum(_POINTS[c.before] - _POINTS[c.after] for c in compared),
            more_wrong=sum(
                (c.after is Outcome.WRONG) - (c.before is Outcome.WRONG) for c in compared
            ),
            worse=tuple(sorted(worse, key=lambda c: c.after is not Outcome.WRONG)),
        )

    def _is_asked_here(self, question: Question, after: Answering) -> bool:
        """Whether anything here answers it; an exam may have been written for more than this."""
        return not question.right or any(
            self._answering.entry(i) is not None or after.entry(i) is not None
            for i in question.right
        )

    def _reach(self, question: Question, after: Answering, *, before: bool) -> set[str]:
        """Entries that have a say in the answer."""
        found = after.found(question.text) | question.right
        return found | self._answering.found(question.text) if before else found


def _compare(before: Answering, after: Answering, question: Question) -> Changed:
    now, then = put_question(before, question), put_question(after, question)
    given = after.entry(then.ids[0]) if then.ids else None
    return Changed(question, outcome(question, now), outcome(question, then), given)


def _is_worse(changed: Changed) -> bool:
    if _POINTS[changed.after] < _POINTS[changed.before]:
        return True
    return changed.after is Outcome.WRONG and changed.before is not Outcome.WRONG


def _guilty(verdict: Verdict, batch: set[str]) -> dict[str, tuple[str, ...]]:
    """Per entry of a batch the questions lost by it; all of the batch where none can be told."""
    guilty: dict[str, tuple[str, ...]] = {}
    for lost in verdict.worse:
        given = {lost.given.id} & batch if lost.given else set()
        for entry_id in given or lost.question.right & batch:
            guilty[entry_id] = (*guilty.get(entry_id, ()), str(lost))
    return guilty or dict.fromkeys(batch, verdict.reasons)
