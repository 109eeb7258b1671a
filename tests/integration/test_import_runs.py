"""Importing again, changed, shortened and by mistake."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from sqlalchemy import func, select

from knowledge_base.drafts import entry_id
from knowledge_base.editorial import draft_of, publish_reviewed, save_draft
from knowledge_base.importers.base import Outcome
from knowledge_base.models import (
    AuditRecord,
    CatalogItem,
    Entry,
    EntryStatus,
    EntryVersion,
    ImportRun,
    IndexChange,
    Organisation,
)
from tests.integration.import_desk import PLACES, ImportDesk, catalog, item, jsonl, open_desk

OPEN = {"question": "图书馆几点开门？", "answer": "九点。", "key": "open"}

SHUT = {"question": "图书馆几点关门？", "answer": "八点。", "key": "shut"}


@pytest.fixture
def desk(tmp_path: Path, database_url: str) -> Iterator[ImportDesk]:
    opened = open_desk(tmp_path, database_url)
    yield opened
    opened.database.close()


def rows(desk: ImportDesk, *models: type) -> list[int]:
    with desk.database.read() as session:
        return [session.scalar(select(func.count()).select_from(m)) or 0 for m in models]


EVERYTHING = (Entry, EntryVersion, CatalogItem, ImportRun, AuditRecord, IndexChange)


def test_importing_again_changes_nothing(desk: ImportDesk) -> None:
    paths = (
        catalog(desk.folder / "c.xlsx", [item(1), item(2, level_two="名单")]),
        jsonl(desk.folder / "q.jsonl", OPEN, SHUT),
    )
    first = desk.run(*paths, publish=True)
    assert first.counts["catalog"] == {Outcome.NEW: 2}
    assert first.counts["entry"] == {Outcome.NEW: 12}
    before = rows(desk, *EVERYTHING)
    again = desk.run(*paths, publish=True)
    assert again.changes_nothing
    assert again.counts["entry"] == {Outcome.UNCHANGED: 12}
    assert rows(desk, *EVERYTHING) == before


def test_a_dry_run_says_the_same_and_writes_nothing(desk: ImportDesk) -> None:
    path = catalog(desk.folder / "c.xlsx", [item(1)])
    before = rows(desk, *EVERYTHING)
    dry = desk.run(path, dry_run=True)
    assert rows(desk, *EVERYTHING) == before
    assert desk.run(path).counts == dry.counts


def test_a_changed_row_changes_only_its_own_entries_and_shows_the_difference(
    desk: ImportDesk,
) -> None:
    path = desk.folder / "c.xlsx"
    desk.run(catalog(path, [item(1), item(2, level_two="名单")]), publish=True)
    before = desk.stored()
    report = desk.run(catalog(path, [item(1, limit="10个工作日内"), item(2, level_two="名单")]))
    assert report.counts["catalog"] == {Outcome.CHANGED: 1, Outcome.UNCHANGED: 1}
    assert report.counts["entry"] == {Outcome.CHANGED: 1, Outcome.UNCHANGED: 9}
    shown = {(d.kind, d.field): (d.before, d.after) for d in report.diffs}
    assert shown["catalog", "time_limit"] == ("自该信息形成之日起20个工作日内", "10个工作日内")
    assert "10个工作日内" in shown["entry", "answer"][1]
    changed = {key for key, value in desk.stored().items() if before[key] != value}
    (key,) = changed
    assert key.endswith("低保政策:duration")
    assert desk.stored()[key][1:] == (EntryStatus.DRAFT, 1)  # version 1 answers until review


def test_moved_rows_are_the_same_rows(desk: ImportDesk) -> None:
    path = desk.folder / "c.xlsx"
    one, two = item(1), item(2, level_two="名单")
    desk.run(catalog(path, [one, two]))
    report = desk.run(catalog(path, [two, one]))
    assert report.changes_nothing
    with desk.database.read() as session:
        stands = dict(session.execute(select(CatalogItem.level_two, CatalogItem.row)).all())
    assert stands == {"名单": 4, "低保政策": 5}


def test_a_removed_row_retires_its_entries(desk: ImportDesk) -> None:
    path = desk.folder / "c.xlsx"
    desk.run(catalog(path, [item(1), item(2, level_two="名单")]), publish=True)
    report = desk.run(catalog(path, [item(1)]), publish=True)
    assert report.counts["catalog"][Outcome.RETIRED] == 1
    assert report.counts["entry"][Outcome.RETIRED] == 5
    stored = desk.stored()
    assert {status for key, (_, status, _) in stored.items() if "名单" in key} == {
        EntryStatus.RETIRED
    }
    assert all(number is None for key, (_, _, number) in stored.items() if "名单" in key)
    with desk.database.read() as session:
        assert session.scalars(
            select(CatalogItem.retired).order_by(CatalogItem.level_two)
        ).all() == [
            False,
            True,
        ]
    assert desk.run(path).changes_nothing


def test_a_row_that_comes_back_answers_again(desk: ImportDesk) -> None:
    path = desk.folder / "q.jsonl"
    desk.run(jsonl(path, OPEN, SHUT), publish=True)
    desk.run(jsonl(path, OPEN), publish=True)
    report = desk.run(jsonl(path, OPEN, SHUT), publish=True)
    assert report.counts["entry"] == {Outcome.UNCHANGED: 1, Outcome.CHANGED: 1}
    assert desk.stored()["qa:q:shut"][1] is EntryStatus.PUBLISHED


def test_a_damaged_row_is_no_removed_row(desk: ImportDesk) -> None:
    path = desk.folder / "q.jsonl"
    desk.run(jsonl(path, OPEN, SHUT), publish=True)
    report = desk.run(jsonl(path, OPEN, SHUT | {"answer": ""}), publish=True)
    assert [p.row for p in report.problems] == [2, None]
    assert "没有撤下" in report.problems[1].reason
    assert desk.stored()["qa:q:shut"][1] is EntryStatus.PUBLISHED
    assert desk.run(jsonl(path, OPEN), publish=True).counts["entry"][Outcome.RETIRED] == 1


def test_another_file_retires_nothing(desk: ImportDesk) -> None:
    desk.run(jsonl(desk.folder / "a.jsonl", OPEN))
    report = desk.run(jsonl(desk.folder / "b.jsonl", SHUT))
    assert report.counts["entry"] == {Outcome.NEW: 1}


def test_an_item_that_moved_to_another_file_of_the_catalog_stays(desk: ImportDesk) -> None:
    one, two = item(1), item(2, level_two="名单")
    desk.run(catalog(desk.folder / "a.xlsx", [one, two]))
    report = desk.run(
        catalog(desk.folder / "a.xlsx", [one]), catalog(desk.folder / "b.xlsx", [two])
    )
    assert report.changes_nothing


def test_what_a_person_wrote_outlives_imports_that_bring_nothing_new(desk: ImportDesk) -> None:
    path = catalog(desk.folder / "c.xlsx", [item(1)])
    desk.run(path, publish=True)
    key = next(key for key in desk.stored() if key.endswith(":body"))
    with desk.database.begin() as session:
        entry = session.get_one(Entry, entry_id(key))
        edited = replace(draft_of(entry, entry.latest), answer="由区民政局公开，电话见网站。")
        saved = save_draft(session, edited, actor="editor")
        publish_reviewed(session, saved.entry_id, saved.number, "editor", "改得更清楚")
    assert desk.run(path, publish=True).changes_nothing
    assert desk.stored()[key][0] == "由区民政局公开，电话见网站。"
    report = desk.run(catalog(path, [item(1, body="城河街道办事处")]), publish=True)
    assert "由区民政局公开，电话见网站。" in [d.before for d in report.diffs]
    assert desk.stored()[key][0].endswith("城河街道办事处公开。")


def test_publishing_later_what_was_imported_before(desk: ImportDesk) -> None:
    path = jsonl(desk.folder / "q.jsonl", OPEN)
    desk.run(path)
    assert desk.stored()["qa:q:open"][1] is EntryStatus.DRAFT
    desk.run(path, publish=True)
    assert desk.stored()["qa:q:open"][1:] == (EntryStatus.PUBLISHED, 1)


def test_nothing_is_kept_when_writing_fails(
    desk: ImportDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole import is one transaction: a fault at its last step undoes the first."""

    class PowerCut(Exception):
        pass

    def fail(*_args: object) -> None:
        raise PowerCut

    paths = (jsonl(desk.folder / "a.jsonl", OPEN), catalog(desk.folder / "b.xlsx", [item(1)]))
    before = rows(desk, *EVERYTHING)
    monkeypatch.setattr("knowledge_base.importers.runner._record", fail)
    with pytest.raises(PowerCut):
        desk.run(*paths, publish=True)
    assert rows(desk, *EVERYTHING) == before


