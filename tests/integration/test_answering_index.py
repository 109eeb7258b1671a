"""Answers follow what is published, through an index that may be old, shared or damaged."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from knowledge_base.answering import Answering, Decision
from knowledge_base.database import Database
from knowledge_base.retrieval import index
from tests.integration.answering_desk import (
    EVERYTHING,
    LIBRARY,
    PERMIT,
    answering,
    best,
    knowing_everything,
    make_database,
    publish,
    withdraw,
)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = make_database(tmp_path)
    yield made
    made.close()


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answering]:
    with knowing_everything(tmp_path_factory.mktemp("knowledge")) as opened:
        yield opened


def test_follows_what_is_published_changed_and_withdrawn(
    database: Database, tmp_path: Path
) -> None:
    publish(database, "permit", PERMIT)
    with answering(database, tmp_path / "index") as asked:
        publish(database, "library", EVERYTHING["library"])
        assert asked.refresh() == 1
        assert asked.refresh() == 0
        assert best(asked, "区图书馆几点开门") == "library"
        publish(database, "library", EVERYTHING["library"] | {"answer": "闭馆装修。"})
        asked.refresh()
        assert asked.ask("区图书馆几点开门")[0].matches[0].entry.answer == "闭馆装修。"
        withdraw(database, "library")
        asked.refresh()
        assert best(asked, "区图书馆几点开门") != "library"


def test_opens_a_current_index_without_the_entries(database: Database, tmp_path: Path) -> None:
    publish(database, "permit", PERMIT)
    with answering(database, tmp_path / "index"):
        pass
    built = {path.name for path in (tmp_path / "index").iterdir()}
    with answering(database, tmp_path / "index") as asked:
        assert {path.name for path in (tmp_path / "index").iterdir()} == built
        assert best(asked, "居住证怎么办理") == "permit"
        publish(database, "library", EVERYTHING["library"])
    with answering(database, tmp_path / "index") as asked:
        assert best(asked, "区图书馆几点开门") == "library"


def test_a_database_put_back_from_a_copy_is_indexed_anew(
    database: Database, tmp_path: Path
) -> None:
    """Even where it has gone on to a change of the same number since."""
    publish(database, "permit", PERMIT)
    (copies := tmp_path / "copies").mkdir()
    with closing(sqlite3.connect(str(database.url.database))) as source:
        with closing(sqlite3.connect(copies / "wenzheng.db")) as target:
            source.backup(target)
    publish(database, "library", EVERYTHING["library"])
    with answering(database, tmp_path / "index") as asked:
        assert best(asked, "区图书馆几点开门") == "library"
    put_back = Database(f"sqlite:///{copies / 'wenzheng.db'}")
    with answering(put_back, tmp_path / "index") as asked:
        assert best(asked, "区图书馆几点开门") != "library"
    with answering(database, tmp_path / "index"):
        pass
    publish(put_back, "library", EVERYTHING["library"] | {"answer": "闭馆装修。"})
    with answering(put_back, tmp_path / "index") as asked:
        assert asked.ask("区图书馆几点开门")[0].matches[0].entry.answer == "闭馆装修。"
    put_back.close()


def test_two_processes_may_share_an_index(database: Database, tmp_path: Path) -> None:
    publish(database, "permit", PERMIT)
    with (
        answering(database, tmp_path / "index") as one,
        answering(database, tmp_path / "index") as other,
    ):
        publish(database, "library", EVERYTHING["library"])
        assert one.refresh() == 1
        assert other.refresh() == 1
        assert best(one, "区图书馆几点开门") == best(other, "区图书馆几点开门") == "library"


def test_a_damaged_index_is_built_again(database: Database, tmp_path: Path) -> None:
    publish(database, "permit", PERMIT)
    with answering(database, tmp_path / "index"):
        pass
    (tmp_path / "index" / "meta.json").write_text("{")
    with answering(database, tmp_path / "index") as asked:
        assert best(asked, "居住证怎么办理") == "permit"


def test_what_was_warmed_is_not_answered_from_when_it_changes(
    database: Database, tmp_path: Path
) -> None:
    publish(database, "permit", PERMIT)
    with answering(database, tmp_path / "index") as asked:
        asked.warm()
        assert asked.ask("居住证怎么办理？")[0].decision is Decision.ANSWER
        publish(
            database, "permit", PERMIT | {"question": "犬只怎么登记？", "similar_questions": []}
        )
        asked.refresh()
        assert asked.ask("犬只怎么登记？")[0].decision is Decision.ANSWER
        assert asked.ask("居住证去哪儿弄")[0].decision is not Decision.ANSWER


@pytest.mark.parametrize("read", [1, 20, 200])
def test_a_search_that_may_not_read_everything_goes_by_the_rare_words(
    asked: Answering, read: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "MAX_READ", read)
    assert best(asked, "居住证要钱吗") == "fee"
    assert best(asked, "区图书馆几点开门") == "library"
    assert asked.ask("公租房怎么申请")[0].decision is Decision.ANSWER


def test_questions_are_answered_while_others_publish(database: Database, tmp_path: Path) -> None:
    for entry_id, content in EVERYTHING.items():
        publish(database, entry_id, content)
    with answering(database, tmp_path / "index") as asked, ThreadPoolExecutor(4) as pool:
        warming = pool.submit(asked.warm)
        asking = [
            pool.submit(asked.ask, str(content["question"]))
            for _ in range(40)
            for content in EVERYTHING.values()
        ]
        for number in range(10):
            publish(database, "library", LIBRARY | {"answer": f"第{number}版"})
            assert asked.refresh() == 1
        warming.result()
        assert {future.result()[0].decision for future in asking} == {Decision.ANSWER}
        assert asked.ask("区图书馆几点开门")[0].matches[0].entry.answer == "第9版"
