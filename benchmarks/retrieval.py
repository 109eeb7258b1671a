"""Finding answers: this product beside bm25s, plain tantivy and SQLite FTS5, one corpus, one run.

`python -m benchmarks.retrieval [--sizes 10000 100000 1000000] [--queries 200]` makes a synthetic
corpus, lets each engine index it and answer the same noisy questions, one thread, interleaved, and
prints a Markdown table. Ours is the whole answer (clean, expand, candidates, features, score,
decide); the others only look candidates up. bm25s is left out where it is not installed.
"""

from __future__ import annotations

import argparse
import importlib.util
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import rjieba
import tantivy

from knowledge_base.throwaway import throwaway

Find = Callable[[str], list[str]]
PLACES = [a + b for a in "东西南北中上下新旧大小" for b in "桥河湖山城塘坪岭洲港湾"]
MATTERS = (
    "居住证 身份证 护照 驾驶证 结婚证 营业执照 食品经营许可 卫生许可 公租房 廉租补贴 公积金 "
    "养老保险 医疗保险 失业保险 工伤认定 生育津贴 高龄津贴 残疾补贴 低保 临时救助 人才补贴 "
    "创业贷款 稳岗返还 施工许可 排水许可 占道审批 户外广告 犬只登记 校车许可 民办学校 电梯登记 "
    "特种设备 林木采伐 取水许可"
).split()
ACTIONS = "首次申领 补领 换领 变更 延续 注销 查询 转移 年检 备案 公示 复核 撤销 委托 预约".split()
ASPECTS = (
    "需要哪些材料 多长时间办结 收费标准是什么 在哪里办理 办理流程是什么 需要符合什么条件 "
    "由哪个部门负责 依据是什么 咨询电话是多少 网上怎么办理"
).split()
FILLERS = "请问 想问下 那个 麻烦 我想知道".split()


@dataclass(frozen=True, slots=True)
class Engine:
    """One way of finding, ready to be asked."""

    name: str
    find: Find
    build_s: float
    megabytes: float


def corpus(size: int, chance: random.Random) -> list[dict[str, str]]:
    """Distinct questions of about 25 characters."""
    seen: dict[str, None] = {}
    while len(seen) < size:
        number = f"{chance.randrange(1, 400)}号" if size > 50_000 else ""
        place = (
            chance.choice(PLACES) + chance.choice(PLACES) + chance.choice(["街道", "社区", "镇"])
        )
        matter = chance.choice(MATTERS) + chance.choice(ACTIONS)
        seen[f"{place}{number}{matter}{chance.choice(ASPECTS)}？"] = None
    return [{"id": str(n), "question": q, "answer": q} for n, q in enumerate(seen)]


def noisy(question: str, chance: random.Random) -> str:
    """The question as somebody else would put it: a word dropped, two swapped, a filler."""
    words = rjieba.cut(question.rstrip("？"))
    del words[chance.randrange(len(words))]
    at = chance.randrange(len(words) - 1)
    words[at], words[at + 1] = words[at + 1], words[at]
    return chance.choice(FILLERS) + "".join(words)


def words_of(text: str) -> list[str]:
    return [w for w in rjieba.cut_for_search(text) if w.isalnum()]


def engines(rows: list[dict[str, str]], folder: Path) -> Iterator[Engine]:
    yield _tantivy(rows, folder / "tantivy")
    yield _fts5(rows, folder / "fts.db")
    if importlib.util.find_spec("bm25s"):
        yield _bm25s(rows)


def _size(path: Path) -> float:
    files = [path] if path.is_file() else path.rglob("*")
    return sum(f.stat().st_size for f in files if f.is_file()) / 1e6


