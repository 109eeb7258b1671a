"""Where the citizen is: known from the page, from the words, or asked for; and next steps."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy import select

from actions.nearest import ActionBeginNearest
from actions.next_steps import NextSteps
from actions.references import NEAR
from actions.subjects import Subjects
from bot.wording import Wording
from knowledge_base.answering import Answering, Decision, Finding, Match
from knowledge_base.database import Database
from knowledge_base.lookup import Lookup, lookup_of
from knowledge_base.models import CatalogItem, Entry, Guide
from tests.integration.lookup_desk import PERMIT_NAME, small_town


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = small_town(tmp_path_factory.mktemp("nearest"))
    yield database
    database.close()


@pytest.fixture(scope="module")
def answering(database: Database) -> Iterator[Answering]:
    answering = Answering(database, None)
    answering.open()
    yield answering
    answering.close()


@pytest.fixture(scope="module")
def lookup(database: Database) -> Lookup:
    return lookup_of(database)


def begun(
    answering: Answering, lookup: Lookup, text: str, **metadata: Any
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Events and messages of the beginning."""
    message = {"intent": {"name": "nearest"}, "text": text, "entities": [], "metadata": metadata}
    dispatcher = CollectingDispatcher()
    action = ActionBeginNearest(Subjects(answering, lookup), lookup)
    tracker = Tracker("near", {}, message, [], False, None, {}, None)
    return asyncio.run(action.run(dispatcher, tracker, {})), dispatcher.messages


def test_the_page_says_where(answering: Answering, lookup: Lookup) -> None:
    events, messages = begun(answering, lookup, "家门口", jurisdiction="sf-nh-cy")
    assert [(event["name"], event["value"]) for event in events] == [
        ("topic", "翠园社区便民服务点"),
        ("last_entry", None),
    ]
    assert messages[0]["custom"] == {NEAR: {"place": "sf-nh-cy", "guide": None}}


def test_the_words_say_it_better(answering: Answering, lookup: Lookup) -> None:
    _, messages = begun(answering, lookup, "我在城河街道", jurisdiction="sf-nh-cy")
    assert messages[0]["custom"][NEAR]["place"] == "sf-ch"


@pytest.mark.parametrize("page", [None, "sf", "nowhere"])
def test_elsewhere_it_is_asked(answering: Answering, lookup: Lookup, page: str | None) -> None:
    events, messages = begun(answering, lookup, "家门口", jurisdiction=page)
    assert messages == []
    assert events[-1]["name"] == "nearest_form"


def choices(lookup: Lookup, answering: Answering, entry_id: str, language: str) -> list[str]:
    entry = answering.entry(entry_id)
    assert entry is not None
    found = Finding("?", Decision.ANSWER, (Match(entry, 1.0),), "chosen")
    steps = NextSteps(lookup, Wording().say).after([found], language)
    return [choice.value for choice in steps.choices] if steps else []


def entry_of(database: Database, key: str) -> str:
    with database.read() as session:
        return session.scalars(select(Entry.id).where(Entry.key == key)).one()


def test_an_answer_of_a_guide_leads_to_its_cases(
    lookup: Lookup, answering: Answering, database: Database
) -> None:
    with database.read() as session:
        guide = session.scalars(select(Guide).where(Guide.name == PERMIT_NAME)).one()
    offered = choices(lookup, answering, entry_of(database, f"{guide.key}:fee"), "zh")
    assert offered == [f"guide:{guide.id}", f"nearest:{guide.id}"]


def test_what_is_given_on_request_leads_to_the_application(
    lookup: Lookup, answering: Answering, database: Database
) -> None:
    with database.read() as session:
        item = session.scalars(select(CatalogItem).where(CatalogItem.on_request)).one()
        other = session.scalars(select(CatalogItem).where(~CatalogItem.on_request)).first()
    assert other is not None
    offered = choices(lookup, answering, entry_of(database, f"{item.key}:body"), "zh")
    assert offered[0] == "apply_disclosure"
    assert [value.partition(":")[0] for value in offered[1:]] == ["choose"] * 3
    assert "apply_disclosure" not in choices(
        lookup, answering, entry_of(database, f"{other.key}:body"), "en"
    )


def test_nothing_is_offered_after_what_was_not_answered(lookup: Lookup) -> None:
    steps = NextSteps(lookup, Wording().say)
    assert steps.after([Finding("?", Decision.UNKNOWN, (), "nothing")], "zh") is None
    assert steps.after([], "zh") is None
