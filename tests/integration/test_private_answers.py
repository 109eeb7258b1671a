"""Words that a form waits for: taken, sealed, shown live, and in no copy that stays."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text, update

from bot.emergencies import read_emergencies
from bot.private import PROSE_CHARS, WORD_CHARS, AnswerClassifier, PrivateAnswers, hidden
from bot.terms import Terms
from bot.turns import AnswerStatus, CardBlock, Reply, TextBlock
from casework.answers import EXPECTED_FOR, KEPT_FOR, Answers, marker
from casework.models import ExpectedAnswer
from casework.seals import Seal
from knowledge_base.database import Database, utc_now
from tests.support.stores import all_stored

HERE = "c1"
NAME = "张三丰"


@pytest.fixture
def answers(database: Database) -> Answers:
    return Answers(database, Seal(b"k" * 32))


@pytest.fixture
def private(answers: Answers) -> PrivateAnswers:
    return PrivateAnswers(
        answers, AnswerClassifier(Terms(frozenset({"不想活"})), read_emergencies())
    )


def test_an_answer_is_taken_and_sealed(
    private: PrivateAnswers, answers: Answers, database: Database
) -> None:
    answers.expect(HERE, "application.name")
    taken = private.take(HERE, f" {NAME} ")
    assert taken is not None
    assert taken.field == "application.name"
    assert answers.kept(HERE) == {"application.name": NAME}
    assert answers.expected(HERE) is None
    written = all_stored(database)
    assert NAME.encode() not in written
    assert b"application.name" in written


@pytest.mark.parametrize("said", ["转人工", "取消", "要多久？", "为什么要填这个", "我不想活了"])
def test_what_is_no_answer_is_an_ordinary_turn_and_ends_the_waiting(
    private: PrivateAnswers, answers: Answers, said: str
) -> None:
    answers.expect(HERE, "application.name")
    assert private.take(HERE, said) is None
    assert private.take(HERE, "居住证办理") is None
    assert answers.kept(HERE) == {}


def test_a_short_question_in_place_of_prose_is_kept_in_doubt(
    private: PrivateAnswers, answers: Answers
) -> None:
    answers.expect(HERE, "message.text", prose=True)
    taken = private.take(HERE, "要多久？")
    assert taken is not None
    assert taken.doubtful
    answers.expect(HERE, "message.text", prose=True)
    long = "楼下工地每天半夜施工，打了电话也没有人来管，请问到底什么时候才能解决？"
    taken = private.take(HERE, long)
    assert taken is not None
    assert not taken.doubtful
    assert answers.kept(HERE)["message.text"] == long


@pytest.mark.parametrize(("prose", "limit"), [(False, WORD_CHARS), (True, PROSE_CHARS)])
def test_too_long_an_answer_is_asked_for_again(
    private: PrivateAnswers, answers: Answers, prose: bool, limit: int
) -> None:
    answers.expect(HERE, "message.text", prose=prose)
    taken = private.take(HERE, "很" * (limit + 1))
    assert taken is not None
    assert (taken.field, taken.limit) == (None, limit)
    assert answers.kept(HERE) == {}
    assert answers.expected(HERE) is not None


def test_other_conversations_are_not_waited_for(private: PrivateAnswers, answers: Answers) -> None:
    answers.expect(HERE, "application.name")
    assert private.take("c2", NAME) is None


def test_after_an_hour_of_silence_a_name_is_still_kept_from_everything_but_in_doubt(
    private: PrivateAnswers, answers: Answers, database: Database
) -> None:
    answers.expect(HERE, "application.name")
    with database.begin() as session:
        session.execute(
            update(ExpectedAnswer).values(at=utc_now() - EXPECTED_FOR - timedelta(minutes=30))
        )
    taken = private.take(HERE, NAME)
    assert taken is not None
    assert taken.doubtful
    assert answers.kept(HERE) == {"application.name": NAME}


def test_unfinished_answers_are_forgotten_after_a_day(answers: Answers) -> None:
    answers.keep(HERE, "application.name", NAME)
    assert answers.forget_unfinished(utc_now() + KEPT_FOR - timedelta(minutes=1)) == 0
    assert answers.forget_unfinished(utc_now() + KEPT_FOR + timedelta(minutes=1)) == 1
    assert answers.kept(HERE) == {}


def test_one_form_is_dropped_without_the_other(answers: Answers) -> None:
    answers.keep(HERE, "application.name", NAME)
    answers.keep(HERE, "message.text", "路灯坏了")
    answers.drop(HERE, "application")
    assert answers.kept(HERE) == {"message.text": "路灯坏了"}


def test_an_answer_does_not_open_in_another_conversation(
    answers: Answers, database: Database
) -> None:
    answers.keep(HERE, "application.name", NAME)
    with database.begin() as session:
        session.execute(text("update kept_answers set conversation_id = 'c2'"))
    with pytest.raises(Exception, match="no key opens"):
        answers.kept("c2")


def test_a_reply_is_revealed_live_and_hidden_where_it_stays(
    private: PrivateAnswers, answers: Answers
) -> None:
    answers.keep(HERE, "application.name", NAME)
    card = CardBlock("请核对", (("姓名", marker("application.name")), ("电话", marker("no.such"))))
    reply = Reply("t1", AnswerStatus.DIALOGUE, (TextBlock("您好"), card))
    shown = asyncio.run(private.reveal(HERE, reply))
    assert shown.blocks[1] == CardBlock("请核对", (("姓名", NAME), ("电话", "")))
    kept = hidden(reply, "（已保密）")
    assert NAME not in repr(kept)
    assert kept.blocks[1] == CardBlock("请核对", (("姓名", "（已保密）"), ("电话", "（已保密）")))


def test_a_step_that_could_not_be_taken_waits_again(
    private: PrivateAnswers, answers: Answers
) -> None:
    answers.expect(HERE, "message.text", prose=True)
    taken = private.take(HERE, "路灯坏了三天了没有人修")
    assert taken is not None
    asyncio.run(private.expect_again(HERE, taken))
    expected = answers.expected(HERE)
    assert expected is not None
    assert (expected.field, expected.prose) == ("message.text", True)


def test_words_of_danger_are_heard_in_however_long_a_text(
    private: PrivateAnswers, answers: Answers
) -> None:
    answers.expect(HERE, "message.text", prose=True)
    assert private.take(HERE, "长" * PROSE_CHARS + "我不想活了") is None


def test_a_name_typed_after_its_form_was_left_is_masked(
    private: PrivateAnswers, answers: Answers
) -> None:
    assert private.without_name(HERE, "陈大文") == "陈大文"
    answers.expect(HERE, "application.name")
    assert private.take(HERE, "要多久？") is None
    assert private.without_name(HERE, "陈大文") == "陈**"
    assert private.without_name(HERE, "居住证") == "居住证"
    answers.expect(HERE, "application.name")
    assert private.take(HERE, "陈大文") is not None
    assert private.without_name(HERE, "陈大文") == "陈大文"
