"""A sentence encoder beside the words: a real ONNX model, made on the spot."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import orjson
import pytest
from answering_desk import EVERYTHING, LIBRARY, make_database, publish, withdraw

from knowledge_base.answering import Answering, Decision
from knowledge_base.database import Database
from knowledge_base.errors import UnusableEncoder
from knowledge_base.retrieval.encoder import Encoder, load_encoder
from knowledge_base.retrieval.vector_cache import VectorCache
from tests.support.encoder import tiny_encoder

MEANINGS = ("图书馆藏楼", "开门营业", "居住证", "公租房", "金钱费")
UNKNOWN_WORDS = "藏楼何时营业"
"""Shares no pair of characters with the library's wordings; the model knows what it means."""


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_encoder(tmp_path_factory.mktemp("encoder"), MEANINGS)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = make_database(tmp_path)
    for entry_id, content in EVERYTHING.items():
        publish(made, entry_id, content)
    yield made
    made.close()


class Watched(VectorCache):
    """A cache that remembers what it had to have encoded."""

    def __init__(self, model: Path, directory: Path | None) -> None:
        encoder = load_encoder(model)
        self.encoded: list[str] = []
        encode = encoder.encode

        def watch(texts: Sequence[str]) -> np.ndarray:
            self.encoded += texts
            return encode(texts)

        encoder.encode = watch  # type: ignore[method-assign]
        super().__init__(encoder, directory)


@contextmanager
def with_encoder(
    database: Database, model: Path, folder: Path, scorer: Path | None = None
) -> Iterator[tuple[Answering, Watched]]:
    vectors = Watched(model, folder / "vectors")
    answering = Answering(database, folder / "index", vectors=vectors, scorer_path=scorer)
    answering.open()
    vectors.encoded.clear()
    yield answering, vectors
    answering.close()


def found(answering: Answering, text: str) -> list[str]:
    return [match.entry.id for match in answering.ask(text)[0].matches]


def kept(folder: Path) -> int:
    (file,) = (folder / "vectors").glob("vectors-*.db")
    with sqlite3.connect(file) as opened:
        return int(opened.execute("SELECT count(*) FROM vectors").fetchone()[0])


def test_vectors_have_length_one_and_do_not_depend_on_their_batch(model: Path) -> None:
    encoder = load_encoder(model)
    texts = ["居住证", "图书馆几点开门营业，周一也开门吗", "公", "", "居住证" * 200]
    together = encoder.encode(texts)
    assert together.shape == (5, len(MEANINGS) + 1)
    for text, vector in zip(texts, together, strict=True):
        assert encoder.encode([text])[0] == pytest.approx(vector, abs=1e-6)
    assert np.linalg.norm(together[:3], axis=1) == pytest.approx(1.0)
    assert together[0] @ together[4] == pytest.approx(1.0)


def test_a_model_that_pools_by_itself_is_taken_at_its_word(tmp_path: Path) -> None:
    encoder = load_encoder(tiny_encoder(tmp_path, MEANINGS, pooled=True))
    first, second = encoder.encode(["图书馆", "藏楼"])
    assert first @ second == pytest.approx(1.0)


def told(folder: Path, name: str, said: object) -> Path:
    """An encoder whose directory says something more, as on model hubs."""
    tiny_encoder(folder, MEANINGS)
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(orjson.dumps(said))
    return folder


@pytest.mark.parametrize("name", ["model.onnx", "model_quantized.onnx"])
def test_the_model_may_lie_where_hubs_put_it(model: Path, tmp_path: Path, name: str) -> None:
    (tiny_encoder(tmp_path, MEANINGS) / "onnx").mkdir()
    (tmp_path / "model.onnx").rename(tmp_path / "onnx" / name)
    assert load_encoder(tmp_path).version == load_encoder(model).version


@pytest.mark.parametrize(
    "said",
    [
        {
            "pooling_mode_cls_token": True,
            "pooling_mode_mean_tokens": False,
            "include_prompt": True,
        },
        {"pooling_mode": "cls"},
        {"pooling_mode": ["cls"]},
    ],
)
def test_a_model_that_is_read_at_its_first_token(
    model: Path, tmp_path: Path, said: dict[str, object]
) -> None:
    encoder = load_encoder(told(tmp_path, "1_Pooling/config.json", said))
    both, first = encoder.encode(["图公", "图"])
    assert both @ first == pytest.approx(1.0)
    assert encoder.version != load_encoder(model).version


@pytest.mark.parametrize(
    "said", [{"pooling_mode_mean_tokens": True, "include_prompt": True}, {"pooling_mode": "mean"}]
)
def test_a_directory_that_asks_for_the_mean(
    model: Path, tmp_path: Path, said: dict[str, object]
) -> None:
    encoder = load_encoder(told(tmp_path, "1_Pooling/config.json", said))
    assert encoder.version == load_encoder(model).version


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"pooling_mode_lasttoken": True}, "lasttoken"),
        ({"pooling_mode": ["cls", "mean"]}, r"cls\+mean"),
        ([1], "1_Pooling"),
    ],
)
def test_pooling_that_is_not_known_is_refused(tmp_path: Path, said: object, complaint: str) -> None:
    with pytest.raises(UnusableEncoder, match=complaint):
        load_encoder(told(tmp_path, "1_Pooling/config.json", said))


