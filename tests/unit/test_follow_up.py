"""What ties a question to the one before, and what it takes to lean on it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rasa_sdk import Tracker

from actions.unclicked import RULE, of_the_offered
from knowledge_base.elsewhere import OtherCities, load_cities
from knowledge_base.finding import Decision, Finding, Match
from knowledge_base.follow_up import ABOUT, english_name
from knowledge_base.leaning import (
    asks_of_another,
    carried,
    is_kin,
    subject_of,
    unsure,
    without_lead,
    without_validity,
)
from knowledge_base.models import Aspect, SourceKind
from knowledge_base.published import CitedSource, PublishedEntry

TITLE = "示范区老旧小区住宅加装电梯补助办法"
VALID = PublishedEntry(
    id="valid",
    version=1,
    language="zh",
    translation_of=None,
    translation_stale=False,
    jurisdiction="sf",
    organisation=None,
    organisation_phone=None,
    question=f"《{TITLE}》现在还有效吗？",
    similar_questions=(),
    negative_questions=(),
    keywords=(),
    answer="自2025年起施行。",
    short_answer=None,
    spoken_answer=None,
    links=(),
    topic=TITLE,
    field=None,
    aspect=Aspect.GENERAL,
    audience=(),
    life_stages=(),
    valid_from=None,
    valid_until=None,
    superseded_by=None,
    sources=(),
)
AMOUNT = replace(VALID, id="amount", question=f"《{TITLE}》的标准是多少？", aspect=Aspect.AMOUNT)
EXPLAINED = replace(
    VALID,
    id="explained",
    question="加装电梯要多少业主同意？",
    topic="加装电梯补助",
    sources=(CitedSource(SourceKind.POLICY, TITLE, None, None, None, None, None, None),),
)


def finding(*entries: PublishedEntry, decision: Decision = Decision.ANSWER) -> Finding:
    return Finding("", decision, tuple(Match(entry, 0.9) for entry in entries), "probable")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("那要带什么", "要带什么"),
        ("那么,多少钱", "多少钱"),
        ("还有,几点开门", "几点开门"),
        ("还有效吗", "还有效吗"),
        ("那个多少钱", "那个多少钱"),
        ("那", "那"),
    ],
)
def test_what_ties_a_question_to_the_one_before_is_no_part_of_it(text: str, said: str) -> None:
    assert without_lead(text) == said


@pytest.mark.parametrize(
    ("text", "another"),
    [("护照呢", True), ("护照呢?", True), ("身份证也丢了呢", False), ("护照多少钱", False)],
)
def test_the_same_may_be_asked_of_another(text: str, another: bool) -> None:
    assert asks_of_another(text) is another
    assert carried(Aspect.FEE, text) is (Aspect.FEE if another else None)


def test_a_general_answer_tells_how() -> None:
    assert carried(Aspect.GENERAL, "临时救助呢") is Aspect.PROCESS


@pytest.mark.parametrize(
    ("topic", "subject"),
    [
        (TITLE, "老旧小区住宅加装电梯补助"),
        ("示范区保障性租赁住房管理办法", "保障性租赁住房"),
        ("示范区高龄津贴发放办法", "高龄津贴"),
        ("示范区政府采购支持中小企业发展实施细则", "政府采购支持中小企业发展"),
        ("居住证", "居住证"),
        ("指南", "指南"),
    ],
)
def test_of_a_title_what_it_is_about(topic: str, subject: str) -> None:
    assert subject_of(topic, ["示范区"]) == subject


def test_what_explains_a_document_is_kin_to_it() -> None:
    assert is_kin(EXPLAINED, TITLE)
    assert is_kin(AMOUNT, TITLE)
    assert not is_kin(AMOUNT, "加装电梯补助")


def test_whether_it_holds_is_told_where_it_is_asked() -> None:
    first, second = finding(VALID, AMOUNT), finding(AMOUNT, VALID)
    assert without_validity(first, "现在还有效吗") is first
    assert without_validity(first, "要押金吗").decision is Decision.CONFIRM
    assert without_validity(second, "要押金吗").decision is Decision.ANSWER
    assert [m.entry for m in without_validity(second, "要押金吗").matches] == [AMOUNT]
    assert without_validity(finding(VALID), "要押金吗").decision is Decision.UNKNOWN


def test_what_is_unsure_is_chosen_from_unless_it_has_expired() -> None:
    assert unsure(finding(AMOUNT)).decision is Decision.CONFIRM
    expired = finding(AMOUNT, decision=Decision.ANSWER_EXPIRED)
    assert unsure(expired) is expired


def test_what_english_entries_are_about() -> None:
    asked = "How long does it take: Residence permit: application?"
    assert english_name([replace(VALID, question=asked)]) == "Residence permit: application: "
    assert english_name([]) == ""


def test_the_cities_leave_out_the_own_one() -> None:
    assert {"洛阳", "深圳"} <= load_cities()
    cities = OtherCities({"深圳", "洛阳"}, ["深圳市南山区民政局"])
    assert cities._cities == {"洛阳"}


PAY = replace(VALID, id="pay", question="被辞退能拿多少经济补偿？", topic="经济补偿")
COURT = replace(VALID, id="court", question="劳动仲裁怎么办理？", topic="劳动仲裁")
KNOWN = {entry.id: entry for entry in (PAY, COURT)}
OFFERED = [
    {"event": "user", "text": "我被公司辞退了。"},
    {"event": "slot", "name": "offered", "value": ["pay", "court"]},
    {"event": "user", "text": "能领多少钱"},
]


def tracker(*offered: str) -> Tracker:
    slots = {"offered": list(offered) or None}
    return Tracker("s", slots, {}, list(OFFERED), False, None, {}, "action_listen")


class Asking:
    """Answers as told, by what is asked and of which topic."""

    def __init__(self, told: dict[tuple[str, str | None], Finding]) -> None:
        self._told = told

    def __call__(self, text: str, topic: str | None) -> tuple[Finding, ...]:
        nothing = Finding(text, Decision.UNKNOWN, (), "nothing was found")
        return (self._told.get((text, topic), nothing),)


def of(entry: PublishedEntry, decision: Decision = Decision.ANSWER) -> Finding:
    return replace(finding(entry, decision=decision), rule=f"probable{ABOUT}{entry.topic}")


def test_both_messages_together_are_a_question() -> None:
    ask = Asking({("我被公司辞退了,能领多少钱", None): finding(PAY)})
    found = of_the_offered("能领多少钱", tracker("pay", "court"), KNOWN.get, ask)
    assert [f.matches[0].entry for f in found] == [PAY]
    assert found[0].question == "能领多少钱"


def test_of_several_topics_the_citizen_chooses() -> None:
    ask = Asking({("怎么办", "经济补偿"): of(PAY), ("怎么办", "劳动仲裁"): of(COURT)})
    found = of_the_offered("怎么办", tracker("pay", "court"), KNOWN.get, ask)
    assert [(f.decision, f.rule) for f in found] == [(Decision.CONFIRM, RULE)]
    assert [m.entry for m in found[0].matches] == [PAY, COURT]


def test_choices_of_one_topic_are_its_conversation() -> None:
    ask = Asking({("怎么办", "劳动仲裁"): of(COURT)})
    assert of_the_offered("怎么办", tracker("court"), KNOWN.get, ask) == (of(COURT),)


def test_what_is_sure_by_itself_or_of_nothing_offered_is_no_follow_up() -> None:
    sure = Asking({("怎么办", None): finding(AMOUNT), ("怎么办", "劳动仲裁"): of(COURT)})
    assert of_the_offered("怎么办", tracker("court"), KNOWN.get, sure) == ()
    own = finding(AMOUNT, decision=Decision.CONFIRM)
    names = Asking({("低保多少钱", None): own, ("我被公司辞退了,低保多少钱", None): finding(PAY)})
    assert of_the_offered("低保多少钱", tracker("pay"), KNOWN.get, names) == ()
    assert of_the_offered("怎么办", tracker(), KNOWN.get, Asking({})) == ()
    assert of_the_offered("怎么办", tracker("gone"), KNOWN.get, Asking({})) == ()
    assert of_the_offered("怎么办", tracker("court"), KNOWN.get, Asking({})) == ()
