"""A sentence encoder is read from its directory, as model hubs lay it out."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import orjson
import pytest

from knowledge_base.errors import UnusableEncoder
from knowledge_base.retrieval.encoder import Encoder, load_encoder
from tests.support.encoder import MEANINGS, tiny_encoder


@pytest.fixture(scope="module")
def encoder_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_encoder(tmp_path_factory.mktemp("encoder"), MEANINGS)


def test_vectors_have_length_one_and_do_not_depend_on_their_batch(encoder_model: Path) -> None:
    encoder = load_encoder(encoder_model)
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


def with_config(folder: Path, name: str, config: object) -> Path:
    """An encoder whose directory holds one more file, as on model hubs."""
    tiny_encoder(folder, MEANINGS)
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(orjson.dumps(config))
    return folder


@pytest.mark.parametrize("name", ["model.onnx", "model_quantized.onnx"])
def test_the_model_may_lie_where_hubs_put_it(
    encoder_model: Path, tmp_path: Path, name: str
) -> None:
    (tiny_encoder(tmp_path, MEANINGS) / "onnx").mkdir()
    (tmp_path / "model.onnx").rename(tmp_path / "onnx" / name)
    assert load_encoder(tmp_path).version == load_encoder(encoder_model).version


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
    encoder_model: Path, tmp_path: Path, said: dict[str, object]
) -> None:
    encoder = load_encoder(with_config(tmp_path, "1_Pooling/config.json", said))
    both, first = encoder.encode(["图公", "图"])
    assert both @ first == pytest.approx(1.0)
    assert encoder.version != load_encoder(encoder_model).version


@pytest.mark.parametrize(
    "said", [{"pooling_mode_mean_tokens": True, "include_prompt": True}, {"pooling_mode": "mean"}]
)
def test_a_directory_that_asks_for_the_mean(
    encoder_model: Path, tmp_path: Path, said: dict[str, object]
) -> None:
    encoder = load_encoder(with_config(tmp_path, "1_Pooling/config.json", said))
    assert encoder.version == load_encoder(encoder_model).version


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
        load_encoder(with_config(tmp_path, "1_Pooling/config.json", said))


def test_texts_begin_as_the_model_was_trained(encoder_model: Path, tmp_path: Path) -> None:
    prompts = {"prompts": {"query": "公", "other": "租"}, "default_prompt_name": "query"}
    prompted = load_encoder(
        with_config(tmp_path / "one", "config_sentence_transformers.json", prompts)
    )
    plain = load_encoder(encoder_model)
    assert prompted.encode(["图"])[0] == pytest.approx(plain.encode(["公图"])[0])
    assert prompted.version != plain.version
    unused = {"prompts": {"query": "公"}, "default_prompt_name": None}
    silent = load_encoder(
        with_config(tmp_path / "two", "config_sentence_transformers.json", unused)
    )
    assert silent.version == plain.version


def test_weights_beside_the_model_are_part_of_its_version(
    encoder_model: Path, tmp_path: Path
) -> None:
    (tiny_encoder(tmp_path, MEANINGS) / "model.onnx_data").write_bytes(b"trained again")
    assert load_encoder(tmp_path).version != load_encoder(encoder_model).version


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
    encoder_model: Path, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(UnusableEncoder, match=rf"{package}.*requirements/encoder\.txt"):
        load_encoder(encoder_model)


def test_one_encoder_is_told_from_another(encoder_model: Path, tmp_path: Path) -> None:
    other = load_encoder(tiny_encoder(tmp_path, ("图书",)))
    assert isinstance(other, Encoder)
    assert (
        load_encoder(encoder_model).version == load_encoder(encoder_model).version != other.version
    )
