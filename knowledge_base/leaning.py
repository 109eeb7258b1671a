"""Whether a question leans on what was spoken of before, or brings a matter of its own.

A topic's name in front of a question makes it resemble the topic's entries, the more the longer
the name is: beside 示范区老旧小区住宅加装电梯补助办法 nothing else of 身份证丢了怎么补 counts. So a
reading that leans is only believed where its entry speaks of what the question itself names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from knowledge_base.finding import Decision, Finding, Match, names_topic
from knowledge_base.models import Aspect
from knowledge_base.published import PublishedEntry
from knowledge_base.retrieval.asked import SINGLE_STRENGTH, Asked
from knowledge_base.retrieval.features import FEATURES
from knowledge_base.retrieval.retriever import Compared
from knowledge_base.text import clean

NO_MATTER = 0.6
"""Weight of matter, about one rare word, below which a question says only what is asked."""
BRIEF = 3.0
"""Weight below which a question may lean though nothing else speaks for it: 一共能拿多少. Which
reading fits better is then seen by asking both."""
OWN_COVERED = 0.4
"""Share of a question's matter from which on a topic's entries speak of it."""
MOSTLY_COVERED = 0.7
"""The same for an answer, not a choice."""
WHOLLY_COVERED = 0.8
"""The same where the question is answered by itself."""
NAMED_MORE = 0.35
"""How much more of a question's matter the wordings of one entry hold where it is meant by name."""
EITHER = "either what was spoken of or something else"
"""The rule of choices between both."""

_LEAD = re.compile(
    r"^(?:那么|那(?![个里些边天位种儿])|对了|哦|噢|嗯|还有[,\s]|(?:先|就|再)(?:说|讲|问)(?:说|一下)?)"
    r"[,\s]*(?=.)"
)
_AND_IT = re.compile(r"[^了过][呢咧呐][?\s]*$")
_ASKS_VALIDITY = re.compile(
    r"有效|作废|失效|废止|取消|过期|到期|截止|期限|到(?:哪|什么时候|几时|何时)|(?:还|能|在)用"
    r"|管用|作数|算数|失[郊校]|有[校郊]|还按|[老旧](?:办法|政策|规定)|\d\d年"
    r"|执行|施行|生效|开始|还有没有|还在不在|valid|force|expire|still"
)
_TELLS_VALIDITY = re.compile(r"》现在还有效吗[?\s]*$")
_TITLE_END = re.compile(
    r"(?:(?:管理|实施|发放|暂行|试行|临时)*(?:办法|规定|细则|规则|措施|方案|意见|通知|标准|指南))+"
    r"(?:\(.{1,4}\))?$"
)
_COVERED = FEATURES.index("topic_covered")
_TOLD_BY = {
    Aspect.DURATION: re.compile(
        r"\d+ ?个?(?:工作日|自然日|日|天|小时|分钟|月|年|(?:working )?days?|hours?|months?)"
        r"|当场|当天|当日|即时|随时|马上|on the spot|same day|at once",
        re.IGNORECASE,
    ),
    Aspect.FEE: re.compile(r"元|免费|不收|收费|费用|交钱|yuan|free|fee"),
    Aspect.MATERIALS: re.compile(r"带|材料|证|凭|原件|复印|表|bring|card|document|form"),
    Aspect.PHONE: re.compile(r"\d{3}"),
    Aspect.HOURS: re.compile(
        r"\d[:：]\d\d|\d点|周[一二三四五六日末]|工作日|小时|上班|a\.m\.|weekday"
    ),
    Aspect.CHANNEL: re.compile(
        r"网|线上|手机|小程序|公众号|平台|online|app|website", re.IGNORECASE
    ),
}
"""How an answer shows that it tells an aspect; of the others every answer may."""


def without_lead(text: str) -> str:
    """A follow-up without the words that tie it to what went before: 那押金呢 is 押金呢."""
    return _LEAD.sub("", text)


def asks_of_another(text: str) -> bool:
    """Whether a text may ask of something else what was asked before: 那护照呢."""
    return len(text) > 2 and bool(_AND_IT.search(text))


def carried(aspect: Aspect | None, text: str) -> Aspect | None:
    """The aspect asked before, where a text asks the same of something else.

    The general answer of a guide says how a thing is done.
    """
    if not asks_of_another(text):
        return None
    return Aspect.PROCESS if aspect is Aspect.GENERAL else aspect


def subject_of(topic: str, districts: Iterable[str] = ()) -> str:
    """What a topic is about: 示范区加装电梯补助办法 is about 加装电梯补助.

    Args:
        topic: its name; perhaps the title of a document.
        districts: names that stand before the titles of their own documents.
    """
    name = clean(topic)
    for district in districts:
        name = name.removeprefix(clean(district))
    return _TITLE_END.sub("", name) or topic


def is_kin(entry: PublishedEntry, topic: str) -> bool:
    """Whether an entry is of a topic, or explains the document that has this title."""
    return entry.topic == topic or any(source.title == topic for source in entry.sources)


def names_no_matter(compared: Compared) -> bool:
    """Whether a question names nothing but what is asked of it: 要多久, 那周末呢."""
    return _matter(compared) < NO_MATTER


def leans(compared: Compared, topic: str, plain: Finding) -> bool:
    """Whether a question may be about a topic that it does not name.

    That holds where it names little matter, or where the topic's entries speak of what it names. A
    new matter (营业执照年检 after 公积金) leans on nothing, however badly it is spelled; nor does
    one that is answered by itself from what explains the very document that is spoken of.

    Args:
        compared: the question by itself.
        topic: what was spoken of before.
        plain: what the question by itself came to.
    """
    if names_no_matter(compared):
        return True
    best = plain.matches[0].entry if plain.matches else None
    if best and plain.decision is Decision.ANSWER and is_kin(best, topic):
        return False
    if best and names_topic(plain.question, (best.topic,)):
        return False
    return _matter(compared) < BRIEF or _covered(compared, topic) >= OWN_COVERED


