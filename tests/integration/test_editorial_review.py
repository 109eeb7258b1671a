"""From draft to published and back: stages, roles, reasons, gates and two people at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy.orm import Session

from knowledge_base.database import Database
from knowledge_base.editorial import (
    Actor,
    GateResult,
    Role,
    approve,
    diff,
    log,
    publish,
    reject,
    save_draft,
    submit,
)
from knowledge_base.errors import (
    AlreadyExpired,
    EditorialError,
    GateRefused,
    MissingReason,
    NotAllowed,
    OpenCollision,
    ReviewConflict,
    SameReviewer,
    UnknownEntry,
    UnknownVersion,
    WrongStage,
)
from knowledge_base.models import Entry, EntryStatus, EntryVersion, ReviewStage
from tests.integration.editorial_desk import (
    ALL_STAGES,
    CHIEF,
    EDITOR,
    PUBLISHER,
    REVIEWERS,
    Desk,
    draft,
    live,
    of,
    open_desk,
    status,
)

FIRST, SECOND, FINAL, SECRECY = ALL_STAGES


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    desk = open_desk(database_url)
    yield desk
    desk.database.close()


def test_a_draft_speaks_only_after_every_review(desk: Desk) -> None:
    identifier = desk.save()
    desk.submit(identifier)
    waiting = [status(desk, identifier)]
    for stage in (FIRST, SECOND, SECRECY, FINAL):
        with pytest.raises(WrongStage):
            desk.publish(identifier)
        desk.approve(identifier, stage)
        waiting.append(status(desk, identifier))
    assert [s.value for s in waiting] == [
        "first_review",
        "second_review",
        "final_review",
        "final_review",
        "final_review",
    ]
    assert live(desk) == {}
    desk.publish(identifier)
    assert live(desk)[identifier].version == 1
    assert desk.changes() == [identifier]
    with desk.database.read() as session:
        acts = [(record.act, record.actor) for record in log(session, identifier)]
    assert acts == [
        ("draft", "editor"),
        ("submit", "editor"),
        ("approve", "first"),
        ("approve", "second"),
        ("approve", "secrecy"),
        ("approve", "final"),
        ("publish", "publisher"),
    ]


def test_the_author_reviews_nothing_of_their_own(desk: Desk) -> None:
    identifier = desk.save(author="chief")
    desk.submit(identifier)
    with pytest.raises(SameReviewer, match="作者"), desk.work() as session:
        approve(session, CHIEF, identifier, 1, FIRST)


def test_nobody_gives_two_opinions_on_one_version(desk: Desk) -> None:
    identifier = desk.save()
    desk.submit(identifier)
    with desk.work() as session:
        approve(session, CHIEF, identifier, 1, FIRST)
    with pytest.raises(SameReviewer, match="已经审查过"), desk.work() as session:
        approve(session, CHIEF, identifier, 1, SECOND)
    desk.approve(identifier, SECOND)
    assert status(desk, identifier) is EntryStatus.FINAL_REVIEW


@pytest.mark.parametrize(
    ("actor", "stage"),
    [
        (REVIEWERS[SECOND], FIRST),
        (EDITOR, FIRST),
        (Actor("stranger", frozenset(Role), "mzj"), FIRST),
    ],
)
def test_roles_hold_for_their_stage_and_department(
    desk: Desk, actor: Actor, stage: ReviewStage
) -> None:
    identifier = desk.save()
    desk.submit(identifier)
    with pytest.raises(NotAllowed), desk.work() as session:
        approve(session, actor, identifier, 1, stage)
    assert status(desk, identifier) is EntryStatus.FIRST_REVIEW


def test_moving_an_entry_to_another_department_needs_somebody_of_both(desk: Desk) -> None:
    identifier = desk.published()
    desk.save(organisation="mzj")
    for code in ("gafj", "mzj"):
        actor = Actor("editor", frozenset(Role), code)
        with pytest.raises(NotAllowed), desk.work() as session:
            submit(session, actor, identifier, 2)


def test_stages_cannot_be_skipped(desk: Desk) -> None:
    identifier = desk.save()
    with pytest.raises(WrongStage, match="草稿"):
        desk.approve(identifier, FIRST)
    desk.submit(identifier)
    for stage in (SECOND, FINAL, SECRECY):
        with pytest.raises(WrongStage, match="等待初审"):
            desk.approve(identifier, stage)
    with pytest.raises(WrongStage, match="待初审"):
        desk.submit(identifier)


def test_unknown_entries_and_versions_are_named(desk: Desk) -> None:
    identifier = desk.save()
    with pytest.raises(UnknownEntry, match="e-none"):
        desk.submit("e-none")
    with pytest.raises(UnknownVersion, match="第9版"):
        desk.submit(identifier, 9)
    with desk.database.read() as session, pytest.raises(UnknownEntry):
        log(session, "e-none")
    with desk.database.read() as session, pytest.raises(UnknownVersion):
        diff(session, identifier, 1, 9)


def test_a_rejected_version_is_answered_by_a_new_one(desk: Desk) -> None:
    identifier = desk.save()
    desk.submit(identifier)
    with pytest.raises(MissingReason), desk.work() as session:
        reject(session, REVIEWERS[FIRST], identifier, 1, FIRST, " ")
    with desk.work() as session:
        reject(session, REVIEWERS[FIRST], identifier, 1, FIRST, "地址不全")
    assert status(desk, identifier) is EntryStatus.DRAFT
    with pytest.raises(WrongStage, match="地址不全"):
        desk.submit(identifier)
    desk.save(answer="请带身份证到城河派出所（河边路3号）办理。")
    desk.review_all(identifier, 2)
    desk.publish(identifier, 2)
    assert live(desk)[identifier].version == 2


def test_only_the_latest_version_goes_into_review(desk: Desk) -> None:
    identifier = desk.save()
    desk.save(answer="更新的答案。")
    with pytest.raises(WrongStage, match="不是最新版"):
        desk.submit(identifier, 1)


def test_an_expired_version_cannot_be_published(desk: Desk) -> None:
    identifier = desk.save(valid_until=date(2026, 3, 31))
    desk.review_all(identifier)
    with pytest.raises(AlreadyExpired, match="2026-03-31"), desk.work() as session:
        publish(session, PUBLISHER, identifier, 1, today=date(2026, 4, 1))
    with desk.work() as session:
        publish(session, PUBLISHER, identifier, 1, today=date(2026, 3, 31))
    assert live(desk)[identifier].version == 1


def test_the_gate_may_refuse_a_publish(desk: Desk) -> None:
    identifier = desk.save()
    desk.review_all(identifier)
    asked: list[tuple[str, int]] = []

    def exam(_session: Session, version: EntryVersion) -> GateResult:
        asked.append((version.entry_id, version.number))
        return GateResult(passed=False, reasons=("q17: 答错了",))

    with pytest.raises(GateRefused, match="q17"), desk.work() as session:
        publish(session, PUBLISHER, identifier, 1, gate=exam)
    assert asked == [(identifier, 1)]
    assert live(desk) == {}
    with desk.work() as session:
        publish(session, PUBLISHER, identifier, 1, gate=lambda *_: GateResult(passed=True))
    assert identifier in live(desk)


def test_the_same_question_elsewhere_stops_a_draft_until_somebody_says_why(desk: Desk) -> None:
    desk.published("one")
    identifier = desk.save("two", answer="答案不同。")
    with pytest.raises(OpenCollision, match=of("one")):
        desk.submit(identifier)
    desk.submit(identifier, note="两个部门各管一段，已商定分开答复")
    assert status(desk, identifier) is EntryStatus.FIRST_REVIEW


def test_two_reviewers_at_once_are_one_approval_and_one_clear_error(desk: Desk) -> None:
    identifier = desk.save()
    desk.submit(identifier)
    actors = [Actor(name, frozenset({Role.FIRST_REVIEWER}), "gafj") for name in ("an", "bo")]
    ready = threading.Barrier(2)
    outcomes: list[EntryStatus | EditorialError] = []

    def act(actor: Actor) -> None:
        try:
            with desk.work() as session:
                session.get_one(Entry, identifier)  # both have seen it waiting
                ready.wait(timeout=10)
                version = approve(session, actor, identifier, 1, FIRST)
            outcomes.append(version.status)
        except EditorialError as error:
            outcomes.append(error)

    threads = [threading.Thread(target=act, args=(actor,)) for actor in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (conflict,) = [o for o in outcomes if isinstance(o, EditorialError)]
    assert isinstance(conflict, ReviewConflict)
    assert "已由" in str(conflict)
    assert EntryStatus.SECOND_REVIEW in outcomes
    with desk.database.read() as session:
        assert len(session.get_one(Entry, identifier).latest.reviews) == 1


def test_a_database_held_by_somebody_else_is_a_named_error(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge_base.database.BUSY_SECONDS", 0.1)
    impatient = open_again(desk)
    identifier = desk.save()
    desk.submit(identifier)
    with desk.work() as holder:
        approve(holder, REVIEWERS[FIRST], identifier, 1, FIRST)
        with pytest.raises(ReviewConflict, match="稍后再试"), impatient.work() as session:
            approve(session, CHIEF, identifier, 1, FIRST)
    impatient.database.close()
    assert status(desk, identifier) is EntryStatus.SECOND_REVIEW


def open_again(desk: Desk) -> Desk:
    return Desk(Database(desk.database.url.render_as_string()))


def test_collisions_are_told_at_save(desk: Desk) -> None:
    desk.published("one")
    with desk.work() as session:
        saved = save_draft(session, draft("two", organisation="mzj", answer="另答。"), "editor")
    (collision,) = saved.collisions
    assert (collision.other_id, collision.score, collision.kind) == (of("one"), 100, "merge")
