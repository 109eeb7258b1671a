"""Answers from a real database and a real index."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge_base.answering import Answering, Decision
from knowledge_base.database import Database
from knowledge_base.finding import ELSEWHERE
from knowledge_base.models import Aspect
from knowledge_base.retrieval import rows
from tests.integration.answering_desk import (
    EVERYTHING,
    LIBRARY,
    LONG_AGO,
    PERMIT,
    answering,
    best,
    knowing_everything,
    make_database,
    publish,
)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = make_database(tmp_path)
    yield made
    made.close()


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answering]:
    with knowing_everything(tmp_path_factory.mktemp("knowledge")) as opened:
        yield opened


@pytest.mark.parametrize(
    ("text", "entry_id"),
    [
        ("居住证怎么办理", "permit"),
        ("居住證怎麼辦理？", "permit"),
        ("您好，麻烦问一下居住证去哪儿弄，谢谢", "permit"),
        ("办居住证要带啥", "materials"),
        ("居住证要钱吗", "fee"),
        ("公租房咋申请", "housing"),
        ("公祖房怎么申请", "housing"),
        ("gongzufang zenme shenqing", "housing"),
        ("租房能取公积金不", "fund"),
        ("图书馆星期一开门不", "library"),
    ],
)
def test_finds_what_is_meant(asked: Answering, text: str, entry_id: str) -> None:
    assert best(asked, text) == entry_id


@pytest.mark.parametrize("content", EVERYTHING.values(), ids=EVERYTHING)
def test_a_known_wording_is_answered_at_once(asked: Answering, content: dict[str, object]) -> None:
    for text in (content["question"], *content["similar_questions"]):  # type: ignore[misc]
        finding = asked.ask(str(text))[0]
        assert finding.decision is Decision.ANSWER
        assert finding.matches[0].entry.answer == content["answer"]


@pytest.mark.parametrize("text", ["今天天气好", "帮我写首诗", "周杰伦唱过什么歌", "asdf qwer"])
def test_declines_what_it_does_not_know(asked: Answering, text: str) -> None:
    assert asked.ask(text)[0].decision is Decision.UNKNOWN


def test_a_question_it_must_not_answer_is_not_answered_by_it(asked: Answering) -> None:
    finding = asked.ask("买房怎么提取公积金")[0]
    assert finding.decision is not Decision.ANSWER
    assert all(m.entry.id != "fund" or m.probability < 0.05 for m in finding.matches)


def test_probabilities_are_ordered_and_no_more_than_one_together(asked: Answering) -> None:
    matches = asked.ask("居住证")[0].matches
    chances = [match.probability for match in matches]
    assert chances == sorted(chances, reverse=True)
    assert 0 <= sum(chances[:2]) <= 1 + 1e-6


def test_both_questions_of_a_message_are_answered(asked: Answering) -> None:
    findings = asked.ask("办理居住证需要哪些材料？公租房怎么申请？")
    assert [f.matches[0].entry.id for f in findings] == ["materials", "housing"]


def test_a_follow_up_keeps_the_topic(asked: Answering) -> None:
    assert best(asked, "要带什么材料", topic="居住证") == "materials"
    assert best(asked, "收费吗", topic="居住证", aspect=Aspect.MATERIALS) == "fee"


def test_a_new_topic_is_not_held_back_by_the_old_one(asked: Answering) -> None:
    assert best(asked, "公租房怎么申请", topic="居住证") == "housing"


@pytest.mark.parametrize("text", ["公祖房咋申情", "图书馆几点开门"])
def test_a_new_matter_leans_on_nothing_however_it_is_spelled(asked: Answering, text: str) -> None:
    finding = asked.ask(text, topic="居住证")[0]
    assert "居住证" not in finding.rule
    assert finding.matches[0].entry.topic != "居住证"


def test_a_question_without_matter_stays_with_its_topic(database: Database) -> None:
    """临时居住证 is another matter, though its name holds the topic's."""
    publish(database, "fee", EVERYTHING["fee"])
    other = {**EVERYTHING["fee"], "question": "临时居住证要多少钱？", "topic": "临时居住证"}
    publish(database, "temporary", {**other, "similar_questions": ["居住证多少钱", "居住证要钱不"]})
    with answering(database) as asked:
        assert best(asked, "要钱不", topic="居住证") == "fee"


