"""The sample district imports whole, without a single problem, and only once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from sqlalchemy import func, select

from knowledge_base.database import Base, Database
from knowledge_base.importers.base import ImportReport, Outcome
from knowledge_base.importers.errors import UnreadableFile
from knowledge_base.importers.organisations import load_organisations
from knowledge_base.importers.starter import STARTER, import_starter
from knowledge_base.models import Entry, EntryStatus, EntryVersion, Jurisdiction, Organisation
from tests.integration.import_desk import PLACES, catalog, item, jsonl


def empty(folder: Path) -> Database:
    database = Database(f"sqlite:///{folder / 'starter.db'}")
    Base.metadata.create_all(database.engine)
    return database


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, ImportReport]]:
    database = empty(tmp_path_factory.mktemp("starter"))
    yield database, import_starter(database, STARTER, actor="starter")
    database.close()


@pytest.mark.slow
def test_the_sample_district_has_no_problems(sample: tuple[Database, ImportReport]) -> None:
    _, report = sample
    assert [str(problem) for problem in report.problems] == []


@pytest.mark.slow
def test_every_entry_of_the_sample_answers(sample: tuple[Database, ImportReport]) -> None:
    database, report = sample
    with database.read() as session:
        published = session.scalar(
            select(func.count()).where(EntryVersion.status == EntryStatus.PUBLISHED)
        )
    assert published == report.counts["entry"][Outcome.NEW]


@pytest.mark.slow
def test_importing_the_sample_again_changes_nothing(sample: tuple[Database, ImportReport]) -> None:
    database, _ = sample
    again = import_starter(database, STARTER, actor="starter")
    assert again.changes_nothing
    assert set(again.counts["entry"]) == {Outcome.UNCHANGED}


def test_a_district_of_its_own_in_the_same_shape(tmp_path: Path) -> None:
    (tmp_path / "organisations.json").write_bytes(orjson.dumps(PLACES))
    for folder in ("catalogs", "qa"):
        (tmp_path / folder).mkdir()
    catalog(tmp_path / "catalogs" / "c.xlsx", [item(1)])
    jsonl(
        tmp_path / "qa" / "q.jsonl",
        {"question": "几点？", "answer": "九点。", "organisation": "mzj"},
    )
    database = empty(tmp_path)
    seen: list[str] = []
    report = import_starter(
        database,
        tmp_path,
        actor="starter",
        publish=False,
        progress=lambda _done, _total, name: seen.append(name),
    )
    assert report.problems == []
    assert seen == ["c.xlsx", "q.jsonl", ""]
    with database.read() as session:
        statuses = set(session.scalars(select(EntryVersion.status)))
        assert statuses == {EntryStatus.DRAFT}
        assert len(session.scalars(select(Entry)).all()) == 6
    database.close()


def test_organisations_load_once_and_follow_their_file(tmp_path: Path) -> None:
    database, path = empty(tmp_path), tmp_path / "organisations.json"
    path.write_bytes(orjson.dumps(PLACES))
    changed = PLACES | {
        "organisations": [*PLACES["organisations"][1:], PLACES["organisations"][0] | {"phone": "1"}]
    }
    counts = []
    for content in (PLACES, PLACES, changed):
        path.write_bytes(orjson.dumps(content))
        with database.begin() as session:
            counts.append(load_organisations(session, path))
    assert [c[Outcome.NEW] for c in counts] == [5, 0, 0]
    assert [c[Outcome.CHANGED] for c in counts] == [0, 0, 1]
    with database.read() as session:
        assert session.get_one(Organisation, "mzj").phone == "1"
        assert session.get_one(Jurisdiction, "sf-ch").parent_code == "sf"
    database.close()


@pytest.mark.parametrize("content", [b"", b"[]", b'{"jurisdictions": [{"code": "a"}]}'])
def test_a_damaged_file_of_organisations(tmp_path: Path, content: bytes) -> None:
    database = empty(tmp_path)
    (tmp_path / "organisations.json").write_bytes(content)
    with pytest.raises(UnreadableFile, match="无法读取"):
        import_starter(database, tmp_path, actor="starter")
    database.close()
