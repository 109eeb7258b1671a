"""How questions are read and told apart: cues, courtesies in word lists, equal answers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from knowledge_base.evaluation import halves
from knowledge_base.models import Aspect
from knowledge_base.retrieval.aspect_reader import closing, looked_at
from knowledge_base.retrieval.decision import OUT_OF_SCOPE_SHARE, Outcomes, balanced
from knowledge_base.retrieval.lexicon import load_lexicon
from knowledge_base.retrieval.tokens import Analyser
from knowledge_base.scope import same_answer
from knowledge_base.thesaurus import Term, TermKind, Thesaurus, load_thesaurus
from tests.support.entries import published_entry


def test_the_longest_cue_wins() -> None:
    analysis = Analyser(load_lexicon(), Thesaurus()).analyse("高龄津贴每月领多少钱")
    assert {aspect for _, _, aspect in analysis.aspects} == {Aspect.AMOUNT}


def test_a_spoken_word_within_a_longer_one_is_not_meant() -> None:
    thesaurus = Thesaurus(
        [
            Term("公积金", ("住房公积金",), TermKind.ABBR),
            Term("公积金贷款", ("住房公积金贷款",), TermKind.ABBR),
        ]
    )
    mentions = Analyser(load_lexicon(), thesaurus).analyse("公积金贷款怎么弄").mentions
    assert [m.official for m in mentions if m.spoken] == [("住房公积金贷款",)]


def test_word_lists_keep_what_looks_like_a_courtesy(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text(
        "老师證\t教师资格证\tcolloquial\n一胎\t第一个子女\tcolloquial\n"
    )
    assert [term.spoken for term in load_thesaurus(tmp_path).terms] == ["老师证", "1胎"]


def test_asks_for_what_is_made_public() -> None:
    analyser = Analyser(load_lexicon(), Thesaurus())
    assert analyser.analyse("低保名单在哪里公示").discloses
    assert not analyser.analyse("低保要带什么材料").discloses


def test_names_the_places_it_speaks_of() -> None:
    analyser = Analyser(load_lexicon(), Thesaurus())
    assert analyser.analyse("北京市的超市和城市低保").places == {"北京"}
    assert analyser.analyse("夜市在哪").places == frozenset()


def test_the_last_clause_asks() -> None:
    analyser = Analyser(load_lexicon(), Thesaurus())
    told = analyser.analyse("我刚搬来,没有单位,居住证要带什么?")
    assert told.text[closing(told) :] == "居住证要带什么?"
    assert closing(analyser.analyse("居住证要带什么")) == 0


def test_ways_of_asking_are_filled_with_what_is_asked_about() -> None:
    asked = load_lexicon().asked
    assert {aspect for _, aspect in asked} == set(Aspect) - {Aspect.GENERAL}
    assert not any("{" in text for text, _ in asked)


def test_latin_words_are_read_whole() -> None:
    analysis = Analyser(load_lexicon(), Thesaurus()).analyse("how much does the permit cost")
    assert {"permit", "^ how", "how much"} <= looked_at(analysis)
    assert "rmi" not in looked_at(analysis)


def test_general_entries_of_a_topic_are_not_the_same() -> None:
    one = published_entry("one", topic="居住证", aspect=Aspect.GENERAL, answer="甲")
    other = published_entry("other", topic="居住证", aspect=Aspect.GENERAL, answer="乙")
    process = published_entry("process", topic="居住证", aspect=Aspect.PROCESS, answer="丙")
    assert not same_answer(one, other)
    assert same_answer(one, process)
    assert same_answer(one, replace(other, answer="甲"))


def test_out_of_scope_weighs_its_share() -> None:
    answerable = np.array([1.0] * 30 + [0.0] * 5, np.float32)
    zero = np.zeros(35, np.float32)
    weight = balanced(Outcomes(zero, zero, zero, answerable, zero + 1)).weight
    assert np.isclose(weight[answerable == 0].sum() / weight.sum(), OUT_OF_SCOPE_SHARE)


def test_a_question_is_always_in_the_same_half() -> None:
    texts = [f"第{n}个问题" for n in range(200)]
    assert halves(texts) == [halves([text])[0] for text in texts]
    assert 60 < sum(halves(texts)) < 140
