"""`python -m bot evaluate` on corpora of any kind: every figure, and no corpus too odd."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest
import typer
from typer.testing import CliRunner

from bot.commands import exam

FIGURES = {
    "recall_1", "recall_3", "recall_10", "mrr_10", "ndcg_10", "auroc", "coverage_98",
    "coverage_95", "coverage_90", "false_answers", "false_choices", "right", "partly", "wrong",
    "none", "points", "direct", "direct_right", "p50_ms", "p99_ms", "calibration_error",
    "reliability",
}  # fmt: skip
PERMIT = {"id": "permit", "question": "居住证怎么办理？", "answer": "到派出所办理。"}
LIBRARY = {
    "id": "library",
    "question": "图书馆几点开门？",
    "answer": "九点。",
    "similar": ["图书馆周一开吗"],
}


def lines(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
    return path


def evaluate(
    folder: Path, corpus: list[dict[str, Any]], queries: list[dict[str, Any]], oos: str = ""
) -> dict[str, Any]:
    app = typer.Typer()
    exam.register(app)
    (folder / "oos.tsv").write_text(oos, encoding="utf-8")
    arguments = {
        "--corpus": lines(folder / "corpus.jsonl", corpus),
        "--queries": lines(folder / "queries.jsonl", queries),
        "--oos": folder / "oos.tsv",
        "--json": folder / "score.json",
        "--plot": folder / "reliability.svg",
    }
    words = [str(word) for pair in arguments.items() for word in pair]
    done = CliRunner().invoke(app, ["evaluate", *words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    score: dict[str, Any] = orjson.loads((folder / "score.json").read_bytes())
    return score


def test_every_figure_is_told(tmp_path: Path) -> None:
    score = evaluate(
        tmp_path,
        [PERMIT, LIBRARY],
        [{"q": "居住证怎么办", "id": "permit"}, {"q": "图书馆周一开不开", "id": ["library"]}],
        "今天天气怎么样\tchat\n给我讲个笑话\tchat\n",
    )
    assert score.keys() >= FIGURES
    assert (score["questions"], score["out_of_scope"]) == (2, 2)
    assert score["recall_1"] == score["mrr_10"] == score["ndcg_10"] == 1.0
    assert score["right"] + score["partly"] + score["wrong"] + score["none"] == pytest.approx(1)
    assert score["points"] == pytest.approx(score["right"] + score["partly"] / 2)
    assert score["auroc"] == 1.0
    assert sum(b["count"] for b in score["reliability"]) == 4
    assert (tmp_path / "reliability.svg").read_text(encoding="utf-8").count("<circle") >= 1


@pytest.mark.parametrize(
    "corpus",
    [
        [PERMIT],
        [PERMIT, PERMIT, PERMIT | {"answer": "同一编号"}],
        [PERMIT, PERMIT | {"id": "other"}],
        [PERMIT | {"answer": ""}, LIBRARY | {"answer": ""}],
        [PERMIT, LIBRARY | {"question": ""}],
        [PERMIT, {"id": "odd", "question": "？！", "answer": "😀" * 50}],
        [PERMIT | {"answer": "长" * 50_000}],
    ],
    ids=["one entry", "same id", "same text", "no answers", "no question", "no words", "long"],
)
def test_odd_corpora_are_searched_all_the_same(
    tmp_path: Path, corpus: list[dict[str, Any]]
) -> None:
    score = evaluate(tmp_path, corpus, [{"q": "居住证怎么办理", "id": ["permit", "other"]}])
    assert score["recall_1"] == 1.0


def test_an_empty_corpus_knows_nothing(tmp_path: Path) -> None:
    score = evaluate(tmp_path, [], [{"q": "居住证怎么办理", "id": "permit"}], "你好\tchat\n")
    assert (score["recall_10"], score["none"], score["false_answers"]) == (0.0, 1.0, 0.0)
