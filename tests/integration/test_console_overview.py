"""The figures of the console's first page."""

from __future__ import annotations

from datetime import timedelta

from bot.conversations.models import ReceiptRecord
from console.overview import UNANSWERED_IN, overview
from knowledge_base.database import CIVIL_ZONE, utc_now
from tests.integration.casework_desk import new_database


def test_what_found_no_answer_is_listed_the_most_asked_first(database_url: str) -> None:
    database, now = new_database(database_url), utc_now()
    asked = [
        ("去月球怎么走", "unanswered_no_match", now),
        ("养骆驼要办证吗", "unanswered_no_match", now - timedelta(hours=1)),
        ("养骆驼要办证吗", "unanswered_no_match", now - timedelta(hours=2)),
        ("很久以前问的", "unanswered_no_match", now - UNANSWERED_IN - timedelta(hours=1)),
        ("居住证怎么办", "answered", now),
    ]
    with database.begin() as session:
        for number, (question, status, at) in enumerate(asked):
            session.add(
                ReceiptRecord(
                    turn_id=f"t{number}",
                    at=at,
                    channel="web",
                    language="zh",
                    question=question,
                    cleaned=question,
                    status=status,
                    rule="",
                    candidates=[],
                    degraded=False,
                    latency_ms={},
                )
            )

    def local(hours: int) -> str:
        at = (now - timedelta(hours=hours)).astimezone(CIVIL_ZONE)
        return at.strftime("%Y-%m-%d %H:%M:%S")

    assert overview(database, "ready").unanswered == (
        ("养骆驼要办证吗", 2, local(1)),
        ("去月球怎么走", 1, local(0)),
    )
    database.close()
