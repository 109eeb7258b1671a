"""The product over any corpus, in a database of its own that goes away."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from knowledge_base.answering import Answering
from knowledge_base.database import Base, Database
from knowledge_base.models import (
    Aspect,
    Entry,
    EntryStatus,
    EntryVersion,
    Jurisdiction,
    Level,
)
from knowledge_base.retrieval.vector_cache import VectorCache

PLACE = "exam"
"""Jurisdiction of the entries."""
CHUNK = 10_000
"""Rows written at a time."""


@contextmanager
def throwaway(
    corpus: Iterable[Mapping[str, Any]],
    *,
    scorer_path: Path | None = None,
    vectors: VectorCache | None = None,
) -> Iterator[Answering]:
    """The product over a corpus, in a database and an index of its own."""
    with tempfile.TemporaryDirectory(prefix="exam-") as folder:
        database = Database(f"sqlite:///{Path(folder) / 'exam.db'}")
        Base.metadata.create_all(database.engine)
        publish(database, corpus)
        index = Path(folder) / "index"
        answering = Answering(database, index, scorer_path=scorer_path, vectors=vectors)
        answering.open()
        answering.warm()
        try:
            yield answering
        finally:
            answering.close()
            database.close()


def publish(database: Database, corpus: Iterable[Mapping[str, Any]]) -> None:
    """Write a corpus as published entries of one place. The same id again is no other entry.

    Args:
        database: with its tables made.
        corpus: may be a generator; it is read `CHUNK` rows at a time.
    """
    seen: set[str] = set()
    rows = iter(corpus)
    with database.begin() as session:
        session.add(Jurisdiction(code=PLACE, name=PLACE, level=Level.DISTRICT))
        session.flush()
        while chunk := list(islice(rows, CHUNK)):
            new = {i: row for row in chunk if (i := str(row["id"])) not in seen}
            seen |= new.keys()
            if new:
                session.execute(insert(Entry), [_entry(identifier) for identifier in new])
                session.execute(insert(EntryVersion), [_version(*item) for item in new.items()])


def _entry(identifier: str) -> dict[str, Any]:
    return {"id": identifier, "key": identifier, "jurisdiction_code": PLACE, "published_number": 1}


def _version(identifier: str, row: Mapping[str, Any]) -> dict[str, Any]:
    lists = ("negative_questions", "keywords", "links", "audience", "life_stages")
    return {
        "entry_id": identifier,
        "number": 1,
        "status": EntryStatus.PUBLISHED,
        "question": row.get("question") or "",
        "similar_questions": list(row.get("similar") or ()),
        "answer": row.get("answer") or "",
        "aspect": Aspect(row.get("aspect") or Aspect.GENERAL),
        "topic": row.get("topic"),
        "content_hash": identifier,
        "author": PLACE,
        **{name: [] for name in lists},
    }
