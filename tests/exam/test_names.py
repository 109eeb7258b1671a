"""A service asked for by one of its names, in the plainest words, is never mistaken for another."""

from __future__ import annotations

import re
from collections.abc import Iterator

import orjson
import pytest

from knowledge_base.answering import Answering, Decision
from knowledge_base.importers.starter import STARTER
from knowledge_base.models import Aspect

FORMS = (
    *("{}", "我要办{}", "{}怎么办", "{}怎么办理", "{}怎么申请"),
    *("{}要什么材料", "{}需要什么材料", "{}要多少钱", "{}在哪办"),
)
ANSWERED_SHARE = 0.9
"""Of such questions at least so many are answered at once; the others with choices."""


def services() -> Iterator[tuple[str, str]]:
    """Topic and name of every service guide."""
    for path in sorted((STARTER / "guides").glob("*.json")):
        guide = orjson.loads(path.read_bytes())
        official = re.sub("（[^（）]*）", "", guide["事项名称"])
        for name in dict.fromkeys([guide["主题"], *guide["别名"], official]):
            yield guide["主题"], name


@pytest.mark.slow
def test_no_service_is_answered_for_another(answering: Answering) -> None:
    asked = answered = 0
    mistaken = []
    for topic, name in services():
        for form in FORMS:
            finding = answering.ask(form.format(name))[0]
            asked += 1
            if finding.decision is not Decision.ANSWER:
                continue
            answered += 1
            told = finding.matches[0].entry
            if told.topic != topic and name not in (told.topic or ""):
                mistaken.append((form.format(name), told.question))
    assert asked > 4_500
    assert answered / asked > ANSWERED_SHARE
    assert mistaken == []


WORD_FOR_WORD = {
    Aspect.GENERAL: "{}怎么办理？",
    Aspect.MATERIALS: "办理{}需要什么材料？",
    Aspect.PLACE: "在哪里办理{}？",
}


@pytest.mark.slow
def test_who_asks_an_entry_word_for_word_is_answered_by_it(answering: Answering) -> None:
    for path in sorted((STARTER / "guides").glob("*.json")):
        guide = orjson.loads(path.read_bytes())
        for aspect, question in WORD_FOR_WORD.items():
            finding = answering.ask(question.format(guide["事项名称"]))[0]
            told = finding.matches[0].entry
            told_of = (finding.decision, told.topic, told.aspect)
            assert told_of == (Decision.ANSWER, guide["主题"], aspect), finding.question
