"""A sentence encoder of a few kilobytes: texts are alike as far as their characters' groups are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Regex, Tokenizer, models, pre_tokenizers

MEANINGS = ("图书馆藏楼", "开门营业", "居住证", "公租房", "金钱费")
"""Groups of characters for the small district of the answering tests."""
OUTSIDE = 0.05
"""What a character of no group counts, on an axis of its own."""


def tiny_encoder(directory: Path, groups: Sequence[str], *, pooled: bool = False) -> Path:
    """Write model.onnx and tokenizer.json.

    Args:
        directory: made where it is missing.
        groups: characters that mean the same to the model, a string per meaning.
        pooled: whether the model gives one vector per text and not one per token.
    """
    directory.mkdir(parents=True, exist_ok=True)
    meanings = {c: axis for axis, group in enumerate(groups) for c in group}
    vocabulary = {"[PAD]": 0, "[UNK]": 1} | {c: n for n, c in enumerate(meanings, 2)}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex("."), "isolated")
    tokenizer.save(str(directory / "tokenizer.json"))
    table = np.zeros((len(vocabulary), len(groups) + 1), np.float32)
    table[1, -1] = OUTSIDE
    for character, axis in meanings.items():
        table[vocabulary[character], axis] = 1.0
    onnx.save(_model(table, pooled), str(directory / "model.onnx"))
    return directory


def _model(table: np.ndarray, pooled: bool) -> onnx.ModelProto:
    name = "sentence_embedding" if pooled else "last_hidden_state"
    shape = ["batch", table.shape[1]] if pooled else ["batch", "tokens", table.shape[1]]
    nodes = [helper.make_node("Gather", ["table", "input_ids"], ["states"], axis=0)]
    if pooled:
        nodes.append(helper.make_node("ReduceMax", ["states", "one"], [name], keepdims=0))
    else:
        nodes.append(helper.make_node("Identity", ["states"], [name]))
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "tokens"])],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)],
        [
            numpy_helper.from_array(table, "table"),
            numpy_helper.from_array(np.array([1], np.int64), "one"),
        ],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
