"""The exam set fits the starter knowledge it examines (docs/exam-set.md)."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge_base.database import Database
from knowledge_base.models import Entry, EntryStatus, EntryVersion, Jurisdiction

HERE = Path(__file__).parent
STYLES = {
    "plain",
    "colloquial",
    "situation",
    "elliptical",
    "typo",
    "dialect",
    "pinyin",
    "english",
    "long",
}
KINDS = {"chit-chat", "other-domain", "near-scope"}


def rows(name: str) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in (HERE / name).read_bytes().splitlines()]


def bare(text: str) -> str:
    """Letters and digits only: what counts when two questions are compared."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(char for char in folded if unicodedata.category(char)[0] in "LN")


QUESTIONS = [
    row
    for name in ("questions", "studied_questions", "unseen", "unseen_c", "unseen_d")
    for row in rows(f"{name}.jsonl")
]
OUT_OF_SCOPE = [
    row
    for prefix in ("", "studied_", "unseen_", "unseen_c_", "unseen_d_")
    for row in rows(f"{prefix}out_of_scope.jsonl")
]


@pytest.fixture(scope="module")
def session(starter: Database) -> Iterator[Session]:
    with starter.read() as reading:
        yield reading


@pytest.fixture(scope="module")
def published(session: Session) -> dict[str, EntryVersion]:
    """Published versions by the key of their entry."""
    statement = (
        select(Entry, EntryVersion)
        .join(EntryVersion, EntryVersion.entry_id == Entry.id)
        .where(EntryVersion.status == EntryStatus.PUBLISHED)
    )
    return {entry.key: version for entry, version in session.execute(statement)}


def test_the_set_is_large_and_varied() -> None:
    styles = Counter(row["style"] for row in QUESTIONS)
    kinds = Counter(row["kind"] for row in OUT_OF_SCOPE)
    assert len(QUESTIONS) >= 460
    assert set(styles) == STYLES
    assert len(OUT_OF_SCOPE) >= 200
    assert set(kinds) == KINDS
    assert kinds["near-scope"] >= 100
    assert kinds["chit-chat"] + kinds["other-domain"] >= 60


def test_nothing_is_asked_twice() -> None:
    asked = Counter(bare(row["question"]) for row in [*QUESTIONS, *OUT_OF_SCOPE])
    assert [text for text, times in asked.items() if times > 1] == []


def test_every_key_is_a_published_entry(published: dict[str, EntryVersion]) -> None:
    missing = {key for row in QUESTIONS for key in row["keys"] if key not in published}
    assert missing == set()


def test_every_place_exists(session: Session) -> None:
    places = {row["jurisdiction"] for row in QUESTIONS if "jurisdiction" in row}
    assert places <= set(session.scalars(select(Jurisdiction.code)))


def test_no_question_stands_in_the_knowledge(published: dict[str, EntryVersion]) -> None:
    known = {
        bare(text)
        for version in published.values()
        for text in [version.question, *version.similar_questions]
    }
    copied = [
        row["question"] for row in [*QUESTIONS, *OUT_OF_SCOPE] if bare(row["question"]) in known
    ]
    assert copied == []


def test_what_is_asked_of_the_past_was_in_force_then(published: dict[str, EntryVersion]) -> None:
    for row in QUESTIONS:
        if "as_of" not in row:
            continue
        day = date.fromisoformat(row["as_of"])
        for key in row["keys"]:
            version = published[key]
            assert version.valid_from is None or version.valid_from <= day, row["question"]
            assert version.valid_until is None or day <= version.valid_until, row["question"]