def test_every_wording_counts_and_few_are_compared_closely(database: Database) -> None:
    matters = [f"第{number}种说法怎么弄{chr(0x4E00 + 40 * number)}" for number in range(40)]
    publish(database, "many", {**PERMIT, "similar_questions": matters})
    publish(database, "library", LIBRARY)
    with answering(database) as asked:
        finding = asked.ask(matters[-1])[0]
        assert finding.decision is Decision.ANSWER
        compared = asked._retriever.compare(matters[-1])
        assert compared.comparison is not None
        assert len(compared.comparison.matrix) <= 2 * rows.COMPARED


def test_another_citys_rule_is_not_ours(database: Database) -> None:
    publish(database, "permit", PERMIT)
    with answering(database) as asked:
        ours, theirs = asked.ask("居住证怎么办理")[0], asked.ask("深圳居住证怎么办理")[0]
    assert ours.decision is Decision.ANSWER
    assert theirs.decision in {Decision.CONFIRM, Decision.UNKNOWN}


@pytest.mark.parametrize(
    ("text", "of_elsewhere"),
    [
        ("洛阳居住证怎么办理", True),
        ("洛阳市居住证怎么办理", True),
        ("我老家在洛阳，居住证怎么办理", False),
        ("我是洛阳人，居住证怎么办理", False),
        ("西城区居住证怎么办理", True),
        ("姑苏区的居住证怎么办理", True),
        ("我从姑苏区过来，居住证怎么办理", False),
        ("小区里居住证怎么办理", False),
        ("居住证怎么办理", False),
    ],
)
def test_a_city_is_asked_about_or_come_from(
    database: Database, text: str, of_elsewhere: bool
) -> None:
    publish(database, "permit", PERMIT)
    with answering(database) as asked:
        finding = asked.ask(text)[0]
    assert (finding.rule == ELSEWHERE) is of_elsewhere


def test_english_follow_ups_are_asked_in_english(database: Database) -> None:
    publish(database, "permit", PERMIT)
    publish(database, "where", PERMIT | {"question": "在哪里办居住证？", "aspect": Aspect.PLACE})
    english = PERMIT | {"similar_questions": [], "answer": "At the police station."}
    how = english | {"question": "How does it work: Residence permit?"}
    where = english | {"question": "Where do I go: Residence permit?", "aspect": Aspect.PLACE}
    publish(database, "permit-en", how, language="en")
    publish(database, "where-en", where, language="en")
    with answering(database) as asked:
        assert best(asked, "where", topic="居住证") == "where-en"
        assert best(asked, "where", topic="居住证", last="permit-en") == "where-en"
        assert best(asked, "在哪办", topic="居住证", last="permit-en") == "where"


def test_a_sure_answer_in_chinese_comes_before_an_unsure_one_in_english(
    database: Database,
) -> None:
    dogs = {"question": "犬只怎么登记？", "similar_questions": ["dog registration"], "answer": "。"}
    publish(database, "dogs", dogs)
    permit = {"question": "How do I apply for a residence permit?", "answer": "At the station."}
    publish(database, "permit-en", permit, language="en")
    with answering(database) as asked:
        assert best(asked, "how to do the dog registration") == "dogs"
        assert best(asked, "how to apply for a residence permit") == "permit-en"


def test_an_expired_entry_needs_to_be_as_probable_as_any(database: Database) -> None:
    publish(database, "old", PERMIT, valid_until=LONG_AGO)
    with answering(database) as asked:
        sure, unsure = asked.ask(PERMIT["question"])[0], asked.ask("派出所能办什么证件吗")[0]
    assert sure.decision is Decision.ANSWER_EXPIRED
    assert unsure.decision is Decision.UNKNOWN


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=st.text(max_size=80))
def test_no_text_raises(asked: Answering, text: str) -> None:
    assert 1 <= len(asked.ask(text)) <= 2


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "。", "？？？", "的", "怎么办", "😀", "x" * 10_000, "居住证" * 4_000,
        "'; DROP TABLE entries; --", "<script>alert(1)</script>", "AND OR NOT ( :", "\x00",
        "\ud800",
        "Où est la mairie ?", "住民票はどこで",
    ],
)  # fmt: skip
def test_bad_input_has_a_status(asked: Answering, text: str) -> None:
    assert asked.ask(text)[0].decision in set(Decision)


