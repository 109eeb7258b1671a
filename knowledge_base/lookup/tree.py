"""The questions of a guide (情形), and the way through them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from knowledge_base.models import Aspect


@dataclass(frozen=True, slots=True)
class Option:
    """One way to answer a question."""

    code: str
    """Numbers of the question and the option, such as `0-2`: of one version of the guide only."""
    label: str
    """As the guide words it."""
    words: tuple[str, ...]
    """How people say it (说法)."""
    question: str | None
    """Id of the question it leads to."""
    case: str | None
    """Code of the case it leads to."""
    english: str | None = None
    """Its label in English, where the guide has one."""

    def labelled(self, language: str) -> str:
        """Its label, in English where that is wanted and there."""
        return (self.english if language == "en" else None) or self.label


@dataclass(frozen=True, slots=True)
class Question:
    """A question that tells cases apart."""

    id: str
    """As the guide numbers it."""
    text: str
    """As the guide words it."""
    options: tuple[Option, ...]
    """In the order to show."""
    english: str | None = None
    """The question in English, where the guide has it."""

    def worded(self, language: str) -> str:
        """The question, in English where that is wanted and there."""
        return (self.english if language == "en" else None) or self.text

    def speaks(self, language: str) -> bool:
        """Whether all of it is there in a language."""
        return language != "en" or all((self.english, *(o.english for o in self.options)))


@dataclass(frozen=True, slots=True)
class Needed:
    """One thing to bring."""

    code: str
    name: str
    form: str | None
    """原件, 复印件 or 电子."""
    copies: int
    required: bool
    review_points: str | None
    """审核要点: what the window checks."""
    note: str | None
    """When it is needed, and how to fill it in."""


@dataclass(frozen=True, slots=True)
class Case:
    """A case (情形) with what differs in it."""

    code: str
    name: str
    materials: tuple[Needed, ...]
    """What to bring in it."""
    fee: str | None
    time_limit: str | None
    """承诺办结时限."""
    remark: str | None
    """说明."""


@dataclass(frozen=True, slots=True)
class Window:
    """Somewhere to go, as the guide names it."""

    name: str
    address: str
    hours: str | None
    phone: str | None


@dataclass(frozen=True, slots=True)
class ServiceGuide:
    """A service item whose materials are approved and published."""

    id: str
    version: str
    """Eight characters that change with any change of the guide."""
    name: str
    topic: str
    """What follow-ups are about."""
    questions: tuple[Question, ...]
    """The first one is where to begin; empty where the item has no cases."""
    cases: tuple[Case, ...]
    materials: tuple[Needed, ...]
    """Of all cases together."""
    windows: tuple[Window, ...]
    near: tuple[str, ...]
    """Names of stations near home (家门口) that do it."""
    agent: str | None
    """代办: who may do it for somebody, and who is visited at home."""
    phone: str | None
    """咨询方式."""
    url: str | None
    """Where to do it online."""
    issuer: str | None
    """Who is responsible."""
    source: str
    """Title of the guide."""
    valid_from: date | None
    valid_until: date | None
    entries: dict[Aspect, str]
    """Id of the published entry about each aspect of which the guide says just what it says."""
    english_name: str | None = None
    """Its name in English, where an entry in English is published."""
    english: Mapping[Aspect, str] = field(default_factory=dict)
    """Id of the published English entry about each aspect."""

    def called(self, language: str) -> str:
        """Its name in a language; the Chinese one where there is none in English."""
        return (language == "en" and self.english_name) or self.name

    def case_called(self, case: Case, language: str) -> str:
        """A case's name: in English what its last answer says, where that is in English."""
        options = (o for q in self.questions for o in q.options if o.case == case.code)
        english = next((o.english for o in options if o.english), None)
        return (language == "en" and english) or case.name

    def case(self, code: str | None) -> Case | None:
        """The case with this code."""
        return next((case for case in self.cases if case.code == code), None)

    def at(self, path: Sequence[str]) -> Question | Case | None:
        """Where a way of answers leads: to the next question, or to a case.

        Args:
            path: codes of the options taken, from the first question on.

        Returns:
            None where the guide has no such way.
        """
        here: Question | Case | None = self.questions[0] if self.questions else None
        for code in path:
            option = _option(here, code)
            here = self._behind(option) if option else None
        return here

    def _behind(self, option: Option) -> Question | Case | None:
        if option.case is not None:
            return self.case(option.case)
        return next((q for q in self.questions if q.id == option.question), None)


def _option(here: Question | Case | None, code: str) -> Option | None:
    if not isinstance(here, Question):
        return None
    return next((option for option in here.options if option.code == code), None)