def test_texts_begin_as_the_model_was_trained(model: Path, tmp_path: Path) -> None:
    prompts = {"prompts": {"query": "公", "other": "租"}, "default_prompt_name": "query"}
    prompted = load_encoder(told(tmp_path / "one", "config_sentence_transformers.json", prompts))
    plain = load_encoder(model)
    assert prompted.encode(["图"])[0] == pytest.approx(plain.encode(["公图"])[0])
    assert prompted.version != plain.version
    unused = {"prompts": {"query": "公"}, "default_prompt_name": None}
    silent = load_encoder(told(tmp_path / "two", "config_sentence_transformers.json", unused))
    assert silent.version == plain.version


def test_weights_beside_the_model_are_part_of_its_version(model: Path, tmp_path: Path) -> None:
    (tiny_encoder(tmp_path, MEANINGS) / "model.onnx_data").write_bytes(b"trained again")
    assert load_encoder(tmp_path).version != load_encoder(model).version


def test_finds_what_shares_no_word_but_does_not_answer_it_before_it_has_learned(
    database: Database, model: Path, tmp_path: Path
) -> None:
    with with_encoder(database, model, tmp_path) as (answering, _):
        finding = answering.ask(UNKNOWN_WORDS)[0]
    assert finding.matches[0].entry.id == "library"
    assert finding.decision not in {Decision.ANSWER, Decision.ANSWER_EXPIRED}


def test_what_words_answer_is_answered_just_as_surely(
    database: Database, model: Path, tmp_path: Path
) -> None:
    by_words = Answering(database, None)
    by_words.open()
    with with_encoder(database, model, tmp_path) as (answering, _):
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
    database: Database, model: Path, tmp_path: Path
) -> None:
    with with_encoder(database, model, tmp_path) as (answering, vectors):
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
    before = kept(tmp_path)
    vectors = Watched(model, tmp_path / "vectors")
    again = Answering(database, tmp_path / "index", vectors=vectors)
    again.open()
    assert vectors.encoded == []
    assert kept(tmp_path) == before
    again.close()


def test_a_question_it_must_not_answer_is_not_its_meaning(
    database: Database, model: Path, tmp_path: Path
) -> None:
    publish(
        database,
        "refusing",
        {"question": "办证", "negative_questions": ["藏楼营业"], "answer": "办。"},
    )
    with with_encoder(database, model, tmp_path) as (answering, _):
        finding = answering.ask("藏楼营业")[0]
    assert all(m.entry.id != "refusing" or m.probability < 0.05 for m in finding.matches)
    assert finding.matches[0].entry.id == "library"


def test_another_process_published_it(database: Database, model: Path, tmp_path: Path) -> None:
    with (
        with_encoder(database, model, tmp_path) as (one, _),
        with_encoder(database, model, tmp_path) as (other, _),
    ):
        publish(database, "pool", {"question": "藏楼", "answer": "九点。"})
        assert one.refresh() == other.refresh() == 1
        assert found(one, "藏楼")[0] == found(other, "藏楼")[0] == "pool"


def test_nothing_published_is_not_an_error(model: Path, tmp_path: Path) -> None:
    empty = make_database(tmp_path)
    with with_encoder(empty, model, tmp_path) as (answering, _):
        assert answering.ask("居住证")[0].decision is Decision.UNKNOWN
    empty.close()


def damaged(folder: Path, name: str, content: bytes | None) -> Path:
    tiny_encoder(folder, MEANINGS)
    if content is None:
        (folder / name).unlink()
    else:
        (folder / name).write_bytes(content)
    return folder


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("model.onnx", None),
        ("tokenizer.json", None),
        ("model.onnx", b"no model"),
        ("model.onnx", b""),
        ("tokenizer.json", b"{}"),
        ("tokenizer.json", b"\x00"),
    ],
)
def test_a_bad_directory_is_named(tmp_path: Path, name: str, content: bytes | None) -> None:
    with pytest.raises(UnusableEncoder, match=str(tmp_path)):
        load_encoder(damaged(tmp_path, name, content))


def test_a_directory_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnusableEncoder, match=r"no model\.onnx"):
        load_encoder(tmp_path / "nowhere")


@pytest.mark.parametrize("package", ["onnxruntime", "tokenizers"])
def test_missing_packages_are_named(
    model: Path, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(UnusableEncoder, match=rf"{package}.*requirements/encoder\.txt"):
        load_encoder(model)


def test_one_encoder_is_told_from_another(model: Path, tmp_path: Path) -> None:
    other = load_encoder(tiny_encoder(tmp_path, ("图书",)))
    assert isinstance(other, Encoder)
    assert load_encoder(model).version == load_encoder(model).version != other.version
