"""Publishing before review (应急发布): at once, owed, and withdrawn where it fails."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from knowledge_base.database import utc_now
from knowledge_base.editorial import approve, emergency_duties, emergency_publish, reject
from knowledge_base.errors import AlreadyExpired, MissingReason, NotAllowed, SameReviewer
from knowledge_base.models import Entry, EntryStatus
from tests.integration.editorial_desk import (
    ALL_STAGES,
    CHIEF,
    PUBLISHER,
    REVIEWERS,
    Desk,
    live,
    open_desk,
    status,
)

FIRST = ALL_STAGES[0]


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    desk = open_desk(database_url)
    yield desk
    desk.database.close()


def test_an_emergency_entry_answers_at_once_and_owes_its_reviews(desk: Desk) -> None:
    identifier = desk.save()
    with pytest.raises(MissingReason), desk.work() as session:
        emergency_publish(session, CHIEF, identifier, 1, "")
    with pytest.raises(NotAllowed), desk.work() as session:
        emergency_publish(session, PUBLISHER, identifier, 1, "洪水")
    with desk.work() as session:
        emergency_publish(session, CHIEF, identifier, 1, "洪水，避险地点变更")
    assert identifier in live(desk)
    with desk.database.read() as session:
        (duty,) = emergency_duties(session)
        assert (duty.published_by, duty.stages, duty.overdue) == ("chief", (FIRST,), False)
        (late,) = emergency_duties(session, utc_now() + timedelta(days=4))
        assert late.overdue
    with pytest.raises(SameReviewer), desk.work() as session:
        approve(session, CHIEF, identifier, 1, FIRST)
    for stage in ALL_STAGES:
        desk.approve(identifier, stage)
        assert status(desk, identifier) is EntryStatus.PUBLISHED
    with desk.database.read() as session:
        assert emergency_duties(session) == ()


def test_the_author_cannot_publish_alone_even_in_an_emergency(desk: Desk) -> None:
    identifier = desk.save(author="chief")
    with pytest.raises(SameReviewer), desk.work() as session:
        emergency_publish(session, CHIEF, identifier, 1, "洪水")
    expired = desk.save("late", question="避险点在哪里", valid_until=date(2020, 1, 1))
    with pytest.raises(AlreadyExpired), desk.work() as session:
        emergency_publish(session, CHIEF, expired, 1, "洪水")


@pytest.mark.parametrize("had_answer", [True, False])
def test_an_emergency_entry_that_fails_its_review_is_withdrawn(
    desk: Desk, had_answer: bool
) -> None:
    identifier = desk.published() if had_answer else desk.save()
    number = 2 if had_answer else 1
    desk.save(answer="临时改到体育馆办理。")
    with desk.work() as session:
        latest = session.get_one(Entry, identifier).latest.number
        emergency_publish(session, CHIEF, identifier, latest, "停电")
    with desk.work() as session:
        reject(session, REVIEWERS[FIRST], identifier, latest, FIRST, "地址有误")
    answers = [entry.answer for entry in live(desk).values()]
    assert answers == (["请带身份证到派出所办理。"] if had_answer else [])
    assert status(desk, identifier, latest) is EntryStatus.DRAFT
    assert desk.changes() == [identifier] * (number + 1 if had_answer else 2)
