"""An optional sentence encoder: an ONNX model in a directory turns texts into vectors.

None comes with the product and none is needed. onnxruntime and tokenizers are installed only
where one is configured (requirements/encoder.txt) and imported only then.
"""

from __future__ import annotations

import hashlib
import importlib
import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson

from knowledge_base.errors import UnusableEncoder
from knowledge_base.retrieval.vocabulary import Floats

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

_log = logging.getLogger(__name__)

MODELS = ("model.onnx", "onnx/model.onnx", "onnx/model_quantized.onnx")
"""Where a directory may hold its model, the first that is there; external weights lie beside it
under its own name and more (model.onnx_data)."""
TOKENIZER = "tokenizer.json"
POOLING, PROMPTS = "1_Pooling/config.json", "config_sentence_transformers.json"
"""How sentence-transformers says what to make of a model's tokens, and what texts begin with."""
MEAN, FIRST = "mean", "cls"
"""The ways of pooling that are known: the mean of the tokens, or the first one alone."""
_OLDER = {"pooling_mode_mean_tokens": MEAN, "pooling_mode_cls_token": FIRST}
"""How older versions say so: true beside the name."""
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

    def __init__(
        self,
        session: InferenceSession,
        tokenizer: Tokenizer,
        version: str,
        *,
        pooling: str = MEAN,
        prompt: str = "",
    ) -> None:
        """Take over an open model.

        Args:
            session: the model.
            tokenizer: takes texts apart, cut and padded as the model wants them.
            version: names the files all this was read from.
            pooling: MEAN or FIRST, where the model does not pool by itself.
            prompt: what every text begins with for this model.
        """
        self._session = session
        self._tokenizer = tokenizer
        self._wanted = [given.name for given in session.get_inputs()]
        self._output = _output(session)
        self._pooling = pooling
        self._prompt = prompt
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
        taken_apart = self._tokenizer.encode_batch([self._prompt + text for text in texts])
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
        if states.ndim == 3:
            states = states[:, 0] if self._pooling == FIRST else _mean(states, mask)
        return _normalised(states)


def load_encoder(directory: Path) -> Encoder:
    """Read an encoder.

    Args:
        directory: laid out as on model hubs: tokenizer.json, model.onnx or onnx/model.onnx, and
            what sentence-transformers adds.

    Raises:
        UnusableEncoder: a file or a package is missing, or the model is no sentence encoder.
    """
    model, words = _file(directory, *MODELS), _file(directory, TOKENIZER)
    runtime, tokenizers = _package("onnxruntime"), _package("tokenizers")
    try:
        session = _session(runtime, model)
        tokenizer = _tokenizer(tokenizers, words)
    except Exception as error:  # neither library has an error class of its own to catch
        raise UnusableEncoder(f"{directory}: {error}") from error
    wanted = {given.name for given in session.get_inputs()}
    if "input_ids" not in wanted or not wanted <= INPUTS:
        raise UnusableEncoder(f"{directory}: the model wants {', '.join(sorted(wanted))}")
    pooling = MEAN if _output(session) == SENTENCE else _pooling(directory)
    prompt = _prompt(directory)
    version = _version(model, words, pooling, prompt)
    encoder = Encoder(session, tokenizer, version, pooling=pooling, prompt=prompt)
    try:
        vectors = encoder.encode(["居住证", "how to apply for a permit"])
    except Exception as error:  # the runtime's errors share no class but this
        raise UnusableEncoder(f"{directory}: the model does not run: {error}") from error
    if vectors.ndim != 2 or not np.isfinite(vectors).all():
        raise UnusableEncoder(f"{directory}: the model gives no vectors of texts")
    return encoder


def _file(directory: Path, *names: str) -> Path:
    for name in names:
        if (directory / name).is_file():
            return directory / name
    raise UnusableEncoder(f"{directory}: no {' or '.join(names)} (setting encoder_dir)")


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


def _output(session: InferenceSession) -> str:
    names = [output.name for output in session.get_outputs()]
    return SENTENCE if SENTENCE in names else names[0]


def _pooling(directory: Path) -> str:
    """How the model's tokens become one vector: their mean where the directory does not say."""
    said = _said(directory / POOLING)
    if not said:
        _log.warning("%s: no %s, so tokens are averaged; is that right?", directory, POOLING)
    modes = said.get("pooling_mode") or [
        _OLDER.get(name, name)
        for name, chosen in said.items()
        if name.startswith("pooling_mode") and chosen
    ]
    mode = "+".join([modes] if isinstance(modes, str) else modes) or MEAN
    if mode not in {MEAN, FIRST}:
        raise UnusableEncoder(f"{directory}: pools by {mode}; {MEAN} and {FIRST} are known")
    return mode


def _prompt(directory: Path) -> str:
    """What comes before every text: the prompt that the directory calls the default."""
    said = _said(directory / PROMPTS)
    return str((said.get("prompts") or {}).get(said.get("default_prompt_name"), ""))


def _said(path: Path) -> dict[str, Any]:
    """What a file of settings says; nothing where there is none."""
    if not path.is_file():
        return {}
    try:
        return dict(orjson.loads(path.read_bytes()))
    except (ValueError, TypeError) as error:
        raise UnusableEncoder(f"{path}: {error}") from error


def _version(model: Path, tokenizer: Path, pooling: str, prompt: str) -> str:
    """Names all that the vectors depend on."""
    state = hashlib.blake2b(digest_size=8)
    for path in (*sorted(model.parent.glob(f"{model.name}*")), tokenizer):
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                state.update(block)
    if pooling != MEAN or prompt:
        state.update(f"{pooling} {prompt}".encode())
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
