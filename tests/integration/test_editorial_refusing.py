"""What is no version, cannot be published, and may not be changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import func, select

from knowledge_base.drafts import SourceDraft
from knowledge_base.editorial import publish_reviewed, save_draft
from knowledge_base.errors import (
    HiddenCharacters,
    ImmutableRecord,
    InvalidDraft,
    MissingReason,
    TextTooLong,
    UnknownEntry,
    UnknownJurisdiction,
    UnknownOrganisation,
    UnknownVersion,
    UnsafeLink,
    WrongStage,
)
from knowledge_base.models import AuditRecord, Entry, Source, SourceKind
from tests.integration.editorial_desk import Desk, draft, open_desk


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    desk = open_desk(database_url)
    yield desk
    desk.database.close()


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"question": " "}, InvalidDraft),
        ({"answer": ""}, InvalidDraft),
        ({"short_answer": "长" * 601}, InvalidDraft),
        ({"valid_from": date(2026, 2, 1), "valid_until": date(2026, 1, 1)}, InvalidDraft),
        ({"superseded_by": "card"}, InvalidDraft),
        ({"links": (("看这里", "javascript:alert(1)"),)}, UnsafeLink),
        ({"links": (("看这里", " java\nscript:alert(1)"),)}, UnsafeLink),
        ({"links": (("看这里", "//elsewhere.example/x"),)}, UnsafeLink),
        ({"links": (("看这里", "data:text/html,x"),)}, UnsafeLink),
        ({"links": (("看这里", "http://[::1"),)}, UnsafeLink),
        ({"links": ((" ", "https://shifan.example"),)}, InvalidDraft),
        ({"sources": (SourceDraft(SourceKind.LAW, "法", url="vbscript:x"),)}, UnsafeLink),
        ({"sources": (SourceDraft(SourceKind.LAW, " "),)}, InvalidDraft),
        ({"question": "问" * 201}, TextTooLong),
        ({"similar_questions": ("问" * 201,)}, TextTooLong),
        ({"answer": "答" * 20_001}, TextTooLong),
        ({"answer": "不收\u202e费。"}, HiddenCharacters),
        ({"question": "多少钱\u2066？"}, HiddenCharacters),
        ({"keywords": ("费\x07用",)}, HiddenCharacters),
        ({"answer": "不收费\ud800。"}, HiddenCharacters),
        ({"organisation": "nobody"}, UnknownOrganisation),
        ({"jurisdiction": "nowhere"}, UnknownJurisdiction),
    ],
)
def test_what_can_never_be_a_version_is_refused(
    desk: Desk, changes: dict[str, object], error: type[Exception]
) -> None:
    with pytest.raises(error, match="card"), desk.work() as session:
        save_draft(session, draft(**changes), "editor")
    with desk.database.read() as session:
        assert session.scalar(select(func.count(Entry.id))) == 0
        assert session.scalar(select(func.count(Source.id))) == 0


def test_publishing_what_is_not_there_is_refused(desk: Desk) -> None:
    identifier = desk.save()
    for wanted, error in (
        ((identifier, 7), UnknownVersion),
        (("e000000000000", 1), UnknownEntry),
    ):
        with pytest.raises(error), desk.work() as session:
            publish_reviewed(session, *wanted, "operator", "sample")
    with pytest.raises(MissingReason), desk.work() as session:
        publish_reviewed(session, identifier, 1, "operator", "  ")
    with desk.work() as session:
        publish_reviewed(session, identifier, 1, "operator", "sample")
    with pytest.raises(WrongStage), desk.work() as session:
        publish_reviewed(session, identifier, 1, "operator", "sample")


def test_versions_and_audit_records_stay_as_they_are(desk: Desk) -> None:
    identifier = desk.published()
    with pytest.raises(ImmutableRecord, match="answer"), desk.work() as session:
        session.get_one(Entry, identifier).latest.answer = "changed behind everybody's back"
    with pytest.raises(ImmutableRecord), desk.work() as session:
        session.delete(session.get_one(Entry, identifier))
    with pytest.raises(ImmutableRecord, match="AuditRecord"), desk.work() as session:
        session.scalars(select(AuditRecord).limit(1)).one().actor = "nobody"
    with pytest.raises(ImmutableRecord, match="Review"), desk.work() as session:
        session.get_one(Entry, identifier).latest.reviews[0].approved = False
