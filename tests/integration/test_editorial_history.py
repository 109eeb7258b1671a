"""After publishing: going back, comparing, an end of validity, a translation gone stale."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from knowledge_base.editorial import confirm_translation, diff, end_validity, rollback, version_on
from knowledge_base.errors import InvalidDraft, MissingReason, UnknownEntry, WrongStage
from knowledge_base.models import EntryStatus
from tests.integration.editorial_desk import (
    ALL_STAGES,
    EDITOR,
    PUBLISHER,
    REVIEWERS,
    Desk,
    live,
    of,
    open_desk,
    status,
)

FIRST, *_, FINAL, SECRECY = ALL_STAGES


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    desk = open_desk(database_url)
    yield desk
    desk.database.close()


def test_going_back_is_a_new_version_that_is_reviewed_again(desk: Desk) -> None:
    identifier = desk.published()
    desk.published(answer="改为网上办理。")
    with pytest.raises(MissingReason), desk.work() as session:
        rollback(session, EDITOR, identifier, 1, "")
    with pytest.raises(WrongStage, match="内容相同"), desk.work() as session:
        rollback(session, EDITOR, identifier, 2, "网站停用")
    with desk.work() as session:
        assert rollback(session, EDITOR, identifier, 1, "网站停用").number == 3
    assert live(desk)[identifier].version == 2
    assert status(desk, identifier, 3) is EntryStatus.FINAL_REVIEW
    with pytest.raises(WrongStage, match="终审、保密审查"):
        desk.publish(identifier, 3)
    desk.approve(identifier, FINAL, 3)
    desk.approve(identifier, SECRECY, 3)
    desk.publish(identifier, 3)
    assert live(desk)[identifier].answer == "请带身份证到派出所办理。"


def test_going_back_to_what_never_answered_starts_as_a_draft(desk: Desk) -> None:
    identifier = desk.save()
    desk.save(answer="第二稿。")
    with desk.work() as session:
        rollback(session, EDITOR, identifier, 1, "第一稿更好")
    assert status(desk, identifier, 3) is EntryStatus.DRAFT


def test_a_diff_names_the_fields_and_marks_the_words(desk: Desk) -> None:
    identifier = desk.save(similar_questions=("居住证咋办",))
    desk.save(answer="请带户口本到派出所办理。", similar_questions=("居住证咋办", "怎么办居住证"))
    with desk.database.read() as session:
        changes = {change.field: change for change in diff(session, identifier, 1, 2)}
    assert set(changes) == {"answer", "similar_questions"}
    assert changes["answer"].marked() == "请带[-身份证-]{+户口本+}到派出所办理。"
    assert changes["similar_questions"].after == "居住证咋办\n怎么办居住证"


def test_validity_ends_by_itself_and_names_the_successor(desk: Desk) -> None:
    identifier, successor = desk.published("old"), desk.published("new", question="新办法怎么办")
    with pytest.raises(MissingReason), desk.work() as session:
        end_validity(session, PUBLISHER, identifier, date(2026, 5, 31), "")
    with pytest.raises(UnknownEntry), desk.work() as session:
        end_validity(session, PUBLISHER, identifier, date(2026, 5, 31), "废止", "e-none")
    with desk.work() as session:
        end_validity(session, PUBLISHER, identifier, date(2026, 5, 31), "废止", successor)
    entry = live(desk)[identifier]
    assert entry.valid_on(date(2026, 5, 31))
    assert not entry.valid_on(date(2026, 6, 1))
    assert entry.superseded_by == successor
    assert desk.changes()[-1] == identifier
    with pytest.raises(InvalidDraft, match="延长"), desk.work() as session:
        end_validity(session, PUBLISHER, identifier, date(2026, 12, 31), "延长")
    with desk.database.read() as session:
        before = version_on(session, identifier, date(2026, 5, 1))
        after = version_on(session, identifier, date(2026, 6, 1))
    assert before is not None
    assert before.number == 2
    assert after is not None
    assert after.number == 1, "the wording that held before anybody ended it"


def test_a_translation_goes_stale_with_the_chinese_until_somebody_has_looked(
    desk: Desk,
) -> None:
    english = {"question": "How do I apply?", "language": "en", "translation_of": "card"}
    chinese, pair = desk.published(), desk.published("card#en", **english)
    desk.published(keywords=("居住证",))
    assert not live(desk)[pair].translation_stale, "keywords are not read by citizens"
    desk.published(keywords=("居住证",), answer="改为网上办理。")
    assert live(desk)[pair].translation_stale
    assert desk.changes()[-2:] == [chinese, pair]
    with desk.work() as session:
        end_validity(session, PUBLISHER, chinese, date(2099, 1, 1), "办法到期")
    assert live(desk)[pair].valid_until == date(2099, 1, 1)
    assert live(desk)[pair].translation_stale, "nobody has looked at the words yet"
    with pytest.raises(MissingReason), desk.work() as session:
        confirm_translation(session, REVIEWERS[FIRST], pair, "")
    with desk.work() as session:
        confirm_translation(session, REVIEWERS[FIRST], pair, "已对照")
    assert not live(desk)[pair].translation_stale
    with pytest.raises(WrongStage), desk.work() as session:
        confirm_translation(session, REVIEWERS[FIRST], pair, "再对照")


def test_a_renewed_translation_is_not_stale(desk: Desk) -> None:
    english = {"question": "How do I apply?", "language": "en", "translation_of": "card"}
    pair = of("card#en")
    desk.published()
    desk.published("card#en", **english)
    desk.published(answer="改为网上办理。")
    desk.published("card#en", answer="Apply online.", **english)
    assert not live(desk)[pair].translation_stale
