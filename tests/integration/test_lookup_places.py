"""Places by name, the way up from each, and catalog items by their entries."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from knowledge_base.database import Database
from knowledge_base.lookup import Lookup, lookup_of
from knowledge_base.lookup.places import nearest
from knowledge_base.models import Aspect, CatalogItem, Entry, Level
from tests.integration.lookup_desk import small_town


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = small_town(tmp_path_factory.mktemp("places"))
    yield database
    database.close()


@pytest.fixture(scope="module")
def town(database: Database) -> Lookup:
    return lookup_of(database)


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ("翠园社区", ["sf-nh-cy"]),
        ("我家住在翠园那边", ["sf-nh-cy"]),
        ("南湖街道翠园社区", ["sf-nh-cy"]),
        ("城河", ["sf-ch"]),
        ("城河街道办事处附近", ["sf-ch"]),
        ("沿河还是鼓楼", ["sf-ch-gl", "sf-ch-yh"]),
        ("Cuiyuan", ["sf-nh-cy"]),
        ("I live in Xishan Subdistrict", ["sf-xs"]),
        ("火星", []),
        ("示范区", []),
        ("", []),
    ],
)
def test_places_are_known_by_their_names(town: Lookup, said: str, codes: list[str]) -> None:
    assert [place.code for place in town.places.named(said)] == codes


def test_points_are_given_from_the_community_upwards(town: Lookup) -> None:
    points = town.places.points("sf-nh-cy")
    assert [point.organisation for point in points] == [
        "翠园社区居民委员会",
        "南湖街道办事处",
        "示范区政务服务中心",
    ]
    assert "高龄津贴" in points[0].agent_services
    assert points[0].visits is not None
    assert "80岁以上" in points[0].visits
    assert town.places.points("nowhere") == ()


def test_the_nearest_station_is_one_that_does_it(town: Lookup) -> None:
    points = town.places.points("sf-nh-cy")
    street = nearest(points, ["城河街道办事处", "南湖街道办事处"])
    assert street is not None
    assert street.name == "南湖街道便民服务中心"
    assert nearest(points, ["高新街道办事处"]) is None
    assert nearest(points, []) == points[0]


def test_streets_are_offered_in_order(town: Lookup) -> None:
    streets = town.places.streets()
    assert [place.code for place in streets] == [
        "sf-bq",
        "sf-ch",
        "sf-dp",
        "sf-gx",
        "sf-nh",
        "sf-xs",
    ]
    assert {place.level for place in streets} == {Level.STREET}


def test_an_entry_leads_to_its_item_and_its_other_entries(town: Lookup, database: Database) -> None:
    with database.read() as session:
        row = session.scalars(select(CatalogItem).where(CatalogItem.on_request)).one()
        body = session.scalars(select(Entry.id).where(Entry.key == f"{row.key}:body")).one()
    item = town.catalogs.item_of(body)
    assert item is not None
    assert item.on_request
    assert item.entries[Aspect.BODY] == body
    assert {Aspect.BASIS, Aspect.CHANNEL, Aspect.DURATION, Aspect.PROCESS} <= set(item.entries)
    again = town.catalogs.item_of(item.entries[Aspect.BASIS])
    assert again == item
    assert town.catalogs.item_of("e000000000000") is None


def test_a_field_lists_where_each_of_its_items_is_read(town: Lookup) -> None:
    (field,) = town.catalogs.fields()
    assert field.name == "户籍管理"
    asked = town.catalogs.in_field(field.code)
    assert len(asked) > 5
    assert all(one.question.startswith("在哪里可以看到") for one in asked)
    assert town.catalogs.in_field("00000000") == ()
