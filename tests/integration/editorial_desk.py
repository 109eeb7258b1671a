"""A district small enough to read, and the people who work on its entries."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge_base.database import Base, Database
from knowledge_base.drafts import EntryDraft, SourceDraft, entry_id
from knowledge_base.editorial import Actor, Role, approve, publish, save_draft, submit
from knowledge_base.models import (
    Entry,
    EntryStatus,
    IndexChange,
    Jurisdiction,
    Level,
    Organisation,
    ReviewStage,
    SourceKind,
)
from knowledge_base.published import PublishedEntry, load_published

LAW = SourceDraft(SourceKind.LAW, "居住登记办法", "示府〔2024〕9号", "第五条")
ALL_STAGES = (ReviewStage.FIRST, ReviewStage.SECOND, ReviewStage.FINAL, ReviewStage.SECRECY)
REVIEWERS = {
    ReviewStage.FIRST: Actor("first", frozenset({Role.FIRST_REVIEWER}), "gafj"),
    ReviewStage.SECOND: Actor("second", frozenset({Role.SECOND_REVIEWER}), "gafj"),
    ReviewStage.FINAL: Actor("final", frozenset({Role.FINAL_REVIEWER})),
    ReviewStage.SECRECY: Actor("secrecy", frozenset({Role.SECRECY_REVIEWER})),
}
EDITOR = Actor("editor", frozenset({Role.EDITOR}), "gafj")
PUBLISHER = Actor("publisher", frozenset({Role.PUBLISHER}))
CHIEF = Actor("chief", frozenset(Role))


def draft(key: str = "card", **changes: Any) -> EntryDraft:
    content: dict[str, Any] = {
        "question": "居住证怎么办理",
        "answer": "请带身份证到派出所办理。",
        "jurisdiction": "sf",
        "organisation": "gafj",
        "sources": (LAW,),
    }
    return EntryDraft(key=key, **(content | changes))


@dataclass(frozen=True)
class Desk:
    """One database and what tests keep doing with it."""

    database: Database

    @contextmanager
    def work(self) -> Iterator[Session]:
        with self.database.begin() as session:
            yield session

    def save(self, key: str = "card", author: str = "editor", **changes: Any) -> str:
        with self.work() as session:
            return save_draft(session, draft(key, **changes), author).entry_id

    def submit(self, identifier: str, number: int = 1, note: str | None = None) -> None:
        with self.work() as session:
            submit(session, EDITOR, identifier, number, note)

    def approve(self, identifier: str, stage: ReviewStage, number: int = 1) -> None:
        with self.work() as session:
            approve(session, REVIEWERS[stage], identifier, number, stage)

    def review_all(self, identifier: str, number: int = 1) -> None:
        self.submit(identifier, number)
        for stage in ALL_STAGES:
            self.approve(identifier, stage, number)

    def publish(self, identifier: str, number: int = 1) -> None:
        with self.work() as session:
            publish(session, PUBLISHER, identifier, number)

    def published(self, key: str = "card", **changes: Any) -> str:
        """Save, review and publish the next version of an entry."""
        with self.work() as session:
            saved = save_draft(session, draft(key, **changes), "editor")
        self.review_all(saved.entry_id, saved.number)
        self.publish(saved.entry_id, saved.number)
        return saved.entry_id

    def changes(self) -> list[str]:
        """Entries in the order the indexes were told of them."""
        with self.database.read() as session:
            return list(session.scalars(select(IndexChange.entry_id).order_by(IndexChange.pk)))


def open_desk(url: str) -> Desk:
    database = Database(url)
    Base.metadata.create_all(database.engine)
    with database.begin() as session:
        session.add(Jurisdiction(code="sf", name="示范区", level=Level.DISTRICT))
        session.flush()
        session.add(
            Jurisdiction(code="sf-nh", name="南湖街道", level=Level.STREET, parent_code="sf")
        )
        session.flush()
        for code, name, place in (
            ("gafj", "公安分局", "sf"),
            ("mzj", "民政局", "sf"),
            ("nh", "南湖街道办事处", "sf-nh"),
        ):
            session.add(Organisation(code=code, name=name, jurisdiction_code=place))
    return Desk(database)


def of(key: str) -> str:
    return entry_id(key)


def status(desk: Desk, identifier: str, number: int = 1) -> EntryStatus:
    with desk.database.read() as session:
        return session.get_one(Entry, identifier).version(number).status


def live(desk: Desk) -> dict[str, PublishedEntry]:
    with desk.database.read() as session:
        return {entry.id: entry for entry in load_published(session)}
