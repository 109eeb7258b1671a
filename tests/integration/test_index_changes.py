"""Indexes follow every change, also those that a long transaction commits late."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from knowledge_base.answering import Answering
from knowledge_base.database import Database
from knowledge_base.drafts import EntryDraft
from knowledge_base.editorial import publish_reviewed, save_draft
from tests.support.knowledge import REGULATION, publish, small_district
from tests.support.stores import Postgresql

LATER = 150
"""Entries published while the long transaction is open."""


def entry(name: str) -> EntryDraft:
    return EntryDraft(
        key=f"test/{name}",
        question=f"{name}号窗口办什么业务？",
        answer=f"{name}号窗口办理综合业务。",
        jurisdiction="sf",
        topic=name,
        sources=(REGULATION,),
    )


@pytest.fixture
def database(postgresql: Postgresql) -> Iterator[Database]:
    database = small_district(postgresql.new())
    yield database
    database.close()


def put(session: Session, draft: EntryDraft) -> None:
    saved = save_draft(session, draft, "editor")
    publish_reviewed(session, saved.entry_id, saved.number, "operator", "test")


def answered(answering: Answering, draft: EntryDraft) -> bool:
    matches = [m for finding in answering.ask(draft.question) for m in finding.matches]
    return draft.id in {match.entry.id for match in matches}


def test_what_an_import_commits_late_is_followed(database: Database) -> None:
    answering = Answering(database, None)
    answering.open()
    late = entry("甲")
    with database.begin() as importing:
        put(importing, late)
        importing.flush()
        with database.begin() as session:
            for number in range(LATER):
                put(session, entry(f"{number}"))
        assert answering.refresh() == LATER
        assert answering.refresh() == 0
        assert not answered(answering, late)
    assert answering.refresh() == 1
    assert answered(answering, late)
    assert answering.refresh() == 0
    answering.close()


def test_an_index_built_meanwhile_follows_it_too(database: Database) -> None:
    late, early = entry("甲"), entry("乙")
    with database.begin() as importing:
        put(importing, late)
        importing.flush()
        publish(database, early)
        answering = Answering(database, None)
        answering.open()
        assert answered(answering, early)
    assert answering.refresh() == 1
    assert answered(answering, late)
    answering.close()
