"""A small district whose entries are published, and somebody who asks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from knowledge_base.answering import Answering
from knowledge_base.database import Base, Database
from knowledge_base.models import (
    Aspect,
    Entry,
    EntryStatus,
    EntryVersion,
    IndexChange,
    Jurisdiction,
    Level,
)

PERMIT = {
    "question": "居住证怎么办理？",
    "similar_questions": ["居住证去哪儿弄", "办暂住证的手续"],
    "answer": "到居住地派出所或者社区服务站申领居住证，受理之后十五日内发证。",
    "topic": "居住证",
    "aspect": Aspect.PROCESS,
}
PERMIT_MATERIALS = {
    "question": "办理居住证需要哪些材料？",
    "similar_questions": ["办居住证带什么东西"],
    "answer": "本人居民身份证、一张近照，以及居住地住址证明、就业证明或者就读证明之一。",
    "topic": "居住证",
    "aspect": Aspect.MATERIALS,
}
PERMIT_FEE = {
    "question": "办理居住证收费吗？",
    "similar_questions": ["居住证要不要钱"],
    "answer": "首次申领居住证免收工本费。",
    "topic": "居住证",
    "aspect": Aspect.FEE,
}
HOUSING = {
    "question": "公租房怎么申请？",
    "similar_questions": ["想申请公家的房子住"],
    "answer": "向户籍所在地街道提出公共租赁住房申请，经审核公示之后轮候。",
    "topic": "公租房",
    "aspect": Aspect.PROCESS,
}
FUND = {
    "question": "租房怎么提取公积金？",
    "similar_questions": ["公积金能取出来付房租吗"],
    "negative_questions": ["买房怎么提取公积金"],
    "answer": "无自有住房的职工可以凭无房证明提取住房公积金支付房租。",
    "topic": "住房公积金",
    "aspect": Aspect.PROCESS,
}
LIBRARY = {
    "question": "区图书馆几点开门？",
    "similar_questions": ["图书馆周一开吗"],
    "answer": "周二至周日9:00至21:00开放，周一闭馆。",
    "topic": "图书馆",
    "aspect": Aspect.HOURS,
}
EVERYTHING = {
    "permit": PERMIT,
    "materials": PERMIT_MATERIALS,
    "fee": PERMIT_FEE,
    "housing": HOUSING,
    "fund": FUND,
    "library": LIBRARY,
}


def make_database(folder: Path) -> Database:
    """An empty district with a street."""
    database = Database(f"sqlite:///{folder / 'knowledge.db'}")
    Base.metadata.create_all(database.engine)
    with database.begin() as session:
        session.add(Jurisdiction(code="sf", name="示范区", level=Level.DISTRICT))
        session.flush()
        for code in ("sf-nh", "sf-ch"):
            session.add(Jurisdiction(code=code, name=code, level=Level.STREET, parent_code="sf"))
    return database


def publish(database: Database, entry_id: str, content: dict[str, Any], **facts: Any) -> None:
    """Publish a first or a new version, and say so in the log that indexes follow."""
    with database.begin() as session:
        entry = session.get(Entry, entry_id)
        if entry is None:
            entry = Entry(
                id=entry_id,
                key=entry_id,
                jurisdiction_code=facts.get("jurisdiction", "sf"),
                language=facts.get("language", "zh"),
                superseded_by=facts.get("superseded_by"),
            )
            session.add(entry)
            session.flush()
        entry.published_number = (entry.published_number or 0) + 1
        session.add(_version(entry, content, facts))
        session.add(IndexChange(entry_id=entry_id))


def _version(entry: Entry, content: dict[str, Any], facts: dict[str, Any]) -> EntryVersion:
    lists = (
        *("similar_questions", "negative_questions", "keywords", "links"),
        *("audience", "life_stages"),
    )
    return EntryVersion(
        entry_id=entry.id,
        number=entry.published_number,
        status=EntryStatus.PUBLISHED,
        content_hash="-",
        author="test",
        valid_from=facts.get("valid_from"),
        valid_until=facts.get("valid_until"),
        **{"aspect": Aspect.GENERAL} | {name: [] for name in lists} | content,
    )


def withdraw(database: Database, entry_id: str) -> None:
    """Take an entry out of answering."""
    with database.begin() as session:
        entry = session.get(Entry, entry_id)
        assert entry is not None
        entry.published_number = None
        session.add(IndexChange(entry_id=entry_id))


@contextmanager
def answering(database: Database, index_dir: Path | None = None) -> Iterator[Answering]:
    """The product over a database."""
    asked = Answering(database, index_dir)
    asked.open()
    try:
        yield asked
    finally:
        asked.close()


LONG_AGO = date(2019, 12, 31)


@contextmanager
def knowing_everything(folder: Path) -> Iterator[Answering]:
    """Answers from all of `EVERYTHING`, with an index in memory."""
    made = make_database(folder)
    for entry_id, content in EVERYTHING.items():
        publish(made, entry_id, content)
    with answering(made) as opened:
        yield opened
    made.close()


def best(asked: Answering, text: str, **context: object) -> str | None:
    finding = asked.ask(text, **context)[0]
    return finding.matches[0].entry.id if finding.matches else None
