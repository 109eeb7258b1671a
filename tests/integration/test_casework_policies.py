"""Matching and news over the starter district's own policies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

import casework.models  # noqa: F401 -- declares the tables
from casework import subscriptions
from casework.announcements import undelivered
from casework.enterprise import read_enterprise
from casework.errors import AccessRefused, InvalidAttribute
from casework.models import Subscription
from casework.policy_match import Advice, PolicyMatch, Verdict, asks_more, matches
from casework.seals import Seal
from knowledge_base.database import Base, Database
from knowledge_base.importers.organisations import ORGANISATIONS
from knowledge_base.importers.runner import import_paths
from knowledge_base.importers.starter import STARTER
from knowledge_base.models import Policy
from tests.integration.casework_desk import KEY, Office, moment
from tests.support.stores import Postgresql, copied, sqlite_in

TODAY = date(2026, 11, 22)
SMALL_MAKER: dict[str, object] = {
    "行业": "制造业",
    "规模": "小微、规下",
    "资质": [],
    "注册地": "示范区",
    "纳税地": "示范区",
    "参保人数": "30人",
    "营收": "2000万",
    "成立日期": "2019-05-01",
    "信用": "正常",
}


def imported(url: str) -> Database:
    database = Database(url)
    Base.metadata.create_all(database.engine)
    import_paths(database, [STARTER / ORGANISATIONS, STARTER / "policies"], actor="starter")
    return database


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest) -> Postgresql | None:
    return request.getfixturevalue("postgresql") if request.param == "postgresql" else None


@pytest.fixture(scope="module")
def sample(
    server: Postgresql | None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    url = server.new() if server else sqlite_in(tmp_path_factory.mktemp("sample"))
    database = imported(url)
    yield database
    database.close()


@pytest.fixture
def office(server: Postgresql | None, sample: Database, tmp_path: Path) -> Iterator[Office]:
    office = Office(Database(copied(sample, tmp_path, server)), Seal(KEY))
    yield office
    office.database.close()


def matched(database: Database, given: dict[str, object]) -> list[PolicyMatch]:
    with database.read() as session:
        return matches(session, read_enterprise(given, TODAY), TODAY)


def test_every_condition_of_the_starter_policies_can_be_read(sample: Database) -> None:
    everything = SMALL_MAKER | {
        "资质": "高新、专精特新",
        "上市": "无",
        "研发占比": "5%",
        "知识产权": "3件",
        "已享受政策": "无",
        "规模": "小微、规上",
    }
    found = matched(sample, everything)
    assert len(found) >= 20
    unclear = [c for m in found for c in m.conditions if c.verdict == "unknown"]
    assert [c.text for c in unclear if not asks_more(c.attribute, c.text)] == []


def test_the_best_matches_come_first_and_say_what_is_met(sample: Database) -> None:
    found = matched(sample, SMALL_MAKER)
    order = [list(Verdict).index(each.verdict) for each in found]
    assert order == sorted(order)
    assert found[0].verdict is Verdict.MET
    assert found[0].met == len(found[0].conditions)
    assert any(each.automatic for each in found)


def test_an_expired_policy_is_not_offered(sample: Database) -> None:
    titles = {each.title for each in matched(sample, SMALL_MAKER)}
    with sample.read() as session:
        expired = {
            policy.title
            for policy in session.scalars(select(Policy))
            if policy.conditions and policy.effective_until and policy.effective_until < TODAY
        }
    assert expired
    assert not expired & titles


def test_each_unmet_condition_says_what_to_do(sample: Database) -> None:
    unmet = [
        condition
        for each in matched(sample, SMALL_MAKER | {"成立日期": "2026-06-01", "信用": "失信"})
        for condition in each.conditions
        if condition.verdict is Verdict.UNMET
    ]
    assert {each.advice for each in unmet} >= {
        Advice.OBTAIN,
        Advice.WAIT,
        Advice.REPAIR_CREDIT,
        Advice.NOT_FOR_YOU,
    }
    assert Advice.NOTHING not in {each.advice for each in unmet}


def test_who_says_nothing_has_only_unknowns(sample: Database) -> None:
    assert {each.verdict for each in matched(sample, {})} == {Verdict.UNKNOWN}


def subscribed(office: Office, given: dict[str, object] | None = None) -> str:
    receipt = office.do(subscriptions.subscribe, "c-1", given or SMALL_MAKER, on=TODAY)
    token: str = receipt.token
    return token


def send(office: Office) -> int:
    with office.database.begin() as session:
        return subscriptions.send_news(session, moment(TODAY))


def told(office: Office) -> list[tuple[str, str]]:
    with office.database.read() as session:
        return [(each.subject, each.data["verdict"]) for each in undelivered(session)]


def change(office: Office, **values: object) -> str:
    """Change a policy that fits the small maker; its id."""
    fits = next(m for m in matched(office.database, SMALL_MAKER) if m.verdict is Verdict.MET)
    with office.database.begin() as session:
        policy = session.get_one(Policy, fits.policy_id)
        for name, value in values.items():
            setattr(policy, name, value)
    return fits.policy_id


def test_news_is_what_changes_after_subscribing_and_comes_once(office: Office) -> None:
    subscribed(office)
    assert send(office) == 0
    changed = change(office, content_hash="changed")
    assert send(office) == 1
    assert send(office) == 0
    assert told(office) == [(f"policy:{changed}", "met")]


def test_what_cannot_be_had_is_no_news(office: Office) -> None:
    subscribed(office, {"注册地": "邻区", "纳税地": "邻区"})
    change(office, content_hash="changed")
    assert send(office) == 0
    subscribed(office)
    change(office, content_hash="changed again", effective_until=date(2026, 11, 1))
    assert send(office) == 0


def test_a_policy_that_begins_later_is_news_already(office: Office) -> None:
    subscribed(office)
    change(office, content_hash="next year", effective_from=date(2027, 1, 1))
    assert send(office) == 1


def test_unsubscribing_deletes_what_was_kept(office: Office) -> None:
    token = subscribed(office)
    office.do(subscriptions.unsubscribe, f" {token.lower()} ")
    with office.database.read() as session:
        assert session.scalars(select(Subscription)).all() == []
    change(office, content_hash="changed")
    assert send(office) == 0
    with pytest.raises(AccessRefused):
        office.do(subscriptions.unsubscribe, token)


def test_a_follower_who_leaves_is_forgotten(office: Office) -> None:
    subscribed(office)
    subscribed(office)
    with office.database.begin() as session:
        assert subscriptions.forget(session, "c-1") == 2
        assert subscriptions.forget(session, "c-1") == 0


@pytest.mark.parametrize("given", [{"规模": ""}, {"心情": "好"}])
def test_a_subscription_needs_readable_attributes(office: Office, given: dict[str, object]) -> None:
    with pytest.raises(InvalidAttribute):
        subscribed(office, given)
