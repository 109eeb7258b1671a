"""Answers to forms: sealed, expected for a while, dropped one by one or all together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from casework.answers import EXPECTED_FOR, KEPT_FOR, Answers
from casework.seals import Seal
from knowledge_base.database import Database, utc_now
from tests.integration.casework_desk import KEY, new_database
from tests.support.stores import all_stored

NAME = "测试甲乙丙"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = new_database(database_url)
    yield database
    database.close()


@pytest.fixture
def answers(database: Database) -> Answers:
    return Answers(database, Seal(KEY))


def test_what_is_expected_is_in_doubt_after_a_silence_and_over_after_a_day(
    answers: Answers,
) -> None:
    answers.expect("c-1", "application.name")
    now = utc_now()
    soon = answers.expected("c-1", now + EXPECTED_FOR - timedelta(minutes=1))
    later = answers.expected("c-1", now + EXPECTED_FOR + timedelta(minutes=1))
    assert soon is not None
    assert later is not None
    assert (soon.long_ago, later.long_ago) == (False, True)
    assert answers.expected("c-1", now + KEPT_FOR + timedelta(minutes=1)) is None
    assert answers.expected("c-2", now) is None


def test_silence_takes_nothing_of_what_was_answered(answers: Answers) -> None:
    answers.keep("c-1", "application.name", NAME)
    answers.expect("c-1", "application.contact")
    later = utc_now() + timedelta(hours=1)
    expected = answers.expected("c-1", later)
    assert expected is not None
    assert expected.long_ago
    assert answers.forget_unfinished(later) == 0
    assert answers.kept("c-1", "application") == {"application.name": NAME}
    assert answers.forget_unfinished(utc_now() + KEPT_FOR + timedelta(minutes=1)) == 1
    assert answers.kept("c-1") == {}


def test_one_bad_answer_is_discarded_alone(answers: Answers) -> None:
    answers.keep("c-1", "application.name", NAME)
    answers.keep("c-1", "application.contact", "随便")
    answers.discard("c-1", "application.contact")
    answers.discard("c-1", "application.contact")
    assert set(answers.kept("c-1")) == {"application.name"}


def test_the_last_word_counts_and_is_sealed(answers: Answers, database: Database) -> None:
    for text in ("改来", "改去", NAME):
        answers.keep("c-1", "application.name", text)
    assert answers.kept("c-1") == {"application.name": NAME}
    stored = all_stored(database)
    assert NAME.encode() not in stored
    assert b"application.name" in stored