def test_two_files_of_one_name_are_refused(desk: ImportDesk) -> None:
    for name in ("one", "two"):
        (desk.folder / name).mkdir()
    report = desk.run(
        jsonl(desk.folder / "one" / "q.jsonl", OPEN), jsonl(desk.folder / "two" / "q.jsonl", SHUT)
    )
    assert len(report.problems) == 1
    assert list(desk.stored()) == ["qa:q:open"]


def test_links_to_entries_that_do_not_exist_are_reported(desk: ImportDesk) -> None:
    path = jsonl(desk.folder / "q.jsonl", OPEN | {"superseded_by": "nowhere"}, SHUT)
    dry = desk.run(path, dry_run=True)
    assert ["nowhere" in p.reason for p in dry.problems] == [True]
    desk.run(path)
    assert len(desk.stored()) == 2


def test_the_same_item_in_two_files_is_taken_once(desk: ImportDesk) -> None:
    report = desk.run(
        catalog(desk.folder / "a.xlsx", [item(1)]), catalog(desk.folder / "b.xlsx", [item(1)])
    )
    assert report.counts["catalog"] == {Outcome.NEW: 1}
    (problem,) = report.problems
    assert problem.file == "b.xlsx"
    assert "a.xlsx" in problem.reason


def test_organisations_come_with_the_files_that_name_them(desk: ImportDesk) -> None:
    places = PLACES | {
        "organisations": [{"code": "tyj", "name": "示范区体育局", "jurisdiction": "sf"}]
    }
    (desk.folder / "own").mkdir()
    (desk.folder / "own" / "organisations.json").write_bytes(orjson.dumps(places))
    jsonl(desk.folder / "own" / "q.jsonl", OPEN | {"organisation": "体育局"})
    dry = desk.run(desk.folder / "own", dry_run=True)
    assert dry.problems == []
    assert dry.counts["organisation"] == {Outcome.NEW: 1, Outcome.UNCHANGED: 2}
    assert rows(desk, Organisation) == [3]
    assert desk.run(desk.folder / "own").problems == []
    assert rows(desk, Organisation) == [4]
