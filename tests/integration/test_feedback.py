"""From what citizens did with answers to pairs that can be learned from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from bot.commands import editorial, exam
from bot.conversations.feedback import MAX_OF_ONE, shown_right
from bot.conversations.models import Rating, ReceiptRecord
from bot.storage import migrate
from knowledge_base.database import Database, utc_now
from knowledge_base.feedback import Feedback, read_feedback
from tests.support.knowledge import DISCLOSURE_FEE, PERMIT_TIME, small_district
from tests.support.service import live_service, wait_until

FEE = DISCLOSURE_FEE.id
VAGUE = ("办居住证", "居住证", "居住证咨询")
"""Each fits several entries; which of them the scorer asks back is its own affair."""
START = utc_now()
OFFERED = ("e-material", "e-time")


class Book:
    """Receipts and ratings as the service writes them."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._turns = 0

    def receipt(self, conversation: str | None, status: str, rule: str, **facts: Any) -> str:
        self._turns += 1
        turn_id = f"t{self._turns}"
        row = {
            "channel": "web", "language": "zh", "question": "", "cleaned": "",
            "candidates": [], "degraded": False, "latency_ms": {},
        }  # fmt: skip
        with self.database.begin() as session:
            session.add(
                ReceiptRecord(
                    turn_id=turn_id,
                    conversation_id=conversation,
                    at=START + timedelta(seconds=self._turns),
                    status=status,
                    rule=rule,
                    **row | facts,
                )
            )
        return turn_id

    def offered(self, conversation: str, question: str, rule: str = "some are probable") -> None:
        candidates = [{"entry_id": entry_id} for entry_id in OFFERED]
        self.receipt(conversation, "clarify", rule, cleaned=question, candidates=candidates)

    def chose(self, conversation: str, entry_id: str) -> None:
        self.receipt(conversation, "answered", "chosen", entry_id=entry_id)

    def answered(self, conversation: str | None, question: str, entry_id: str, grade: int) -> None:
        turn_id = self.receipt(
            conversation, "answered", "one is probable", cleaned=question, entry_id=entry_id
        )
        reason = "beside" if grade <= 2 else None
        with self.database.begin() as session:
            session.add(
                Rating(
                    turn_id=turn_id,
                    conversation_id=conversation,
                    entry_id=entry_id,
                    version=1,
                    grade=grade,
                    reason=reason,
                )
            )

    def shown(self) -> list[Feedback]:
        with self.database.read() as session:
            return shown_right(session)


@pytest.fixture
def book(database_url: str) -> Iterator[Book]:
    database = Database(database_url)
    migrate(database)
    yield Book(database)
    database.close()


def test_a_choice_taken_answers_the_question_it_was_offered_for(book: Book) -> None:
    book.offered("one", "居住证")
    book.offered("two", "租房")
    book.chose("one", "e-time")
    assert book.shown() == [Feedback("居住证", "e-time")]


def test_what_was_not_offered_or_no_longer_at_hand_is_no_answer(book: Book) -> None:
    book.offered("one", "居住证")
    book.chose("one", "e-other")
    book.offered("two", "居住证")
    book.receipt("two", "answered", "one is probable", cleaned="图书馆", entry_id="e-library")
    book.chose("two", "e-time")
    book.chose("three", "e-time")
    assert book.shown() == []


def test_a_question_that_leaned_on_another_says_too_little(book: Book) -> None:
    book.offered("one", "要多久", rule="some are probable, none is clear, about 居住证")
    book.chose("one", "e-time")
    assert book.shown() == []


def test_the_entry_that_most_took_is_right_and_of_equals_none(book: Book) -> None:
    for conversation, question, entry_id in (
        ("a", "居住证", "e-time"),
        ("b", "居住证", "e-time"),
        ("c", "居住证", "e-material"),
        ("d", "租房", "e-time"),
        ("e", "租房", "e-material"),
    ):
        book.offered(conversation, question)
        book.chose(conversation, entry_id)
    assert book.shown() == [Feedback("居住证", "e-time")]


def test_what_was_rated_well_is_right_and_what_was_beside_is_not(book: Book) -> None:
    book.answered("a", "图书馆几点开", "e-library", 5)
    book.answered(None, "图书馆开门", "e-library", 4)
    book.answered("b", "图书馆在哪", "e-library", 3)
    book.answered("c", "图书馆收费", "e-library", 4)
    book.answered("d", "图书馆收费", "e-library", 1)
    shown = {item.question for item in book.shown()}
    assert shown == {"图书馆几点开", "图书馆开门"}


def test_nobody_teaches_it_alone(book: Book) -> None:
    for number in range(3 * MAX_OF_ONE):
        book.offered("loud", f"问题{number}")
        book.chose("loud", "e-time")
    assert len(book.shown()) == MAX_OF_ONE


def bot(*arguments: str) -> Result:
    app = typer.Typer()
    editorial.register(app)
    exam.register(app)
    return CliRunner().invoke(app, arguments, catch_exceptions=False)


@pytest.mark.slow
def test_a_choice_taken_at_the_service_is_learned_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a district, when a citizen asks, is asked back and chooses, then it is a pair."""
    url = f"sqlite:///{tmp_path / 'wenzheng.db'}"
    small_district(url).close()
    with live_service(tmp_path) as service:
        session = service.session()
        question, offered = next(
            (text, reply)
            for text in VAGUE
            if (reply := service.ask(text, session=session))["status"] == "clarify"
        )
        values = [c["value"] for b in offered["blocks"] for c in b.get("choices", [])]
        assert f"choose:{PERMIT_TIME.id}" in values
        taken = service.ask("", session=session, choice=f"choose:{PERMIT_TIME.id}")
        assert taken["entry_id"] == PERMIT_TIME.id
        wait_until(lambda: service.health()["unwritten"] == 0)
    database = Database(url)
    with database.read() as reading:
        assert shown_right(reading) == [Feedback(question, PERMIT_TIME.id)]
    database.close()
    monkeypatch.setenv("WENZHENG_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("WENZHENG_EXAM_DIR", str(tmp_path))
    corrected = bot("review", "correct", FEE, "办证花钱不 13800138000", "--as", "李四")
    assert corrected.exit_code == 0, corrected.output
    unknown = bot("review", "correct", "e000000000000", "办证", "--as", "李四")
    assert unknown.exit_code == 1
    database = Database(url)
    with database.read() as reading:
        (correction,) = read_feedback(reading)
    database.close()
    assert correction.entry_id == FEE
    assert "办证花钱不" in correction.question
    assert "13800138000" not in correction.question
    learned = bot("learn", "--dry-run")
    assert "6 entries and 2 shown to be right" in learned.output
    assert learned.exit_code == 1
