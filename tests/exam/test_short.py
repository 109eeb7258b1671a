"""Words typed into a search box are answered at once, by what most people mean by them."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge_base.answering import Answering, Decision

LINES = (Path(__file__).parent / "short.tsv").read_text(encoding="utf-8").splitlines()
ASKED = [line.split("\t") for line in LINES if not line.startswith("#")]


@pytest.mark.slow
@pytest.mark.parametrize(("words", "topic"), ASKED, ids=[words for words, _ in ASKED])
def test_words_of_a_search_box_are_answered(answering: Answering, words: str, topic: str) -> None:
    finding = answering.ask(words)[0]
    told = finding.matches[0].entry
    assert (finding.decision, told.topic) == (Decision.ANSWER, topic), told.question


@pytest.mark.slow
@pytest.mark.parametrize("words", ["惠民保能报多少", "种牙能报吗", "投诉", "经济适用房"])
def test_words_that_nothing_answers_are_not(answering: Answering, words: str) -> None:
    assert answering.ask(words)[0].decision is not Decision.ANSWER
