"""Guides are shown as far as what was published of them says the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from sqlalchemy import select

from knowledge_base.database import Database
from knowledge_base.importers.starter import STARTER
from knowledge_base.lookup import Lookup, lookup_of
from knowledge_base.lookup.tree import Case, Question, ServiceGuide
from knowledge_base.models import Aspect, Entry, Guide
from tests.integration.lookup_desk import (
    PENSION,
    PENSION_NAME,
    PERMIT,
    PERMIT_NAME,
    copy_of,
    republish,
    small_town,
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    small_town(folder).close()
    return folder / "town.db"


@pytest.fixture
def town(made: Path, tmp_path: Path) -> Iterator[Database]:
    database = copy_of(made, tmp_path)
    yield database
    database.close()


def id_of(database: Database, name: str) -> str:
    with database.read() as session:
        return session.scalars(select(Guide.id).where(Guide.name == name)).one()


def guide_of(database: Database, name: str) -> ServiceGuide:
    guide = lookup_of(database).guides.guide(id_of(database, name))
    assert guide is not None
    return guide


def entry_of(database: Database, name: str, aspect: str, language: str = "") -> str:
    with database.read() as session:
        key = session.scalars(select(Guide.key).where(Guide.name == name)).one()
        found = Entry.key == f"{key}:{aspect}{language}"
        return session.scalars(select(Entry.id).where(found)).one()


def test_a_published_guide_is_shown_whole(town: Database) -> None:
    guide = guide_of(town, PERMIT_NAME)
    assert guide.topic == "居住证"
    assert [q.id for q in guide.questions] == ["q1", "q2", "q3"]
    assert [case.code for case in guide.cases] == ["s1", "s2", "s3", "s4", "s5", "s6"]
    assert guide.windows[1].name == "城河街道便民服务中心"
    assert "城河街道办事处" in guide.near
    assert guide.issuer == "示范区公安分局"
    assert {Aspect.MATERIALS, Aspect.FEE, Aspect.DURATION} <= set(guide.entries)


def test_a_way_of_answers_leads_to_a_case(town: Database) -> None:
    guide = guide_of(town, PERMIT_NAME)
    first = guide.at([])
    assert isinstance(first, Question)
    assert first.text == "您是要办新的，还是换、补？"
    case = guide.at(["0-0", "1-0", "2-1"])
    assert isinstance(case, Case)
    assert (case.code, case.fee, case.time_limit) == ("s2", "免费", "10个工作日")
    assert [needed.name for needed in case.materials] == ["居民身份证", "本人近期照片", "就业证明"]
    assert case.materials[2].review_points == "单位在示范区，劳动关系存续"


@pytest.mark.parametrize("path", [["1-0"], ["0-9"], ["0-2", "1-0"], ["x"]])
def test_a_way_that_the_guide_does_not_have_leads_nowhere(town: Database, path: list[str]) -> None:
    assert guide_of(town, PERMIT_NAME).at(path) is None


def test_every_case_of_the_sample_is_reached_in_three_questions_at_most() -> None:
    for path in sorted((STARTER / "guides").glob("*.json")):
        tree = orjson.loads(path.read_bytes()).get("情形") or {}
        questions = {q["编号"]: q["选项"] for q in tree.get("问题", ())}
        level, depth = list(questions)[:1], 0
        while level:
            depth += 1
            level = [o["下一题"] for q in level for o in questions[q] if o.get("下一题")]
        assert depth <= 3, path.name


def test_what_waits_for_review_is_not_shown(town: Database, tmp_path: Path) -> None:
    before = guide_of(town, PENSION_NAME)
    republish(town, tmp_path, PENSION, publish=False, 咨询方式="电话0100-0000000")
    after = guide_of(town, PENSION_NAME)
    assert before.phone is not None
    assert after.phone is None
    assert Aspect.PHONE not in after.entries
    assert after.version != before.version


def test_a_guide_whose_materials_wait_for_review_is_not_walked(
    town: Database, tmp_path: Path
) -> None:
    materials = [{"编码": "m1", "名称": "户口簿"}]
    republish(town, tmp_path, PENSION, publish=False, 材料=materials)
    assert lookup_of(town).guides.guide(id_of(town, PENSION_NAME)) is None


def test_once_it_is_published_it_is_shown_again(town: Database, tmp_path: Path) -> None:
    before = guide_of(town, PENSION_NAME)
    materials = [{"编码": "m1", "名称": "户口簿"}]
    republish(town, tmp_path, PENSION, publish=True, 材料=materials)
    after = guide_of(town, PENSION_NAME)
    assert [needed.name for needed in after.materials] == ["户口簿"]
    assert after.version != before.version


def test_a_guide_out_of_force_is_not_shown(town: Database, tmp_path: Path) -> None:
    republish(town, tmp_path, PERMIT, publish=True, 有效期起="2020-01-01", 有效期止="2020-12-31")
    assert lookup_of(town).guides.guide(id_of(town, PERMIT_NAME)) is None


def test_an_entry_leads_to_its_guide_in_both_languages(town: Database) -> None:
    guides = lookup_of(town).guides
    wanted = id_of(town, PERMIT_NAME)
    assert guides.of_entry(entry_of(town, PERMIT_NAME, "fee")) == wanted
    assert guides.of_entry(entry_of(town, PERMIT_NAME, "fee", "#en")) == wanted
    assert guides.asks(wanted)
    assert not guides.asks(id_of(town, PENSION_NAME))
    assert guides.of_entry("e000000000000") is None


def test_a_stage_of_life_holds_its_published_guides(town: Database) -> None:
    lookup = lookup_of(town)
    assert set(stage(lookup, "newcomer").values()) == {PERMIT_NAME}
    assert PENSION_NAME in stage(lookup, "retire").values()


def stage(lookup: Lookup, code: str) -> dict[str, str]:
    found = next(s for s in lookup.life_stages if s.code == code)
    return lookup.guides.in_stage(found.labels, found.guides)


def test_there_are_the_stages_of_both_lives() -> None:
    sides = [stage.side for stage in lookup_of(Database("sqlite://")).life_stages]
    assert (sides.count("person"), sides.count("enterprise")) == (14, 10)
