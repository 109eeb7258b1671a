"""Ratings: of one's own answers, changed at will, erased with the conversation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.conversations.erasure import erase_conversation, unlink_conversation
from bot.conversations.models import Rating, ReceiptRecord
from bot.conversations.ratings import Ratings
from bot.conversations.retention import forget_old
from bot.storage import migrate
from knowledge_base.database import Database, utc_now


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    migrate(database)
    for turn, status in (("t1", "answered"), ("t2", "clarify"), ("t3", "answered_expired")):
        with database.begin() as session:
            session.add(receipt(turn, status))
    yield database
    database.close()


def receipt(turn_id: str, status: str, conversation_id: str = "c-1") -> ReceiptRecord:
    return ReceiptRecord(
        turn_id=turn_id,
        conversation_id=conversation_id,
        channel="web",
        language="zh",
        question="问",
        cleaned="问",
        status=status,
        rule="",
        entry_id="e1",
        version=3,
        candidates=[],
        degraded=False,
        latency_ms={},
    )


def stored(database: Database) -> list[Rating]:
    with database.read() as session:
        return session.query(Rating).order_by(Rating.turn_id).all()


def test_the_last_grade_counts_and_names_what_was_answered(database: Database) -> None:
    ratings = Ratings(database)
    assert [ratings.rate("c-1", "t1", grade) for grade in (5, 1, 2)] == [True] * 3
    (rating,) = stored(database)
    assert (rating.grade, rating.entry_id, rating.version) == (2, "e1", 3)


@pytest.mark.parametrize(
    ("conversation", "turn", "grade"),
    [("c-2", "t1", 5), ("c-1", "t2", 5), ("c-1", "gone", 5), ("c-1", "t1", 0), ("c-1", "t1", 6)],
)
def test_nothing_else_is_rated(
    database: Database, conversation: str, turn: str, grade: int
) -> None:
    assert not Ratings(database).rate(conversation, turn, grade)
    assert stored(database) == []


def test_a_reason_belongs_to_a_low_grade_and_goes_with_it(database: Database) -> None:
    ratings = Ratings(database)
    assert not ratings.explain("c-1", "t1", reason="beside")
    ratings.rate("c-1", "t1", 1)
    assert ratings.explain("c-1", "t1", reason="beside")
    assert ratings.explain("c-1", "t1", comment="打13812345678找我，答的不是我问的")
    assert not ratings.explain("c-1", "t1", reason="whatever")
    assert not ratings.explain("c-2", "t1", reason="beside")
    (rating,) = stored(database)
    assert rating.reason == "beside"
    assert rating.comment == "打138****5678找我，答的不是我问的"
    ratings.rate("c-1", "t1", 4)
    (rating,) = stored(database)
    assert (rating.reason, rating.comment) == (None, None)
    assert not ratings.explain("c-1", "t1", reason="beside")


def test_the_latest_answer_is_what_words_rate(database: Database) -> None:
    assert Ratings(database).last_answered("c-1") == "t3"
    assert Ratings(database).last_answered("c-2") is None


def test_ratings_go_with_the_conversation(database: Database) -> None:
    Ratings(database).rate("c-1", "t1", 1)
    erase_conversation(database, "c-1")
    assert stored(database) == []
    erase_conversation(database, "c-1")


def test_what_is_left_at_a_machine_names_no_conversation(database: Database) -> None:
    Ratings(database).rate("c-1", "t1", 1)
    unlink_conversation(database, "c-1")
    assert [rating.conversation_id for rating in stored(database)] == [None]


def test_old_ratings_are_forgotten_with_their_receipts(database: Database) -> None:
    Ratings(database).rate("c-1", "t1", 1)
    with database.begin() as session:
        session.get_one(Rating, "t1").at = utc_now() - timedelta(days=500)
    forget_old(database, 400)
    assert stored(database) == []
