"""Answers with a sentence encoder beside the words: a real ONNX model, made on the spot."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from knowledge_base.answering import Answering, Decision
from knowledge_base.database import Database
from knowledge_base.retrieval.encoder import load_encoder
from knowledge_base.retrieval.vector_cache import VectorCache
from tests.integration.answering_desk import EVERYTHING, LIBRARY, make_database, publish, withdraw
from tests.support.encoder import MEANINGS, tiny_encoder

UNKNOWN_WORDS = "藏楼何时营业"
"""Shares no pair of characters with the library's wordings; the model knows what it means."""


@pytest.fixture(scope="module")
def encoder_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_encoder(tmp_path_factory.mktemp("encoder"), MEANINGS)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = make_database(tmp_path)
    for entry_id, content in EVERYTHING.items():
        publish(made, entry_id, content)
    yield made
    made.close()


class RecordingCache(VectorCache):
    """A cache that remembers what it had to have encoded."""

    def __init__(self, encoder_model: Path, directory: Path | None) -> None:
        encoder = load_encoder(encoder_model)
        self.encoded: list[str] = []
        encode = encoder.encode

        def watch(texts: Sequence[str]) -> np.ndarray:
            self.encoded += texts
            return encode(texts)

        encoder.encode = watch  # type: ignore[method-assign]
        super().__init__(encoder, directory)


@contextmanager
def with_encoder(
    database: Database, encoder_model: Path, folder: Path, scorer: Path | None = None
) -> Iterator[tuple[Answering, RecordingCache]]:
    vectors = RecordingCache(encoder_model, folder / "vectors")
    answering = Answering(database, folder / "index", vectors=vectors, scorer_path=scorer)
    answering.open()
    vectors.encoded.clear()
    yield answering, vectors
    answering.close()


def found(answering: Answering, text: str) -> list[str]:
    return [match.entry.id for match in answering.ask(text)[0].matches]


def stored_vectors(folder: Path) -> int:
    (file,) = (folder / "vectors").glob("vectors-*.db")
    with sqlite3.connect(file) as opened:
        return int(opened.execute("SELECT count(*) FROM vectors").fetchone()[0])


def test_finds_what_shares_no_word_but_does_not_answer_it_before_it_has_learned(
    database: Database, encoder_model: Path, tmp_path: Path
) -> None:
    with with_encoder(database, encoder_model, tmp_path) as (answering, _):
        finding = answering.ask(UNKNOWN_WORDS)[0]
    assert finding.matches[0].entry.id == "library"
    assert finding.decision not in {Decision.ANSWER, Decision.ANSWER_EXPIRED}


def test_what_words_answer_is_answered_just_as_surely(
    database: Database, encoder_model: Path, tmp_path: Path
) -> None:
    by_words = Answering(database, None)
    by_words.open()
    with with_encoder(database, encoder_model, tmp_path) as (answering, _):
        for content in EVERYTHING.values():
            text = str(content["question"])
            one, other = by_words.ask(text)[0], answering.ask(text)[0]
            assert one.matches[0].entry.id == other.matches[0].entry.id
            assert one.matches[0].probability == other.matches[0].probability
            assert one.decision is other.decision
    by_words.close()


def test_where_meaning_and_words_disagree_nothing_is_answered_at_once(
    database: Database, tmp_path: Path
) -> None:
    misleading = tiny_encoder(tmp_path / "misleading", ("居住证公租房", "图书馆收费带"))
    with with_encoder(database, misleading, tmp_path) as (answering, _):
        for text in ("居住证收费", "居住证要带什么材料", "公租房申请要什么条件"):
            finding = answering.ask(text)[0]
            if finding.matches[0].entry.id not in {"fee", "materials", "housing"}:
                assert finding.decision is not Decision.ANSWER


def test_a_publish_encodes_only_what_is_new(
    database: Database, encoder_model: Path, tmp_path: Path
) -> None:
    with with_encoder(database, encoder_model, tmp_path) as (answering, vectors):
        publish(database, "pool", {"question": "泳池几点营业？", "answer": "九点。"})
        assert answering.refresh() == 1
        assert vectors.encoded == ["泳池几点营业?"]
        publish(database, "library", LIBRARY | {"similar_questions": ["藏楼今天开门吗"]})
        assert answering.refresh() == 1
        assert vectors.encoded == ["泳池几点营业?", "藏楼今天开门吗"]
        assert "pool" in found(answering, "营业")
        withdraw(database, "library")
        answering.refresh()
        assert "library" not in found(answering, UNKNOWN_WORDS)
    before = stored_vectors(tmp_path)
    vectors = RecordingCache(encoder_model, tmp_path / "vectors")
    again = Answering(database, tmp_path / "index", vectors=vectors)
    again.open()
    assert vectors.encoded == []
    assert stored_vectors(tmp_path) == before
    again.close()


def test_a_question_it_must_not_answer_is_not_its_meaning(
    database: Database, encoder_model: Path, tmp_path: Path
) -> None:
    publish(
        database,
        "refusing",
        {"question": "办证", "negative_questions": ["藏楼营业"], "answer": "办。"},
    )
    with with_encoder(database, encoder_model, tmp_path) as (answering, _):
        finding = answering.ask("藏楼营业")[0]
    assert all(m.entry.id != "refusing" or m.probability < 0.05 for m in finding.matches)
    assert finding.matches[0].entry.id == "library"


def test_another_process_published_it(
    database: Database, encoder_model: Path, tmp_path: Path
) -> None:
    with (
        with_encoder(database, encoder_model, tmp_path) as (one, _),
        with_encoder(database, encoder_model, tmp_path) as (other, _),
    ):
        publish(database, "pool", {"question": "藏楼", "answer": "九点。"})
        assert one.refresh() == other.refresh() == 1
        assert found(one, "藏楼")[0] == found(other, "藏楼")[0] == "pool"


def test_nothing_published_is_not_an_error(encoder_model: Path, tmp_path: Path) -> None:
    empty = make_database(tmp_path)
    with with_encoder(empty, encoder_model, tmp_path) as (answering, _):
        assert answering.ask("居住证")[0].decision is Decision.UNKNOWN
    empty.close()
