"""An optional sentence encoder: an ONNX model in a directory turns texts into vectors.

None comes with the product and none is needed. onnxruntime and tokenizers are installed only
where one is configured (requirements/encoder.txt) and imported only then.
"""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from knowledge_base.errors import UnusableEncoder
from knowledge_base.retrieval.vocabulary import Floats

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

MODEL, TOKENIZER = "model.onnx", "tokenizer.json"
"""The files of a directory; external weights lie beside the model as the model names them."""
MAX_TOKENS = 128
"""Of a longer text only the beginning is encoded: a question is seldom half as long."""
BATCH = 64
"""Texts encoded at a time."""
SENTENCE = "sentence_embedding"
"""Name of an output that is pooled already; of other models the first output is."""
INPUTS = frozenset({"input_ids", "attention_mask", "token_type_ids"})
"""What a model may want to be given."""


class Encoder:
    """Turns texts into vectors of length one. Safe to share between threads."""

    def __init__(self, session: InferenceSession, tokenizer: Tokenizer, version: str) -> None:
        """Take over an open model.

        Args:
            session: the model.
            tokenizer: takes texts apart, cut and padded as the model wants them.
            version: names the files both were read from.
        """
        self._session = session
        self._tokenizer = tokenizer
        self._wanted = [given.name for given in session.get_inputs()]
        names = [output.name for output in session.get_outputs()]
        self._output = SENTENCE if SENTENCE in names else names[0]
        self.version = version

    def encode(self, texts: Sequence[str]) -> Floats:
        """Vectors of texts.

        Returns:
            (texts, dimensions), each of length one; a text without a token is all zeros.
        """
        # Texts of like length together: a batch is padded to its longest.
        order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
        parts = [self._encode([texts[n] for n in batch]) for batch in _batches(order)]
        if not parts:
            return np.zeros((0, 0), np.float32)
        vectors = np.concatenate(parts)
        result = np.empty_like(vectors)
        result[order] = vectors
        return result

    def _encode(self, texts: Sequence[str]) -> Floats:
        taken_apart = self._tokenizer.encode_batch(list(texts))
        mask = np.array([text.attention_mask for text in taken_apart], np.int64)
        given = {
            "input_ids": np.array([text.ids for text in taken_apart], np.int64),
            "attention_mask": mask,
            "token_type_ids": np.array([text.type_ids for text in taken_apart], np.int64),
        }
        if not mask.any():
            mask = np.ones_like(mask)
        (raw,) = self._session.run([self._output], {name: given[name] for name in self._wanted})
        states = np.asarray(raw, np.float32)
        return _normalised(states if states.ndim == 2 else _mean(states, mask))


def load_encoder(directory: Path) -> Encoder:
    """Read an encoder.

    Args:
        directory: holds model.onnx and tokenizer.json.

    Raises:
        UnusableEncoder: a file or a package is missing, or the model is no sentence encoder.
    """
    for name in (MODEL, TOKENIZER):
        if not (directory / name).is_file():
            raise UnusableEncoder(f"{directory}: no {name} (setting encoder_dir)")
    runtime, tokenizers = _package("onnxruntime"), _package("tokenizers")
    try:
        session = _session(runtime, directory / MODEL)
        tokenizer = _tokenizer(tokenizers, directory / TOKENIZER)
    except Exception as error:  # neither library has an error class of its own to catch
        raise UnusableEncoder(f"{directory}: {error}") from error
    wanted = {given.name for given in session.get_inputs()}
    if "input_ids" not in wanted or not wanted <= INPUTS:
        raise UnusableEncoder(f"{directory}: the model wants {', '.join(sorted(wanted))}")
    encoder = Encoder(session, tokenizer, _version(directory))
    try:
        vectors = encoder.encode(["居住证", "how to apply for a permit"])
    except Exception as error:  # the runtime's errors share no class but this
        raise UnusableEncoder(f"{directory}: the model does not run: {error}") from error
    if vectors.ndim != 2 or not np.isfinite(vectors).all():
        raise UnusableEncoder(f"{directory}: the model gives no vectors of texts")
    return encoder


def _package(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise UnusableEncoder(
            f"encoder_dir is set, but the package {name} is missing: install "
            "requirements/encoder.txt, or leave the setting out"
        ) from error


def _session(runtime: Any, path: Path) -> InferenceSession:
    options = runtime.SessionOptions()
    options.intra_op_num_threads = 1  # a turn must not take every core from the other turns
    options.log_severity_level = 3
    session: InferenceSession = runtime.InferenceSession(
        str(path), options, providers=["CPUExecutionProvider"]
    )
    return session


def _tokenizer(tokenizers: Any, path: Path) -> Tokenizer:
    tokenizer: Tokenizer = tokenizers.Tokenizer.from_file(str(path))
    tokenizer.enable_truncation(MAX_TOKENS)
    padding = tokenizer.padding or {}
    tokenizer.enable_padding(
        pad_id=padding.get("pad_id", 0), pad_token=padding.get("pad_token", "[PAD]")
    )
    return tokenizer


def _version(directory: Path) -> str:
    state = hashlib.blake2b(digest_size=8)
    for name in (MODEL, TOKENIZER):
        with (directory / name).open("rb") as file:
            while block := file.read(1 << 20):
                state.update(block)
    return state.hexdigest()


def _batches(order: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(order), BATCH):
        yield order[start : start + BATCH]


def _mean(states: Floats, mask: Any) -> Floats:
    """Mean of the states of the tokens that are no padding."""
    counted = mask[:, :, None].astype(np.float32)
    return np.asarray((states * counted).sum(axis=1) / np.maximum(counted.sum(axis=1), 1))


def _normalised(vectors: Floats) -> Floats:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), np.float32)
