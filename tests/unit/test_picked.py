"""One of the choices, named by its place or by what tells it apart from the others."""

from __future__ import annotations

import pytest

from actions.picked import asked_by_place, picked
from knowledge_base.finding import Decision
from knowledge_base.lookup.options import Options
from knowledge_base.thesaurus import load_thesaurus
from tests.unit.test_follow_up import COURT, KNOWN, PAY, Asking, of, tracker

BOTH = tracker("pay", "court")


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("第二个怎么申请", "怎么申请"),
        ("那第2个怎么申请", "怎么申请"),
        ("how do I apply for the second one", "how do i apply for "),
    ],
)
def test_what_is_asked_of_a_place_is_asked_of_its_matter(text: str, rest: str) -> None:
    ask = Asking({(rest, COURT.topic): of(COURT)})
    found = asked_by_place(text, BOTH, KNOWN.get, ask)
    assert [finding.matches[0].entry for finding in found] == [COURT]


def test_what_is_not_known_of_it_gets_the_one_itself() -> None:
    found = asked_by_place("第一个联系谁", BOTH, KNOWN.get, Asking({}))
    assert [(f.decision, f.matches[0].entry) for f in found] == [(Decision.ANSWER, PAY)]


@pytest.mark.parametrize(
    "text", ["第三个怎么申请", "第一个", "第一次办怎么申请", "一个人能申请吗", "怎么申请"]
)
def test_no_place_is_named(text: str) -> None:
    assert asked_by_place(text, BOTH, KNOWN.get, Asking({})) == ()


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("仲裁的", [COURT]),
        ("仲裁的那种", [COURT]),
        ("经济补偿那个", [PAY]),
        ("便宜的那种", []),
        ("仲裁", []),
        ("仲裁的要多久", []),
    ],
)
def test_what_tells_one_apart_chooses_it(text: str, meant: list[object]) -> None:
    found = picked(text, BOTH, KNOWN.get, Options(load_thesaurus()))
    assert [finding.matches[0].entry for finding in found] == meant


def test_one_choice_alone_is_not_picked() -> None:
    assert picked("仲裁的", tracker("court"), KNOWN.get, Options(load_thesaurus())) == ()
