"""Which option of a question a citizen's own words mean; in doubt none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge_base.lookup.ranges import within
from knowledge_base.lookup.tree import Question
from knowledge_base.text import arabic, clean
from knowledge_base.thesaurus import Thesaurus

SURE, LIKELY = 0.9, 0.55
"""Likeness of an option that was named outright, and of one that is meant unless another is as
like."""
LEAD = 0.15
"""How much more like it must be than the next one."""

_APART = re.compile(r"[,、;。/()]|(?<=.)或(?:者)?")
_FILLER = re.compile(
    r"[我你您俺咱的了咯啦呢吧啊是要想就个去来把它都跟\s,。!?~、]|[这那]种?|一下|因为|属于|选择?|情况"
)
_NEGATION = "不没未别非无"
_VAGUE = frozenset("好行对可嗯有没不大小多少上下一二三人家都")
"""Characters that say nothing where they are all that is said."""
_PLACE = re.compile(r"(?:第|选)第?([1-6一二三四五六])[个项种条号]?")
_NUMERALS = "一二三四五六"
_ASKS = re.compile(
    r"[?吗]|么$|还是|怎么|怎样|咋|多少|多久|什么|啥|哪|如何|谁|几天|几点|能不能|可不可以|要不要"
    r"|\b(?:how|what|when|where|why|who|which|can i|do i)\b"
)
_NO = frozenset("不是 没有 没 不 否 还没 还没有 不是的 没呢 没有呢 未 no nope not yet".split())
_YES = frozenset("是 是的 对 对的 嗯 有 有的 满了 够了 好 没错 yes yeah yep right correct".split())


@dataclass(frozen=True, slots=True)
class Meant:
    """An option that words may mean."""

    code: str
    """The option's code."""
    likeness: float
    """0 to 1."""


class Options:
    """Reads free answers to a guide's questions."""

    def __init__(self, thesaurus: Thesaurus) -> None:
        """Take people's words for the official ones of this thesaurus."""
        self._thesaurus = thesaurus

    def meant(self, question: Question, text: str, *, sure: bool = False) -> Meant | None:
        """The option that is meant, or None where it may be another or none.

        Args:
            question: what was asked.
            text: what was said.
            sure: take nothing but an option named outright, as where it was not said in answer.
        """
        said = arabic(clean(text))
        named = [o.code for o in question.options if said in map(_whole, (o.label, *o.words))]
        if named:
            return Meant(named[0], 1.0) if len(named) == 1 else None
        if found := _PLACE.fullmatch(said):
            number = _NUMERALS.find(found[1]) if found[1] in _NUMERALS else int(found[1]) - 1
            return _numbered(question, number)
        if is_question(text):
            return None
        if not sure and (code := _yes_or_no(question, said)):
            return Meant(code, 1.0)
        place = within([option.label for option in question.options], text)
        if place is not None:
            return Meant(question.options[place].code, 1.0)
        ranked = sorted(
            (Meant(o.code, self._likeness(said, (o.label, *o.words))) for o in question.options),
            key=lambda meant: -meant.likeness,
        )
        best, next_best = ranked[0], ranked[1].likeness if len(ranked) > 1 else 0.0
        limit = SURE if sure else LIKELY
        return best if best.likeness >= limit and best.likeness - next_best >= LEAD else None

    def touches(self, question: Question, text: str) -> bool:
        """Whether a text has to do with a question: an option is named in it, clear or not."""
        said = arabic(clean(text))
        return any(self._likeness(said, (o.label, *o.words)) >= LIKELY for o in question.options)

    def _likeness(self, said: str, wordings: Iterable[str]) -> float:
        phrases = list(_phrases(wordings))
        return max(self._alike(part, phrase) for part in _clauses(said) for phrase in phrases)

    def _alike(self, said: str, phrase: str) -> float:
        """How like a phrase is to what was said: the same, in it, around it, or some of it."""
        one, other = _core(said), _core(phrase)
        if not one or not other or (len(one) == 1 and one in _VAGUE):
            return 0.0
        if one == other:
            return 1.0
        if len(other) > 1 and _says(one, other):
            return SURE + 0.005 * min(len(other), 10)
        if _says(other, one):
            return 0.8 if len(one) > 1 else 0.6
        if _denies(one) != _denies(other):
            return 0.0
        spoken = 0.6 * _shared(self._official(one), self._official(other))
        return max(0.9 * _shared(one, other), spoken)

    def _official(self, text: str) -> str:
        """The text with official words in place of those that people say."""
        spoken = [m for m in self._thesaurus.mentions(text) if m.spoken and m.end - m.start > 1]
        for mention in sorted(spoken, key=lambda m: m.start - m.end)[:1]:
            text = text[: mention.start] + mention.official[0] + text[mention.end :]
        return text


def _numbered(question: Question, number: int) -> Meant | None:
    """The option at a place that was named, counted from 0."""
    fits = number < len(question.options)
    return Meant(question.options[number].code, 1.0) if fits else None


def is_question(text: str) -> bool:
    """Whether a text asks something rather than answers."""
    return _ASKS.search(clean(text)) is not None


def _whole(wording: str) -> str:
    return arabic(clean(wording))


def _phrases(wordings: Iterable[str]) -> Iterator[str]:
    """Each wording as a whole, and what its parts are where it lists several."""
    for wording in wordings:
        whole = _whole(wording)
        yield whole
        yield from (part for part in _APART.split(whole) if len(part) > 1 and part != whole)


def _clauses(text: str) -> list[str]:
    return [clause for clause in re.split(r"[,;。]|还是", text) if clause] or [text]


def _core(text: str) -> str:
    """The text without what says nothing."""
    return _FILLER.sub("", text.replace("没有", "没"))


def _says(text: str, phrase: str) -> bool:
    """Whether a phrase stands in a text without being denied there."""
    return any(
        text[max(0, found.start() - 1) : found.start()] not in tuple(_NEGATION)
        for found in re.finditer(re.escape(phrase), text)
    )


def _denies(text: str) -> bool:
    return any(sign in text for sign in _NEGATION)


def _shared(one: str, other: str) -> float:
    """Dice's share of pairs of neighbouring characters."""
    pairs = [{t[i : i + 2] for i in range(len(t) - 1)} for t in (one, other)]
    total = len(pairs[0]) + len(pairs[1])
    return 2 * len(pairs[0] & pairs[1]) / total if total else 0.0


def _yes_or_no(question: Question, said: str) -> str | None:
    """The option of a plain yes or no, where the question asks whether one of two holds.

    A yes is no answer to a question of another form: 贷款还清了吗 with 还在抵押 and 已还清.
    """
    answer = _plain_answer(said)
    if answer is None or len(question.options) != 2:
        return None
    labels = [option.label for option in question.options]
    holds = [place for place, label in enumerate(labels) if _is_asked(question.text, label, labels)]
    if len(holds) != 1:
        return None
    place = holds[0] if answer == "yes" else 1 - holds[0]
    return question.options[place].code


def _plain_answer(said: str) -> Literal["yes", "no"] | None:
    word = said.strip("了呢啊吧的,。! ") or said
    if said in _NO or word in _NO:
        return "no"
    return "yes" if said in _YES or word in _YES else None


def _is_asked(question: str, label: str, labels: Sequence[str]) -> bool:
    """Whether the label is what the question asks about, and another label denies it."""
    first = _APART.split(clean(label))[0]
    others = [other for other in labels if other != label]
    denied = all(_denies(other[:3]) for other in others) and not _denies(first)
    return denied and (first == "是" or first in clean(question))