def closer(strictly: Finding, loosely: Finding, compared: Compared) -> Finding:
    """The closer of two readings of a question as one about a topic.

    Args:
        strictly: from the topic's entries alone.
        loosely: from all, with what the topic is about in front.
        compared: the question by itself.
    """
    if strictly.decision is Decision.UNKNOWN:
        return loosely
    best = strictly.matches[0].entry
    if not names_no_matter(compared):
        theirs = (holds(compared.question, m.entry) for m in loosely.matches[:1])
        held = holds(compared.question, best)
        return strictly if held >= WHOLLY_COVERED > max(theirs, default=0.0) else loosely
    asked = compared.question.aspects
    if not asked or best.aspect in asked or loosely.decision is not Decision.ANSWER:
        return strictly
    return loosely if is_kin(loosely.matches[0].entry, best.topic or "") else strictly


def better(plain: Finding, leaning: Finding, compared: Compared) -> Finding:
    """The better of two readings of a question.

    Args:
        plain: by itself.
        leaning: about what was spoken of before.
        compared: the question by itself.
    """
    if leaning.decision is Decision.UNKNOWN:
        return plain
    if not plain.matches or names_no_matter(compared):
        return leaning
    best, other = plain.matches[0], leaning.matches[0]
    brief = bool(compared.question.aspects) or asks_of_another(plain.question)
    held = holds(compared.question, other.entry)
    named, theirs = (holds(compared.question, m.entry, answer=False) for m in (best, other))
    if held < OWN_COVERED and plain.decision is Decision.UNKNOWN and brief:
        return _either(plain, leaning) if named >= WHOLLY_COVERED else unsure(leaning)
    if held < OWN_COVERED:
        return plain
    if asks_of_another(plain.question) and theirs >= WHOLLY_COVERED <= named:
        return _either(plain, leaning)
    if best.probability >= other.probability:
        return plain
    if plain.decision is not Decision.ANSWER:
        another = asks_of_another(plain.question) and plain.decision is Decision.CONFIRM
        if another and named >= WHOLLY_COVERED > theirs:
            return _either(plain, leaning)
        agreed = best.entry.id == other.entry.id
        return leaning if agreed or held >= MOSTLY_COVERED else unsure(leaning)
    if theirs <= named - NAMED_MORE:  # it asks about this by name
        return plain
    return leaning if held >= WHOLLY_COVERED <= theirs else _either(plain, leaning)


def _either(plain: Finding, leaning: Finding) -> Finding:
    """Choices between what both readings came to; what nothing makes probable comes second."""
    first, second = (leaning, plain) if plain.decision is Decision.UNKNOWN else (plain, leaning)
    choices: dict[str, Match] = {}
    for match in (first.matches[0], second.matches[0], *first.matches[1:]):
        choices.setdefault(match.entry.id, match)
    matches = tuple(choices.values())
    return replace(plain, decision=Decision.CONFIRM, matches=matches, rule=EITHER)


def unsure(finding: Finding) -> Finding:
    """A finding as choices; one that has expired stays what it is."""
    if finding.decision is not Decision.ANSWER:
        return finding
    return replace(finding, decision=Decision.CONFIRM)


def without_validity(finding: Finding, text: str) -> Finding:
    """A finding without 现在还有效吗, the most general question, where validity is not asked."""
    if _ASKS_VALIDITY.search(text) or not finding.matches:
        return finding
    rest = tuple(m for m in finding.matches if not _TELLS_VALIDITY.search(clean(m.entry.question)))
    if rest[:1] == finding.matches[:1]:
        return replace(finding, matches=rest)
    decision = Decision.CONFIRM if rest else Decision.UNKNOWN
    return replace(finding, decision=decision, matches=rest)


def holds(question: Asked, entry: PublishedEntry, *, answer: bool = True) -> float:
    """Share of a question's matter that an entry's wordings, or its answer, hold, 0 to 1."""
    said = question.analysis.text
    wordings = (entry.question, *entry.similar_questions)
    told = clean(" ".join((*wordings, entry.answer) if answer else wordings))
    covered = np.zeros(len(said), np.float32)
    for at, character in enumerate(said):
        if character in told:
            covered[at] = max(covered[at], SINGLE_STRENGTH)
        if said[at : at + 2] in told:
            covered[at : at + 2] = 1.0
    for mention in question.analysis.mentions:
        if any(official in told for official in mention.official):
            covered[mention.start : mention.end] = 1.0
    total = float(question.matter.sum())
    return float((question.matter * covered).sum()) / total if total else 0.0


def tells(answer: str, aspect: Aspect) -> bool:
    """Whether an answer may tell an aspect: one without a number of days tells no duration."""
    signs = _TOLD_BY.get(aspect)
    return signs is None or signs.search(answer) is not None


def _covered(compared: Compared, topic: str) -> float:
    """The most of a question's matter that an entry of a topic holds, of those that were found."""
    if compared.comparison is None:
        return 0.0
    own = [n for n, c in enumerate(compared.candidates) if c.profile.entry.topic == topic]
    rows = np.isin(compared.comparison.owners, own)
    return float(compared.comparison.matrix[rows, _COVERED].max(initial=0.0))


def _matter(compared: Compared) -> float:
    return float(compared.question.matter.sum())
