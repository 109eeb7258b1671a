"""Bodies found by what people call them, and what is shown of a policy, over the starter data."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

import casework.models  # noqa: F401 -- declares the tables
from knowledge_base.database import Base, Database
from knowledge_base.editorial import publish_reviewed
from knowledge_base.importers.organisations import ORGANISATIONS
from knowledge_base.importers.runner import import_paths
from knowledge_base.importers.starter import STARTER
from knowledge_base.lookup.organisations import (
    bodies,
    bodies_called,
    bodies_named_in,
    body,
    district_name,
)
from knowledge_base.lookup.policies import policy_facts
from knowledge_base.models import Aspect, EntryVersion, Policy


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder: Path = tmp_path_factory.mktemp("bodies")
    database = Database(f"sqlite:///{folder / 'bodies.db'}")
    Base.metadata.create_all(database.engine)
    policy = STARTER / "policies" / "gaoqi-jiangli.md"
    import_paths(database, [STARTER / ORGANISATIONS, policy], actor="starter")
    yield database
    database.close()


def called(town: Database, words: str) -> list[str]:
    with town.read() as session:
        found = bodies_called(bodies(session), words, district_name(session))
    return [each.code for each in found]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("教育局", "jyj"),
        ("示范区教育局", "jyj"),
        ("城管局", "cgj"),
        ("城管", "cgj"),
        ("人社局", "rsj"),
        ("住建局", "zjj"),
        ("医保局", "ybj"),
        ("税务局", "swjg"),
        ("Education Bureau", "jyj"),
        ("沿河社区", "yhsq"),
    ],
)
def test_a_body_is_found_by_what_people_call_it(town: Database, words: str, code: str) -> None:
    assert called(town, words)[0] == code


@pytest.mark.parametrize("words", ["", "局", "月亮管理处", "哈哈哈", "asdfgh", "???"])
def test_nobody_is_found_for_nonsense(town: Database, words: str) -> None:
    assert called(town, words) == []


def test_a_name_that_many_share_names_them_all(town: Database) -> None:
    assert len(called(town, "街道办事处")) > 1


def test_bodies_are_found_in_a_text(town: Database) -> None:
    with town.read() as session:
        found = bodies_named_in(bodies(session), "请城市管理局管管烧烤摊", "示范区")
        assert [each.code for each in found] == ["cgj"]
        assert body(session, "nobody") is None
        office = body(session, "zwgk")
    assert office is not None
    assert office.called("en") == "Office of Government Openness"
    assert office.called("zh") == "示范区政务公开办公室"


def test_a_policy_is_shown_only_once_an_entry_speaks_for_it(town: Database) -> None:
    with town.read() as session:
        policy = session.scalars(select(Policy)).one()
        assert policy_facts(session, [policy.id]) == {}
        version = session.scalars(
            select(EntryVersion).where(EntryVersion.aspect == Aspect.PROCESS)
        ).first()
        assert version is not None
    with town.begin() as session:
        publish_reviewed(session, version.entry_id, version.number, "operator", "test")
    with town.read() as session:
        facts = policy_facts(session, [policy.id, "unknown"])
    assert set(facts) == {policy.id}
    assert facts[policy.id].entry_id == version.entry_id
    assert facts[policy.id].title == policy.title