def test_suggestions_begin_with_what_is_typed(asked: Answering) -> None:
    assert all("居住证" in text for text in asked.suggest("居住证", limit=3))
    assert len(asked.suggest("居", limit=2)) <= 2
    assert asked.suggest("") == []


def test_entry_by_id(asked: Answering) -> None:
    entry = asked.entry("permit")
    assert entry is not None
    assert entry.question == PERMIT["question"]
    assert asked.entry("nobody") is None


def test_nothing_published_is_not_an_error(database: Database) -> None:
    with answering(database) as asked:
        assert asked.ask("居住证怎么办")[0].decision is Decision.UNKNOWN
        assert asked.suggest("居住证") == []


def test_an_expired_answer_is_named_as_such_with_its_successor(database: Database) -> None:
    publish(database, "new", {"question": "新能源汽车怎么补贴？", "answer": "现行办法。"})
    old = {"question": "2019年买电动车补贴多少？", "answer": "原办法。"}
    publish(database, "old", old, valid_until=LONG_AGO, superseded_by="new")
    with answering(database) as asked:
        finding = asked.ask("2019年买电动车补贴多少")[0]
        assert finding.decision is Decision.ANSWER_EXPIRED
        assert [m.entry.id for m in finding.matches[:2]] == ["old", "new"]
        then = asked.ask("2019年买电动车补贴多少", as_of=date(2019, 6, 1))[0]
        assert then.decision is Decision.ANSWER


def test_what_replaced_an_unsure_expired_entry_is_offered(database: Database) -> None:
    publish(database, "new", {"question": "新能源汽车怎么补贴？", "answer": "新。"})
    publish(database, "old", PERMIT, valid_until=LONG_AGO, superseded_by="new")
    with answering(database) as asked:
        unsure = asked.ask("居住证多少钱")[0]
    assert unsure.decision is Decision.CONFIRM
    assert [match.entry.id for match in unsure.matches] == ["new", "old"]


def test_the_valid_one_of_two_same_questions_answers(database: Database) -> None:
    publish(database, "now", PERMIT)
    publish(database, "then", PERMIT | {"answer": "旧。"}, valid_until=LONG_AGO)
    publish(database, "soon", PERMIT | {"answer": "新。"}, valid_from=date(2999, 1, 1))
    with answering(database) as asked:
        finding = asked.ask("居住证怎么办理？")[0]
        assert finding.decision is Decision.ANSWER
        assert finding.matches[0].entry.id == "now"


def test_a_street_overrides_the_district_for_its_own_people(database: Database) -> None:
    publish(database, "district", PERMIT)
    publish(database, "street", PERMIT | {"answer": "到南湖街道。"}, jurisdiction="sf-nh")
    with answering(database) as asked:
        assert best(asked, "居住证怎么办理？", jurisdiction="sf-nh") == "street"
        assert best(asked, "居住证怎么办理？", jurisdiction="sf-ch") == "district"
        assert best(asked, "居住证怎么办理？") == "district"


def test_answers_in_the_language_of_the_question(database: Database) -> None:
    publish(database, "permit", PERMIT)
    english = {"question": "How do I apply for a residence permit?", "answer": "At the station."}
    publish(database, "permit-en", english, language="en")
    with answering(database) as asked:
        assert best(asked, "how to apply for a residence permit") == "permit-en"
        assert best(asked, "居住证怎么办理？") == "permit"
        assert best(asked, "居住证怎么办理？", language="en") in {"permit-en", "permit"}


def test_duplicates_and_empty_answers_are_knowledge_too(database: Database) -> None:
    for number in range(3):
        publish(database, f"same-{number}", {"question": "犬只怎么登记？", "answer": ""})
    with answering(database) as asked:
        assert asked.ask("犬只怎么登记")[0].matches


def test_a_published_question_is_answered_without_its_question_mark(asked: Answering) -> None:
    finding = asked.ask("办理居住证需要哪些材料")[0]
    assert finding.decision is Decision.ANSWER
    assert finding.matches[0].entry.id == "materials"
