"""Saving drafts, alone and in bulk: versions, links, sources and the indexes' log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from knowledge_base.drafts import EntryDraft, SourceDraft
from knowledge_base.editorial import (
    Editor,
    UnresolvedLink,
    draft_of,
    publish_reviewed,
    retire,
    save_draft,
)
from knowledge_base.errors import UnknownEntry, WrongStage
from knowledge_base.models import Aspect, Entry, EntryStatus, EntryVersion, SourceKind
from knowledge_base.published import load_published
from tests.integration.editorial_desk import LAW, Desk, draft, of, open_desk
from tests.support.stores import sqlite_in


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    desk = open_desk(database_url)
    yield desk
    desk.database.close()


def test_the_first_draft_makes_an_entry_that_does_not_answer(desk: Desk) -> None:
    with desk.work() as session:
        saved = save_draft(session, draft(), "editor", "first wording")
    assert (saved.outcome, saved.number, saved.published_number) == ("new", 1, None)
    with desk.database.read() as session:
        assert list(load_published(session)) == []
        version = session.get_one(Entry, saved.entry_id).latest
        assert (version.status, version.author) == (EntryStatus.DRAFT, "editor")
        assert version.note == "first wording"
    assert desk.changes() == []


def test_the_same_draft_again_changes_nothing(desk: Desk) -> None:
    identifier = desk.save()
    with desk.work() as session:
        again = save_draft(session, draft(), "somebody else")
    assert (again.outcome, again.number) == ("unchanged", 1)
    with desk.database.read() as session:
        assert session.scalar(select(func.count(EntryVersion.pk))) == 1
        assert len(session.get_one(Entry, identifier).versions) == 1


def test_a_changed_draft_is_a_new_version_and_the_old_one_goes_on_answering(desk: Desk) -> None:
    identifier = desk.published()
    with desk.work() as session:
        saved = save_draft(
            session, draft(answer="现在可以网上办理。", organisation="mzj"), "editor"
        )
    assert (saved.outcome, saved.number, saved.published_number) == ("changed", 2, 1)
    with desk.database.read() as session:
        (live,) = load_published(session)
        assert live.answer == "请带身份证到派出所办理。"
        assert live.organisation == "公安分局"
    with desk.work() as session:
        publish_reviewed(session, identifier, 2, "operator", "reviewed on paper")
    with desk.database.read() as session:
        (live,) = load_published(session)
        assert (live.version, live.answer) == (2, "现在可以网上办理。")
        assert live.organisation == "民政局"
        assert session.get_one(Entry, identifier).version(1).status is EntryStatus.SUPERSEDED
    assert desk.changes() == [identifier, identifier]


def test_an_unreviewed_draft_does_not_change_what_a_published_entry_cites(desk: Desk) -> None:
    good, bad = replace(LAW, url="https://sf.example/9"), replace(LAW, url="https://x.example")
    identifier = desk.published(sources=(good,))
    desk.save("other", question="临时居住登记怎么办", sources=(bad,))
    with desk.database.read() as session:
        (live,) = load_published(session)
        assert [cited.url for cited in live.sources] == ["https://sf.example/9"]
    with desk.work() as session:
        publish_reviewed(session, of("other"), 1, "operator", "address of the law corrected")
    with desk.database.read() as session:
        assert {cited.url for e in load_published(session) for cited in e.sources} == {
            "https://x.example"
        }
    assert desk.changes()[1:] == [of("other"), identifier]


@given(data=st.data())
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_every_draft_comes_back_from_its_version_without_loss(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    seen = st.characters(exclude_categories=("Cs", "Cc", "Cf", "Cn"))
    text = st.text(seen, min_size=1, max_size=200).filter(str.strip)
    address = text.map(lambda text: f"https://shifan.example/{text}")
    texts = st.lists(text, max_size=3).map(tuple)
    source = st.builds(
        SourceDraft,
        kind=st.sampled_from(SourceKind),
        title=text,
        document_number=st.none() | text,
        article=st.none() | text,
        url=st.none() | address,
        issued_on=st.none() | st.dates(),
    )
    written = data.draw(
        st.builds(
            EntryDraft,
            key=st.just("any"),
            question=text,
            answer=text,
            jurisdiction=st.sampled_from(["sf", "sf-nh"]),
            organisation=st.sampled_from([None, "gafj", "mzj"]),
            similar_questions=texts,
            keywords=texts,
            links=st.lists(st.tuples(text, address), max_size=2).map(tuple),
            aspect=st.sampled_from(Aspect),
            valid_until=st.none() | st.dates(),
            sources=st.lists(source, max_size=3).map(tuple),
        )
    )
    desk = open_desk(sqlite_in(tmp_path_factory.mktemp("round")))
    with desk.work() as session:
        save_draft(session, written, "editor")
    with desk.database.read() as session:
        entry = session.get_one(Entry, written.id)
        assert draft_of(entry, entry.latest) == written
        assert draft_of(entry, entry.latest).content_hash == entry.latest.content_hash
    desk.database.close()


def test_entries_of_one_file_may_name_each_other_in_any_order(desk: Desk) -> None:
    with desk.work() as session:
        editor = Editor(session, "import")
        saved = editor.save(
            [
                draft("card#en", question="How?", language="en", translation_of="card"),
                draft("old", superseded_by="card", valid_until=date(2020, 1, 1)),
                draft("card"),
            ]
        )
        assert editor.publish([(s.entry_id, s.number) for s in saved], "sample") == 3
        assert editor.finish() == ()
    with desk.database.read() as session:
        live = {entry.id: entry for entry in load_published(session)}
    assert live[of("old")].superseded_by == of("card")
    assert live[of("card#en")].translation_of == of("card")


def test_a_link_to_nowhere_is_reported_and_left_unset(desk: Desk) -> None:
    with desk.work() as session:
        editor = Editor(session, "import")
        editor.save([draft("old", superseded_by="lost")])
        assert editor.finish() == (UnresolvedLink(of("old"), "superseded_by", "lost"),)
        assert session.get_one(Entry, of("old")).superseded_by is None


def test_a_single_save_refuses_a_link_to_nowhere(desk: Desk) -> None:
    with pytest.raises(UnknownEntry, match="lost"), desk.work() as session:
        save_draft(session, draft("old", superseded_by="lost"), "editor")
    with desk.database.read() as session:
        assert session.get(Entry, of("old")) is None


def test_importing_again_writes_nothing_and_one_changed_row_only_its_own_entry(
    desk: Desk,
) -> None:
    rows = [draft(f"row{n}", question=f"第{n}个事项在哪里办") for n in range(1200)]

    def load(drafts: list[EntryDraft]) -> list[str]:
        with desk.work() as session:
            editor = Editor(session, "import")
            saved = editor.save(iter(drafts))
            due = [(s.entry_id, s.number) for s in saved if s.number != s.published_number]
            editor.publish(due, "sample")
            editor.finish()
            return [s.entry_id for s in saved if s.outcome != "unchanged"]

    assert len(load(rows)) == 1200
    told = desk.changes()
    assert load(rows) == []
    assert desk.changes() == told
    rows[700] = replace(rows[700], answer="换了地方。")
    assert load(rows) == [of("row700")]
    assert desk.changes() == [*told, of("row700")]


def test_a_retired_entry_stops_answering_with_its_translation_and_may_come_back(
    desk: Desk,
) -> None:
    identifier = desk.published()
    english = desk.published(
        "card#en", question="How do I apply?", language="en", translation_of="card"
    )
    with desk.work() as session:
        retire(session, identifier, "operator", "row removed")
    with desk.database.read() as session:
        assert list(load_published(session)) == []
    assert set(desk.changes()[-2:]) == {identifier, english}
    with pytest.raises(WrongStage, match="已经下线"), desk.work() as session:
        retire(session, identifier, "operator", "again")
    with desk.work() as session:
        assert save_draft(session, draft(), "import").outcome == "changed"


def test_the_same_key_twice_in_one_file_is_two_versions(desk: Desk) -> None:
    with desk.work() as session:
        first, second = Editor(session, "import").save([draft(), draft(answer="另一个答案。")])
    assert (first.number, second.number) == (1, 2)


def test_expired_content_may_be_imported_so_that_people_learn_it_has_ended(desk: Desk) -> None:
    identifier = desk.save(valid_until=date(2020, 1, 1))
    with desk.work() as session:
        publish_reviewed(session, identifier, 1, "operator", "ended policy")
    with desk.database.read() as session:
        (live,) = load_published(session)
    assert not live.valid_on(date(2026, 1, 1))
