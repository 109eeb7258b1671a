"""What a QR scene, a menu key and an address mean to the service."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from bot.wechat import locating, opening
from bot.wording import Wording
from connectors.wechat import Opening
from knowledge_base.database import Database
from knowledge_base.lookup.places import Places
from tests.integration.lookup_desk import small_town


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = small_town(tmp_path_factory.mktemp("openings"))
    yield database
    database.close()


@pytest.mark.parametrize(
    "key",
    [
        "menu:services",
        "menu:stage:birth",
        "guide:11440300-permit-01",
        "choose:e000000000001",
        "nearest",
        "case_progress",
        "human",
    ],
)
def test_a_key_that_is_a_choice_opens_it(key: str) -> None:
    opened = opening(Wording())(key)
    assert opened.choice == key
    assert key not in opened.text  # what stands in the transcript is for people


@pytest.mark.parametrize(
    "key", ["居住证怎么办", "window-3", "hukou", "weather:today", "menu:一", "menu:a:b:c", "menu:"]
)
def test_any_other_key_is_asked_as_it_stands(key: str) -> None:
    assert opening(Wording())(key) == Opening(key)


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("示范市示范区南湖街道翠园社区12号楼", "sf-nh-cy"),
        ("示范市示范区城河街道河滨路21号", "sf-ch"),
        ("示范市示范区城河街道与南湖街道交界处", None),
        ("示范市示范区翠园路5号", None),
        ("示范市火车站", None),
        ("", None),
    ],
)
def test_an_address_is_in_the_street_or_community_it_names(
    database: Database, address: str, code: str | None
) -> None:
    assert asyncio.run(locating(Places(database))(address)) == code
