"""Heard questions: what only sounds alike is asked back, what is exact is answered."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from knowledge_base.answering import Answering, Decision, Finding
from knowledge_base.by_ear import SOUNDS
from knowledge_base.throwaway import throwaway

WORDINGS = {
    "permit": "居住证怎么办理？",
    "injury": "工伤认定怎么申请？",
    "trade": "工商登记怎么办理？",
    "public": "事业单位招聘怎么报名？",
    "jobless": "失业保险金怎么领取？",
    "fund": "住房公积金怎么提取？",
    "allowance": "高龄津贴怎么申请？",
}


@pytest.fixture(scope="module")
def answering() -> Iterator[Answering]:
    corpus = [
        {"id": key, "question": question, "answer": f"{question.rstrip('？')}：到窗口办理。"}
        for key, question in WORDINGS.items()
    ]
    with throwaway(corpus) as answering:
        yield answering


def heard(answering: Answering, text: str) -> Finding:
    (finding,) = answering.ask(text, heard=True)
    return finding


@pytest.mark.parametrize("key", WORDINGS)
def test_what_is_an_entrys_own_wording_is_answered(answering: Answering, key: str) -> None:
    finding = heard(answering, WORDINGS[key])
    assert finding.decision is Decision.ANSWER
    assert finding.matches[0].entry.question == WORDINGS[key]


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("举住正怎么办理", "permit"),
        ("工商认定怎么申请", "injury"),
        ("工伤登记怎么办理", "trade"),
        ("失业单位招聘怎么报名", "public"),
        ("事业保险金怎么领取", "jobless"),
        ("住房公鸡金怎么提取", "fund"),
        ("搞零津贴怎么申请", "allowance"),
    ],
)
def test_what_only_sounds_alike_is_asked_back(answering: Answering, said: str, key: str) -> None:
    finding = heard(answering, said)
    assert finding.decision is Decision.CONFIRM
    assert finding.matches[0].entry.question == WORDINGS[key]


def test_the_same_words_typed_are_judged_as_ever(answering: Answering) -> None:
    (typed,) = answering.ask("工商认定怎么申请")
    assert typed.rule != SOUNDS
    assert heard(answering, "工商认定怎么申请").rule == SOUNDS


@pytest.mark.parametrize("said", ["今天天气怎么样", "离婚财产怎么分", "帮我骂城管", "嗯"])
def test_what_nobody_answers_stays_unanswered(answering: Answering, said: str) -> None:
    plain, ear = answering.ask(said)[0], heard(answering, said)
    assert ear.decision is plain.decision