def _tantivy(rows: list[dict[str, str]], path: Path) -> Engine:
    start = time.perf_counter()
    path.mkdir()
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("q", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    schema = builder.build()
    index = tantivy.Index(schema, path=str(path))
    writer = index.writer(100_000_000, 1)
    for row in rows:
        writer.add_document(
            tantivy.Document(q=[" ".join(words_of(row["question"]))], id=[row["id"]])
        )
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def find(text: str) -> list[str]:
        terms = [
            (tantivy.Occur.Should, tantivy.Query.term_query(schema, "q", word, "freq"))
            for word in words_of(text)
        ]
        hits = searcher.search(tantivy.Query.boolean_query(terms), 5, count=False).hits
        return [str(searcher.doc(address).get_first("id")) for _, address in hits]

    return Engine("tantivy, words", find, time.perf_counter() - start, _size(path))


def _fts5(rows: list[dict[str, str]], path: Path) -> Engine:
    start = time.perf_counter()
    database = sqlite3.connect(path)
    database.execute("CREATE VIRTUAL TABLE f USING fts5(q, id UNINDEXED)")
    database.executemany(
        "INSERT INTO f VALUES (?, ?)", ((" ".join(words_of(r["question"])), r["id"]) for r in rows)
    )
    database.commit()

    def find(text: str) -> list[str]:
        query = " OR ".join(f'"{word}"' for word in words_of(text))
        statement = "SELECT id FROM f WHERE f MATCH ? ORDER BY rank LIMIT 5"
        return [row[0] for row in database.execute(statement, (query,))]

    return Engine("SQLite FTS5, words", find, time.perf_counter() - start, _size(path))


def _bm25s(rows: list[dict[str, str]]) -> Engine:
    import bm25s

    start = time.perf_counter()
    model = bm25s.BM25()
    model.index([words_of(row["question"]) for row in rows], show_progress=False)

    def find(text: str) -> list[str]:
        found, _ = model.retrieve([words_of(text)], k=5, show_progress=False)
        return [rows[number]["id"] for number in found[0]]

    megabytes = sum(array.nbytes for array in model.scores.values() if hasattr(array, "nbytes"))
    return Engine("bm25s, words", find, time.perf_counter() - start, megabytes / 1e6)


def measure(size: int, count: int) -> Iterator[str]:
    """Lines of the table for one size."""
    chance = random.Random(size)
    rows = corpus(size, chance)
    asked = [(noisy(row["question"], chance), row["id"]) for row in chance.sample(rows, count)]
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        with throwaway(rows) as answering:
            built = time.perf_counter() - start
            ours = Engine(
                "ours, whole answer",
                lambda q: [m.entry.id for m in answering.ask(q, limit=5)[0].matches],
                built,
                _size(answering.index_dir) if answering.index_dir else 0.0,
            )
            contestants = [ours, *engines(rows, Path(folder))]
            times: dict[str, list[float]] = {engine.name: [] for engine in contestants}
            ranks: dict[str, list[int]] = {engine.name: [] for engine in contestants}
            for question, right in asked:
                for engine in contestants:
                    start = time.perf_counter()
                    ids = engine.find(question)
                    times[engine.name].append(1000 * (time.perf_counter() - start))
                    ranks[engine.name].append(ids.index(right) if right in ids else 99)
            for engine in contestants:
                yield _line(size, engine, times[engine.name], ranks[engine.name])


def _line(size: int, engine: Engine, times: list[float], ranks: list[int]) -> str:
    first = sum(rank == 0 for rank in ranks) / len(ranks)
    five = sum(rank < 5 for rank in ranks) / len(ranks)
    slow = sorted(times)[int(len(times) * 0.99)]
    return (
        f"| {size:,} | {engine.name} | {engine.build_s:.1f} | {engine.megabytes:.0f} "
        f"| {statistics.median(times):.2f} | {slow:.2f} | {first:.2f} | {five:.2f} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--queries", type=int, default=200)
    options = parser.parse_args()
    print("| entries | engine | build s | MB | p50 ms | p99 ms | R@1 | R@5 |")
    print("|---|---|---|---|---|---|---|---|")
    for size in options.sizes:
        for line in measure(size, options.queries):
            print(line)
            sys.stdout.flush()


if __name__ == "__main__":
    main()
